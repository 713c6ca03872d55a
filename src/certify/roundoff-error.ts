import { fail } from '../error/fault.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { registerOf } from '../program/operand.ts';
import type { Program } from '../program/program.ts';
import { requireHardware, requireReal } from '../program/require-real.ts';
import { lowestBit, Rounding, RULES, type Rule, type Value } from './roundoff-rules.ts';

/**
 * Forward rounding-error analysis of a program on cells of its input, for formats that are subsets of binary64
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §2.2, with ½ ulp instead of u where that is
 * smaller, subnormals included). Enclosures are in binary64, rounded outward.
 */
export class RoundoffAnalysis {
  private readonly rounding: Rounding;
  private readonly constants: readonly Value[];
  private readonly rules: readonly Rule[];
  private readonly operands: readonly (readonly number[])[];

  constructor(program: Program, format: Format) {
    if (program.storage !== undefined) {
      fail({
        kind: 'unsupported',
        message: `no rounding analysis of ${program.format} with a storage format`,
      });
    }
    this.rounding = new Rounding(format);
    this.rules = program.code.map(({ op }) => RULES[requireReal(requireHardware(op))]);
    this.constants = program.constants.map((text) => {
      const value = fromHexFloat(text);
      if (value === undefined || !Number.isFinite(value)) {
        return fail({ kind: 'unsupported', message: `no rounding analysis with the constant \`${text}\`` });
      }
      return { lo: value, hi: value, error: 0, lattice: lowestBit(value) };
    });
    this.operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
  }

  /**
   * Bounds |computed − exact| of the result, in {@link ERROR_UNIT}s, for all inputs of the format in [lo, hi], which must not contain 0
   * inside. @throws NoRoundoffBound on overflow, division by 0, or a root of a negative value
   */
  error(lo: number, hi: number): number {
    const nearest = Math.min(Math.abs(lo), Math.abs(hi));
    const input: Value = {
      lo,
      hi,
      error: 0,
      lattice: lo === hi ? lowestBit(lo) : this.rounding.ulpExponent(nearest),
    };
    const values: Value[] = [input, ...this.constants];
    this.rules.forEach((rule, i) => {
      const [a, b, c] = this.operands[i];
      values.push(rule(this.rounding, values[a], values[b], values[c]));
    });
    return values.length === 1 + this.constants.length ? 0 : values[values.length - 1].error;
  }
}
