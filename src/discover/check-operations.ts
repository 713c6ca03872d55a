import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { isFunctionOperation, isRealOperation, MACHINE_OPERATIONS } from '../program/machine-operations.ts';
import type { Problem } from '../search/problem.ts';

/** The operations that a problem names exist, and agree with what else it says of them. @throws NapierError `name`, `value` */
export function checkOperations({ operations, fma, division, format }: Problem): void {
  if (operations === undefined) return;
  for (const op of operations) {
    if (MACHINE_OPERATIONS.includes(op)) continue;
    const near = nearestName(op, MACHINE_OPERATIONS);
    fail({
      kind: 'name',
      message: `unknown operation \`${op}\``,
      hint: `${near === undefined ? '' : `did you mean \`${near}\`? `}there are ${MACHINE_OPERATIONS.join(', ')}`,
    });
  }
  const machine =
    format === 'real' ? operations.find((op) => !isRealOperation(op) && !isFunctionOperation(op)) : undefined;
  if (machine !== undefined) {
    fail({
      kind: 'unsupported',
      message: `\`${machine}\` has no meaning over the real numbers`,
      hint: 'choose a machine format, such as --format f32, or leave it out',
    });
  }
  const inReal = format === 'real' ? undefined : operations.find(isFunctionOperation);
  if (inReal !== undefined) {
    fail({
      kind: 'unsupported',
      message: `\`${inReal}\` is an operation of programs over the reals alone: no machine has it`,
      hint: 'choose --format real, or leave it out',
    });
  }
  if (operations.length === 0) {
    fail({ kind: 'value', message: 'no operation is allowed', hint: 'name some, or leave `operations` out' });
  }
  for (const [said, op, name] of [
    [fma, 'fma', 'fma'],
    [division, 'div', 'division'],
  ] as const) {
    if (said !== operations.includes(op)) {
      fail({
        kind: 'value',
        message: `\`${name}\` is ${said}, but the operations say otherwise`,
        hint: `${said ? 'add' : 'take'} \`${op}\` ${said ? 'to' : 'from'} \`operations\`, or change \`${name}\``,
      });
    }
  }
}
