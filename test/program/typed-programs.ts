import fc from 'fast-check';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { findFormat, type FormatName } from '../../src/number/formats.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { integerText } from '../../src/program/integer-constant.ts';
import {
  isRealOperation,
  MACHINE_OPERATION_TABLE,
  HARDWARE_OPERATIONS,
  type MachineOperation,
  type OperandType,
} from '../../src/program/machine-operations.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Operand, Program, Table } from '../../src/program/program.ts';
import { ordinaryNumber, specialValues } from './conformance-programs.ts';

type MachineFormat = Exclude<FormatName, 'real'>;

/** Integers at which carries, signs and shift counts show. */
export function specialIntegers(width: number): bigint[] {
  const top = 1n << BigInt(width - 1);
  const values = [
    0n,
    1n,
    -1n,
    2n,
    3n,
    5n,
    BigInt(width - 1),
    BigInt(width),
    BigInt(width + 1),
    top - 1n,
    -top,
    top / 2n,
  ];
  return [...new Set(values.map((v) => BigInt.asIntN(width, v)))];
}

export function anyInteger(width: number, random: Random): bigint {
  const special = specialIntegers(width);
  const pick = random.next();
  if (pick < 0.3) return special[random.integer(special.length)];
  return BigInt.asIntN(pick < 0.6 ? Math.min(width, 8) : width, random.bits64());
}

/**
 * A random program over all operations or over those given, of matching types, whose result is a float. Operands are
 * often the newest of their type, so that what was made is used.
 */
export function randomTypedProgram(
  format: MachineFormat,
  random: Random,
  length: number,
  options: { inputs?: number; storage?: FormatName; operations?: readonly MachineOperation[] } = {},
): Program {
  const record = findFormat(format);
  const names = ['x', 'y', 'z'].slice(0, options.inputs ?? 1);
  const b = new ProgramBuilder(format, names, options.storage);
  const integer = () => integerText(anyInteger(record.bits, random), record.bits);
  const special = specialValues(record);
  const number = () =>
    toHexFloat(
      random.next() < 0.8 ? ordinaryNumber(record, random) : special[random.integer(special.length)],
    );
  const known: Record<OperandType, Operand[]> = { float: [...names], int: [], bool: [], table: [] };
  for (const type of ['float', 'int'] as const) {
    for (let i = random.integer(3) + 1; i > 0; i--) {
      known[type].push(b.constant(type === 'int' ? integer() : number()));
    }
    const table: Table = {
      type,
      values: Array.from({ length: 1 + random.integer(6) }, () => (type === 'int' ? integer() : number())),
    };
    known.table.push(b.table(table.type, table.values));
  }
  known.int.push(b.operation('bits', names[0]));
  const operations = options.operations ?? HARDWARE_OPERATIONS;
  const pick = (type: OperandType): Operand | undefined => {
    const from = known[type];
    return from[
      random.next() < 0.5 ? Math.max(0, from.length - 1 - random.integer(2)) : random.integer(from.length)
    ];
  };
  for (let i = 0; i < length;) {
    const op = operations[random.integer(operations.length)];
    const row = MACHINE_OPERATION_TABLE[op];
    const args = row.operands.map(pick);
    if (args.some((arg) => arg === undefined)) continue;
    const made = b.operation(op, ...(args as Operand[]));
    const tableType = args[0] === known.table[0] ? 'float' : 'int';
    known[row.result === 'entry' ? tableType : row.result].push(made);
    i++;
  }
  // The newest of each type, joined into one float.
  const last = (type: OperandType): Operand => known[type][known[type].length - 1];
  const joined = b.operation('float', b.operation('ixor', b.operation('bits', last('float')), last('int')));
  const result = random.next() < 0.5 ? last('float') : joined;
  if (known.bool.length === 0) return b.build(result);
  return b.build(b.operation('select', last('bool'), result, b.operation('fromint', last('int'))));
}

export function arbitraryTypedProgram(
  format: MachineFormat,
  options: { storage?: FormatName; operations?: readonly MachineOperation[] } = {},
): fc.Arbitrary<Program> {
  return fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }))
    .map(([seed, length, inputs]) =>
      randomTypedProgram(format, createRandom(seed), length, { ...options, inputs }),
    );
}

/**
 * One program for every operation that is not on floats alone, taking floats and giving one: an integer operand is
 * the bits of an input, an integer result is read as a number, a boolean chooses between 1 and −2.
 */
export function typedOperationPrograms(format: MachineFormat): { op: MachineOperation; program: Program }[] {
  const { bits, round } = findFormat(format);
  return HARDWARE_OPERATIONS.filter((op) => !isRealOperation(op)).flatMap((op) => {
    const { operands, result } = MACHINE_OPERATION_TABLE[op];
    const tables = op === 'lookup' ? (['float', 'int'] as const) : (['float'] as const);
    return tables.map((type) => {
      const inputs = operands.map((_, i) => 'abc'[i]);
      const b = new ProgramBuilder(format, inputs);
      const [one, two] = [b.constant('0x1p+0'), b.constant('-0x1p+1')];
      const table = b.table(
        type,
        [0, 1, 2].map((i) => (type === 'int' ? `i:${i - 1}` : toHexFloat(round(i / 3)))),
      );
      const args = operands.map((operand, i) => {
        if (operand === 'table') return table;
        if (operand === 'bool') return b.operation('lt', one, inputs[i]);
        if (operand === 'float') return inputs[i];
        // Small counts and indices matter for shifts and tables.
        return op === 'lookup' ? b.operation('toint', inputs[i]) : b.operation('bits', inputs[i]);
      });
      const made = b.operation(op, ...args);
      const as = result === 'entry' ? type : result;
      const value =
        as === 'int'
          ? b.operation('float', made)
          : as === 'bool'
            ? b.operation('select', made, one, two)
            : made;
      return { op, program: { ...b.build(value), format }, width: bits };
    });
  });
}

/** The reciprocal square root by its bits (Quake III): what all of this is for. */
export function reciprocalRoot(format: 'f32' = 'f32'): Program {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  const y = b.operation(
    'float',
    b.operation('isub', b.integer(0x5f3759df), b.operation('ishr', b.operation('bits', x), b.integer(1))),
  );
  const half = b.mul(x, b.constant('0x1p-1'));
  return b.build(b.mul(y, b.sub(b.constant('0x1.8p+0'), b.mul(b.mul(half, y), y))));
}

/** 2^x by its exponent field: rounding, conversion, shift, table. In any format with at least 8 significand bits. */
export function powerOfTwo(format: MachineFormat, storage?: FormatName): Program {
  const { precision, emax } = findFormat(format);
  const b = new ProgramBuilder(format, ['x'], storage);
  const x = b.input(0);
  const k = b.operation('toint', x);
  const r = b.sub(x, b.operation('fromint', k));
  const scale = b.operation(
    'float',
    b.operation('ishl', b.operation('iadd', k, b.integer(emax)), b.integer(precision - 1)),
  );
  const constant = (c: number) => b.constant(toHexFloat(findFormat(format).round(c)));
  const p = b.add(b.mul(b.add(b.mul(r, constant(0.2402)), constant(0.6931)), r), constant(1));
  const odd = b.operation(
    'lookup',
    b.table('float', ['0x1p+0', '0x1p+0']),
    b.operation('iand', k, b.integer(1)),
  );
  return b.build(b.mul(b.mul(p, scale), odd));
}
