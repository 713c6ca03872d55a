import { fail } from '../error/fault.ts';
import {
  inTableOrder,
  isRealOperation,
  MACHINE_OPERATION_TABLE,
  MACHINE_OPERATIONS,
  type MachineOperation,
} from '../program/machine-operations.ts';
import { INTEGER_OPERATIONS } from '../program/integer-operations.ts';
import type { Problem } from '../search/problem.ts';
import type { OptionValues } from './option-values.ts';

/** How an operation is written in `--operations`: the arithmetic of numbers by its sign. Its name is understood too. */
const wordOf = (op: MachineOperation): string =>
  (isRealOperation(op) ? MACHINE_OPERATION_TABLE[op].symbol : undefined) ?? op;

export const OPERATION_WORDS: readonly string[] = MACHINE_OPERATIONS.map(wordOf);

type Allowed = Pick<Problem, 'fma' | 'division' | 'operations'>;

/** What programs may use, from `--operations`, `--integer`, or from `--fma`, `--no-fma` and `--no-division`. */
export function readOperations(values: OptionValues): Allowed {
  if (values.flag('fma') && values.flag('no-fma')) {
    fail({ kind: 'value', message: '--fma and --no-fma contradict each other', hint: 'give one of them' });
  }
  if (values.flag('integer')) return integersAlone(values);
  const words = [...new Set([...OPERATION_WORDS, ...MACHINE_OPERATIONS])];
  const given = values.someOf('operations', words, 'operation');
  if (given === undefined) return { fma: values.flag('fma'), division: !values.flag('no-division') };
  const operations = inTableOrder(
    MACHINE_OPERATIONS.filter((op) => given.includes(op) || given.includes(wordOf(op))),
  );
  const fma = operations.includes('fma');
  const division = operations.includes('div');
  const against =
    values.flag('fma') && !fma
      ? '--fma'
      : values.flag('no-fma') && fma
        ? '--no-fma'
        : values.flag('no-division') && division
          ? '--no-division'
          : undefined;
  if (against !== undefined) {
    fail({
      kind: 'value',
      message: `${against} and --operations ${values.text('operations')} contradict each other`,
      hint: `leave ${against} out: the list says it all`,
    });
  }
  return { fma, division, operations };
}

/** `--integer`: what the engine of that name makes programs of. */
function integersAlone(values: OptionValues): Allowed {
  const against = (['operations', 'fma'] as const).find((name) =>
    name === 'fma' ? values.flag(name) : values.text(name) !== undefined,
  );
  if (against !== undefined) {
    fail({
      kind: 'value',
      message: `--integer and --${against} contradict each other`,
      hint: `give one of them: --integer is --operations ${INTEGER_OPERATIONS.join(',')}`,
    });
  }
  return { fma: false, division: false, operations: inTableOrder(INTEGER_OPERATIONS) };
}
