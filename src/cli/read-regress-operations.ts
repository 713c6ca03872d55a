import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { NAMED_OPERATIONS, type RegressOperation } from '../search/regress/regress-operations.ts';

/** Operations with their complexities: `add,mul,exp:3`. @throws NapierError with the place of what is wrong */
export function readRegressOperations(source: string): Map<RegressOperation, number> {
  const found = new Map<RegressOperation, number>();
  let at = 0;
  for (const part of source.split(',')) {
    const [name, weight] = part.trim().split(':');
    const span = [at, at + part.length] as const;
    at += part.length + 1;
    const known = NAMED_OPERATIONS.find((one) => one === name);
    if (known === undefined) {
      const near = nearestName(name, NAMED_OPERATIONS);
      const hint = `${near === undefined ? '' : `did you mean \`${near}\`? `}there are ${NAMED_OPERATIONS.join(', ')}`;
      fail({ kind: 'name', message: `unknown operation \`${name}\``, source, span, hint });
    }
    const complexity = weight === undefined ? 1 : /^\d{1,3}$/.test(weight) ? Number(weight) : NaN;
    if (!(complexity >= 1)) {
      const hint = 'a whole number from 1 to 999, such as exp:3';
      fail({ kind: 'value', message: `\`${weight}\` is no complexity`, source, span, hint });
    }
    found.set(known, complexity);
  }
  return found;
}
