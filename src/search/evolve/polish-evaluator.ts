import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { MEANING } from '../../program/evaluate-big.ts';
import { MACHINE_OPERATIONS, type AnalyticOperation } from '../../program/machine-operations.ts';
import { requireReal } from '../../program/require-real.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

const N = ROUND.NEAREST;
const DIVISION = MACHINE_OPERATIONS.indexOf('div');

/** A structure with multiple-precision constants: values, the signs of its divisors, derivatives. */
export class BigStructure {
  readonly constants: readonly Big[];
  private readonly registers: readonly Big[];
  private readonly steps: readonly (() => void)[];
  private readonly divisors: readonly Big[];
  /** Adjoints of x (unused), the instructions and the constants. */
  private readonly adjoints: readonly Big[];
  private readonly backs: readonly (() => void)[];

  /** Registers are taken from `w` and stay its own. */
  constructor(structure: Structure, w: Workspace) {
    const { code, constants } = structure;
    const n = code.length / WORDS;
    this.constants = w.bigs(constants);
    this.registers = w.bigs(n + 1);
    this.adjoints = w.bigs(n + 1 + constants);
    const operand = (arg: number): Big => (arg < 0 ? this.constants[-arg - 1] : this.registers[arg]);
    const divisors: Big[] = [];
    this.steps = Array.from({ length: n }, (_, i) => {
      const at = WORDS * i;
      const run = MEANING[requireReal(MACHINE_OPERATIONS[code[at]])];
      const [a, b, c] = [operand(code[at + 1]), operand(code[at + 2]), operand(code[at + 3])];
      if (code[at] === DIVISION) divisors.push(b);
      const r = this.registers[i + 1];
      return () => run(r, a, b, c);
    });
    this.divisors = divisors;
    const spare = w.big();
    const adjoint = (arg: number): Big | undefined =>
      arg === 0 ? undefined : this.adjoints[arg < 0 ? n - arg : arg];
    this.backs = Array.from({ length: n }, (_, i) => {
      const at = WORDS * i;
      const back = BACK[requireReal(MACHINE_OPERATIONS[code[at]])];
      const [a, b] = [operand(code[at + 1]), operand(code[at + 2])];
      const [da, db, dc] = [1, 2, 3].map((k) => (k <= ARITY[code[at]] ? adjoint(code[at + k]) : undefined));
      return () => back(this.adjoints[i + 1], this.registers[i + 1], a, b, da, db, dc, spare);
    }).reverse();
  }

  /** The value at x: a register, overwritten by the next call. */
  run(x: Big): Big {
    mpfr.mpfr_set(this.registers[0], x, N);
    for (const step of this.steps) step();
    return this.registers[this.registers.length - 1];
  }

  /** Signs of all divisors of the last run, as text; a pole lies between two points where they differ. */
  signs(): string {
    let text = '';
    for (const divisor of this.divisors) text += mpfr.mpfr_sgn(divisor) > 0 ? '+' : '-';
    return text;
  }

  /**
   * Derivatives of the last run's value in the constants, times `seed`, by one reverse sweep: registers, overwritten
   * by the next call.
   */
  slopes(seed: Big): readonly Big[] {
    const { adjoints } = this;
    const n = this.registers.length - 1;
    for (const adjoint of adjoints) mpfr.mpfr_set_zero(adjoint, 1);
    mpfr.mpfr_set(adjoints[n], seed, N);
    for (const back of this.backs) back();
    return adjoints.slice(n + 1);
  }
}

/** Adds s·∂r/∂a to da and so on; `undefined` where nobody asks. `t` is spare. */
type Back = (s: Big, r: Big, a: Big, b: Big, da: Adjoint, db: Adjoint, dc: Adjoint, t: Big) => void;
type Adjoint = Big | undefined;

const plus = (at: Adjoint, value: Big): void => {
  if (at !== undefined) mpfr.mpfr_add(at, at, value, N);
};
const minus = (at: Adjoint, value: Big): void => {
  if (at !== undefined) mpfr.mpfr_sub(at, at, value, N);
};
const plusProduct = (at: Adjoint, x: Big, y: Big): void => {
  if (at !== undefined) mpfr.mpfr_fma(at, x, y, at, N);
};
const flat: Back = () => undefined;

const BACK: Record<AnalyticOperation, Back> = {
  add: (s, _r, _a, _b, da, db) => {
    plus(da, s);
    plus(db, s);
  },
  sub: (s, _r, _a, _b, da, db) => {
    plus(da, s);
    minus(db, s);
  },
  mul: (s, _r, a, b, da, db) => {
    plusProduct(da, s, b);
    plusProduct(db, s, a);
  },
  div: (s, r, _a, b, da, db, _dc, t) => {
    mpfr.mpfr_div(t, s, b, N);
    plus(da, t);
    if (db === undefined) return;
    mpfr.mpfr_mul(t, t, r, N);
    minus(db, t);
  },
  neg: (s, _r, _a, _b, da) => minus(da, s),
  abs: (s, _r, a, _b, da) => (mpfr.mpfr_sgn(a) < 0 ? minus(da, s) : plus(da, s)),
  min: (s, _r, a, b, da, db) => plus(mpfr.mpfr_less_p(b, a) ? db : da, s),
  max: (s, _r, a, b, da, db) => plus(mpfr.mpfr_less_p(a, b) ? db : da, s),
  fma: (s, _r, a, b, da, db, dc) => {
    plusProduct(da, s, b);
    plusProduct(db, s, a);
    plus(dc, s);
  },
  sqrt: (s, r, _a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_div(t, s, r, N);
    mpfr.mpfr_div_2ui(t, t, 1, N);
    plus(da, t);
  },
  exp: (s, r, _a, _b, da) => plusProduct(da, s, r),
  expm1: (s, r, _a, _b, da) => {
    plusProduct(da, s, r);
    plus(da, s);
  },
  log: (s, _r, a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_div(t, s, a, N);
    plus(da, t);
  },
  log1p: (s, _r, a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_add_d(t, a, 1, N);
    mpfr.mpfr_div(t, s, t, N);
    plus(da, t);
  },
  sin: (s, _r, a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_cos(t, a, N);
    plusProduct(da, s, t);
  },
  cos: (s, _r, a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_sin(t, a, N);
    mpfr.mpfr_mul(t, t, s, N);
    minus(da, t);
  },
  atan: (s, _r, a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_sqr(t, a, N);
    mpfr.mpfr_add_d(t, t, 1, N);
    mpfr.mpfr_div(t, s, t, N);
    plus(da, t);
  },
  tanh: (s, r, _a, _b, da, _db, _dc, t) => {
    mpfr.mpfr_sqr(t, r, N);
    mpfr.mpfr_d_sub(t, 1, t, N);
    plusProduct(da, s, t);
  },
  // Steps are flat but at their edges.
  floor: flat,
  ceil: flat,
  round: flat,
  trunc: flat,
};
