import { fail } from '../error/fault.ts';
import type { Explanation } from './explanation.ts';

/**
 * From the first one's start to the second one's end. The second must start where the first ends and assume nothing
 * else: that term has a value wherever the first one's start does.
 */
export function joinExplanations(first: Explanation, second: Explanation): Explanation {
  if (first.to !== second.from || second.assumed.some((term) => term !== second.from)) {
    fail({ kind: 'value', message: 'the second explanation does not begin where the first ends' });
  }
  const offset = first.instances.length;
  return {
    ...first,
    to: second.to,
    instances: [...first.instances, ...second.instances],
    steps: [...first.steps, ...second.steps.map((step) => ({ ...step, instance: step.instance + offset }))],
  };
}
