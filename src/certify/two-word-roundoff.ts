import { bigToHex } from '../number/big-text.ts';
import { nextDown, nextUp } from '../number/double-bits.ts';
import { findFormat } from '../number/formats.ts';
import type { TwoWordFormat, TwoWordOperation } from '../number/two-word-format.ts';
import { withWorkspace } from '../number/workspace.ts';
import { refuseOperation, twoWordConstants } from '../program/evaluate-two-word.ts';
import { registerOf } from '../program/operand.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import { writeOutWords } from '../program/write-out-words.ts';
import type { RoundoffCertificate } from './certificate.ts';
import { proveRoundoff } from './roundoff.ts';
import { NoRoundoffBound, PER_UNIT, realError, Rounding, RULES, up, type Value } from './roundoff-rules.ts';
import { programTerm, type SupremumOptions } from './supremum.ts';

/**
 * What underflow of partial products, below 2^−968, can do to a product: the few roundings are then to multiples of
 * 2^−1074, and those of the sums of them are below 2^−1045.
 */
const UNDERFLOW = 2 ** -1020;
/** Numerators and radicands below this lose residues to underflow. */
const LEAST = 2 ** -900;
/** Splitting overflows beyond 2^995. */
const MOST = 2 ** 990;

/** One operation of a format of two words: a relative error, whatever the exact value is. */
class RelativeRounding extends Rounding {
  private readonly relative: number;

  constructor(format: TwoWordFormat, op: TwoWordOperation) {
    // `faithful`: no product is taken to be 0 for its smallness.
    super(findFormat(format.sumOf ?? 'f64'), true);
    this.relative = format.bounds[op]?.relative ?? Infinity;
  }

  override rounded(lo: number, hi: number, carried: number, _lattice: number): Value {
    const largest = up(Math.max(Math.abs(lo), Math.abs(hi)) + realError(carried));
    if (!(largest < MOST)) throw new NoRoundoffBound('overflow');
    const error = up(up(largest * this.relative) + UNDERFLOW) * PER_UNIT;
    return { lo, hi, error: up(carried + error), lattice: -Infinity };
  }
}

type Step = (values: readonly Value[]) => Value;

/**
 * Forward rounding-error analysis of a program in a format of two words whose inputs are single words and whose result is
 * two: relative bounds on the operations (`TwoWordFormat.bounds`).
 */
export class TwoWordAnalysis {
  private readonly constants: readonly Value[];
  private readonly steps: readonly Step[];

  /** @throws NapierError `unsupported` for operations without a bound */
  constructor(program: Program, format: TwoWordFormat) {
    this.constants = twoWordConstants(program, format).map(([high, low]) => ({
      lo: low < 0 ? nextDown(high) : high,
      hi: low > 0 ? nextUp(high) : high,
      error: 0,
      lattice: -Infinity,
    }));
    const rounding = (op: TwoWordOperation): Rounding => new RelativeRounding(format, op);
    this.steps = program.code.map(({ op, args }): Step => {
      const [a, b, c] = args.map((arg) => registerOf(program, arg));
      switch (op) {
        case 'neg':
          return (v) => ({ ...v[a], lo: -v[a].hi, hi: -v[a].lo });
        case 'fma': {
          const [product, sum] = [rounding('mul'), rounding('add')];
          return (v) => RULES.add(sum, RULES.mul(product, v[a], v[b], v[b]), v[c], v[c]);
        }
        case 'add':
        case 'sub':
        case 'mul':
        case 'div':
        case 'sqrt': {
          const one = rounding(op);
          const residue = op === 'div' || op === 'sqrt';
          return (v) => {
            if (residue) requireSize(v[a]);
            return RULES[op](one, v[a], v[b], v[b]);
          };
        }
        default:
          return refuseOperation(op, format);
      }
    });
  }

  /** As `RoundoffAnalysis.error`. */
  error(lo: number, hi: number): number {
    const values: Value[] = [{ lo, hi, error: 0, lattice: -Infinity }, ...this.constants];
    for (const step of this.steps) values.push(step(values));
    return this.steps.length === 0 ? 0 : values[values.length - 1].error;
  }
}

function requireSize(a: Value): void {
  const slack = realError(a.error);
  if (!(a.lo - slack > LEAST || a.hi + slack < -LEAST))
    throw new NoRoundoffBound('a quotient or root of a number that may be near 0');
}

/**
 * Proves how wrong a program over the reals is, run in a format of two words and rounded to one at the end, at every input
 * of the specification, whose format is the word's and whose measure is `ulp`.
 * @returns the program of single words ({@link writeOutWords}) and its certificate
 * @throws NapierError `not-proved`, `domain` as `certifyRoundoff`; `unsupported` as `writeOutWords`
 */
export function certifyTwoWord(
  program: Program,
  format: TwoWordFormat,
  specification: Specification,
  options: SupremumOptions = {},
): { readonly program: Program; readonly certificate: RoundoffCertificate } {
  const written = writeOutWords(program, format);
  const analysis = new TwoWordAnalysis(program, format);
  const constants = twoWordConstants(program, format).map((words) =>
    withWorkspace(format.bitsFor(words), (w) => {
      const x = w.big();
      format.toBig(x, words);
      return bigToHex(x);
    }),
  );
  const term = programTerm({ ...program, constants }, specification);
  return {
    program: written,
    certificate: proveRoundoff(written, term, analysis, specification, options, true),
  };
}
