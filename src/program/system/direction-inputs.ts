import { fail } from '../../error/fault.ts';

/** Names of the inputs that give a direction to differentiate along. @throws NapierError `name` when one is taken */
export function directionInputs(inputs: readonly string[]): string[] {
  const directions = inputs.map((name) => `dot_${name}`);
  const taken = directions.find((name) => inputs.includes(name));
  if (taken !== undefined) {
    fail({
      kind: 'name',
      message: `the system already has an input \`${taken}\``,
      hint: 'rename that input',
    });
  }
  return directions;
}
