import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { findFormat } from '../../number/formats.ts';
import { isIntegerText } from '../../program/integer-constant.ts';
import { resolveOperand } from '../../program/operand.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';

/**
 * The same program with `round` in place of adding a number whose unit in the last place is 1 and taking it off
 * again. That trick needs rounding to nearest, and that sums are not reordered, which shading languages do not promise;
 * `round` is exact in them. Only a tie may go to the other integer. (a + M) − M becomes round(a), the pattern of
 * a + M that of M plus the integer; M is a constant between 2^(p−1) and 2^p. The sum is in reach where a program is
 * right at all.
 * @param fractions also numbers whose unit in the last place is another power of two, 3·2^n all of them: (a + M) − M
 *   becomes round(a/unit)·unit
 * @returns `undefined` where nothing is rounded so, or the sum is used in another way
 */
export function shaderForm(program: Program, fractions = false): Program | undefined {
  const format = findFormat(program.format);
  const unit = 2 ** (format.precision - 1);
  const constantOf = (operand: Operand): number | undefined => {
    const resolved = resolveOperand(program, operand);
    if (resolved?.kind !== 'constant') return undefined;
    const text = program.constants[resolved.index];
    return isIntegerText(text) ? undefined : exactDouble(text);
  };
  const isMagic = (x: number | undefined): x is number => {
    if (x === undefined || !(x > 0)) return false;
    return (x > unit && x < 2 * unit) || (fractions && Math.log2(x / 3) % 1 === 0 && format.ulp(x) < 2 ** 20);
  };
  const sums = new Map<Operand, { readonly of: Operand; readonly magic: number }>();
  program.code.forEach(({ op, args: [a, b] }, i) => {
    if (op !== 'add') return;
    const [p, q] = [constantOf(a), constantOf(b)];
    if (isMagic(q)) sums.set(`t${i}`, { of: a, magic: q });
    else if (isMagic(p)) sums.set(`t${i}`, { of: b, magic: p });
  });
  const fits = program.code.every(({ op, args }) =>
    args.every((arg, k) => {
      const sum = sums.get(arg);
      return (
        sum === undefined || op === 'bits' || (op === 'sub' && k === 0 && constantOf(args[1]) === sum.magic)
      );
    }),
  );
  if (sums.size === 0 || !fits || program.code.length === 0) return undefined;

  const b = new ProgramBuilder(program.format, program.inputs, program.storage);
  const made: Operand[] = [];
  const operand = (text: Operand): Operand => {
    const resolved = resolveOperand(program, text);
    if (resolved?.kind === 'input') return b.input(resolved.index);
    if (resolved?.kind === 'constant') return b.constant(program.constants[resolved.index]);
    if (resolved?.kind === 'table') {
      const table = (program.tables as NonNullable<Program['tables']>)[resolved.index];
      return b.table(table.type, table.values);
    }
    return made[(resolved as { index: number }).index];
  };
  const scaled = (value: Operand, by: number): Operand =>
    by === 1 ? value : b.mul(value, b.constant(toHexFloat(by)));
  const one = toHexFloat(1);
  /** How many units to the nearest; where M is an odd number of them, ties go to the odd ones. */
  const integerOf = (value: Operand, magic: number): Operand => {
    const units = scaled(value, 1 / format.ulp(magic));
    const odd = fractions && (magic / format.ulp(magic)) % 2 === 1;
    if (!odd) return b.operation('round', units);
    return b.sub(b.operation('round', b.add(units, b.constant(one))), b.constant(one));
  };
  program.code.forEach(({ op, args }, i) => {
    const sum = sums.get(args[0]);
    const own = sums.get(`t${i}`);
    if (own !== undefined) made.push(integerOf(operand(own.of), own.magic));
    else if (sum === undefined) made.push(b.operation(op, ...args.map(operand)));
    else if (op === 'sub') made.push(scaled(operand(args[0]), format.ulp(sum.magic)));
    else {
      const whole = b.operation('toint', operand(args[0]));
      made.push(b.operation('iadd', whole, b.integer(format.encode(sum.magic))));
    }
  });
  return b.build(made[made.length - 1]);
}
