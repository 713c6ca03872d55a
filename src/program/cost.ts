import { findFormat, type FormatName } from '../number/formats.ts';
import { commonPath } from './common-path.ts';
import { operationEnergy } from './energy.ts';
import { MACHINES } from './machines.ts';
import type { Machine } from './machines/machine.ts';
import type { MachineOperation } from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import { storageOf, type Program } from './program.ts';
import { requireHardware } from './require-real.ts';
import { tableBytes } from './table-bytes.ts';

export const COST_MODEL_NAMES = [
  'operations',
  'depth',
  'multiplicative-depth',
  'bytes',
  'energy',
  'zen5-throughput',
  'zen5-latency',
] as const;
export type CostModelName = (typeof COST_MODEL_NAMES)[number];

/** What a program costs. `operations`: instructions that depend on an input, each one (DESIGN.md). */
export interface CostModel {
  readonly name: CostModelName;
  readonly unit: string;
  readonly description: string;
  /** It counts of a program with a common path that alone. */
  readonly blocks?: true;
  cost(program: Program): number;
}

/** Reading a register as another type is no instruction where floats and integers share registers (vector units). */
const FREE: ReadonlySet<MachineOperation> = new Set(['bits', 'float']);

/**
 * The longest chain of counted instructions that ends in each instruction; `undefined` for those that depend on
 * constants alone, which a compiler does once.
 */
function chainLengths(
  program: Program,
  lengthOf: (op: MachineOperation) => number = (op) => (FREE.has(op) ? 0 : 1),
): (number | undefined)[] {
  const lengths: (number | undefined)[] = [];
  for (const { op, args } of program.code) {
    let longest: number | undefined;
    for (const arg of args) {
      const operand = resolveOperand(program, arg);
      const length =
        operand?.kind === 'input' ? 0 : operand?.kind === 'instruction' ? lengths[operand.index] : undefined;
      if (length !== undefined) longest = Math.max(longest ?? 0, length);
    }
    lengths.push(longest === undefined ? undefined : longest + lengthOf(op));
  }
  return lengths;
}

/** The longest chain of instructions that depend on an input, each as long as it is. */
const chain = (program: Program, lengthOf?: (op: MachineOperation) => number): number =>
  Math.max(0, ...chainLengths(program, lengthOf).map((length) => length ?? 0));

/** The sum over all instructions that depend on an input, or those of them that count. */
function sum(
  program: Program,
  costOf: (op: MachineOperation) => number,
  counts: (index: number) => boolean = () => true,
): number {
  const lengths = chainLengths(program);
  return program.code.reduce(
    (all, { op }, i) => all + (lengths[i] === undefined || !counts(i) ? 0 : costOf(op)),
    0,
  );
}

/** Throughput: of a program with a common path what usual blocks of an array run, the condition in its own format. */
function usualSum(program: Program, machine: Machine): number {
  const time = timeOf(machine, program.format, 'throughput');
  const path = commonPath(program);
  if (path === undefined) return sum(program, time);
  const tested = path.narrow ? timeOf(machine, storageOf(program), 'throughput') : time;
  return (
    sum(program, tested, (i) => path.test.has(i)) +
    sum(program, time, (i) => path.short.has(i) && !path.test.has(i))
  );
}

/** Values made of constants alone that instructions take which depend on an input. */
function fixedOperands(program: Program): number {
  const lengths = chainLengths(program);
  const fixed = new Set<string>();
  program.code.forEach(({ args }, i) => {
    if (lengths[i] === undefined) return;
    for (const arg of args) {
      const operand = resolveOperand(program, arg);
      const made = operand?.kind === 'instruction' && lengths[operand.index] === undefined;
      if (operand?.kind === 'constant' || made) fixed.add(arg);
    }
  });
  return fixed.size;
}

/** Sums and changes of sign: what costs no level of multiplication. */
const NO_LEVEL: ReadonlySet<MachineOperation> = new Set(['add', 'sub', 'neg', ...FREE]);
/** Bytes of an instruction where all are alike (ARM, RISC-V). */
const INSTRUCTION_BYTES = 4;

type TimeKind = 'throughput' | 'latency';

/** What a machine's operations take in a format: those of up to 32 bits take the lanes of f32. */
function timeOf(machine: Machine, format: FormatName, kind: TimeKind): (op: MachineOperation) => number {
  const wide = format === 'real' || findFormat(format).bits > 32;
  const times = wide ? machine.f64 : machine.f32;
  const at = kind === 'throughput' ? 0 : 1;
  return (op) => times[requireHardware(op)][at];
}

function measured(machine: Machine, kind: TimeKind): CostModel {
  const what =
    kind === 'throughput'
      ? 'one element of a loop over an array, blocks of usual inputs going the short way where there is one'
      : 'from argument to result, one after the other';
  return {
    name: `${machine.name}-${kind}` as CostModelName,
    unit: 'ps',
    description: `picoseconds for ${what}, by the measured times of each operation: ${machine.description}`,
    ...(kind === 'throughput' ? { blocks: true } : {}),
    cost: (program) =>
      kind === 'throughput'
        ? usualSum(program, machine)
        : chain(program, timeOf(machine, program.format, kind)),
  };
}

/** All cost models by name. Every instruction counts, used or not: `ProgramBuilder` leaves unused ones out. */
export const COST_MODELS: Record<CostModelName, CostModel> = {
  operations: {
    name: 'operations',
    unit: 'operations',
    description:
      'instructions that depend on an input, each one; reinterpreting bits (`bits`, `float`) is free',
    cost: (program) => {
      const lengths = chainLengths(program);
      return program.code.filter(({ op }, i) => lengths[i] !== undefined && !FREE.has(op)).length;
    },
  },
  depth: {
    name: 'depth',
    unit: 'operations',
    description:
      'the longest chain of instructions that depend on each other and on an input; `bits` and `float` are free',
    cost: (program) => chain(program),
  },
  'multiplicative-depth': {
    name: 'multiplicative-depth',
    unit: 'levels',
    description:
      'levels of multiplication, by constants too, as homomorphic encryption (CKKS) spends them; sums are free, and all ' +
      'else counts a level',
    cost: (program) => chain(program, (op) => (NO_LEVEL.has(op) ? 0 : 1)),
  },
  bytes: {
    name: 'bytes',
    unit: 'bytes',
    description: 'memory: tables, constants, and four bytes an instruction that depends on an input',
    cost: (program) => {
      const width = program.format === 'real' ? 8 : findFormat(program.format).bits / 8;
      return sum(program, () => INSTRUCTION_BYTES) + tableBytes(program) + fixedOperands(program) * width;
    },
  },
  energy: {
    name: 'energy',
    unit: 'fJ',
    description:
      'femtojoules of arithmetic and table reads in 45 nm at 0.9 V (Horowitz, ISSCC 2014, fig. 1.1.9), without ' +
      'instruction overhead',
    cost: (program) => {
      const bits = program.format === 'real' ? 64 : findFormat(program.format).bits;
      return sum(program, (op) => operationEnergy(op, bits));
    },
  },
  'zen5-throughput': measured(MACHINES.zen5, 'throughput'),
  'zen5-latency': measured(MACHINES.zen5, 'latency'),
};
