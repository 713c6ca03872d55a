import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import type { Workspace } from '../../number/workspace.ts';
import { MEANING } from '../../program/evaluate-big.ts';
import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

const DIVISION = MACHINE_OPERATIONS.indexOf('div');

/** A structure with multiple-precision constants: values, the signs of its divisors, derivatives (as doubles). */
export class BigStructure {
  readonly constants: readonly Big[];
  private readonly structure: Structure;
  private readonly registers: readonly Big[];
  private readonly steps: readonly (() => void)[];
  private readonly divisors: readonly Big[];
  private readonly doubles: Float64Array;
  private readonly adjoints: Float64Array;

  /** Registers are taken from `w` and stay its own. */
  constructor(structure: Structure, w: Workspace) {
    const { code, constants } = structure;
    const n = code.length / WORDS;
    this.structure = structure;
    this.constants = w.bigs(constants);
    this.registers = w.bigs(n + 1);
    this.doubles = new Float64Array(n + 1 + constants);
    this.adjoints = new Float64Array(n + 1 + constants);
    const operand = (arg: number): Big => (arg < 0 ? this.constants[-arg - 1] : this.registers[arg]);
    const divisors: Big[] = [];
    this.steps = Array.from({ length: n }, (_, i) => {
      const at = WORDS * i;
      const run = MEANING[MACHINE_OPERATIONS[code[at]]];
      const [a, b, c] = [operand(code[at + 1]), operand(code[at + 2]), operand(code[at + 3])];
      if (code[at] === DIVISION) divisors.push(b);
      const r = this.registers[i + 1];
      return () => run(r, a, b, c);
    });
    this.divisors = divisors;
  }

  /** The value at x: a register, overwritten by the next call. */
  run(x: Big): Big {
    mpfr.mpfr_set(this.registers[0], x, ROUND.NEAREST);
    for (const step of this.steps) step();
    return this.registers[this.registers.length - 1];
  }

  /** Signs of all divisors of the last run, as text; a pole lies between two points where they differ. */
  signs(): string {
    let text = '';
    for (const divisor of this.divisors) text += mpfr.mpfr_sgn(divisor) > 0 ? '+' : '-';
    return text;
  }

  /** Derivatives of the last run's value in the constants, times `seed`, to `out[k]` (one reverse sweep). */
  slopes(seed: number, out: Float64Array): void {
    const { code, constants: k } = this.structure;
    const n = this.registers.length - 1;
    const v = this.doubles;
    const adjoint = this.adjoints.fill(0);
    for (let i = 0; i <= n; i++) v[i] = mpfr.mpfr_get_d(this.registers[i], ROUND.NEAREST);
    for (let i = 0; i < k; i++) v[n + 1 + i] = mpfr.mpfr_get_d(this.constants[i], ROUND.NEAREST);
    adjoint[n] = seed;
    for (let i = n; i > 0; i--) {
      const at = WORDS * (i - 1);
      const op = code[at];
      const place = (arg: number): number => (arg < 0 ? n - arg : arg);
      const a = place(code[at + 1]);
      const b = place(code[at + 2]);
      const c = place(code[at + 3]);
      const s = adjoint[i];
      if (s === 0) continue;
      const slope = SLOPES[MACHINE_OPERATIONS[op]];
      slope(s, v[i], v[a], v[b], push);
      function push(da: number, db: number, dc: number): void {
        adjoint[a] += da;
        if (ARITY[op] > 1) adjoint[b] += db;
        if (ARITY[op] > 2) adjoint[c] += dc;
      }
    }
    for (let i = 0; i < k; i++) out[i] = adjoint[n + 1 + i];
  }
}

type Push = (da: number, db: number, dc: number) => void;

/** Adjoints of the operands: s is the result's, r its value. Steps have slope 0. */
const SLOPES: Record<
  (typeof MACHINE_OPERATIONS)[number],
  (s: number, r: number, a: number, b: number, push: Push) => void
> = {
  add: (s, _r, _a, _b, push) => push(s, s, 0),
  sub: (s, _r, _a, _b, push) => push(s, -s, 0),
  mul: (s, _r, a, b, push) => push(s * b, s * a, 0),
  div: (s, r, _a, b, push) => push(s / b, (-s / b) * r, 0),
  neg: (s, _r, _a, _b, push) => push(-s, 0, 0),
  abs: (s, _r, a, _b, push) => push(a < 0 ? -s : s, 0, 0),
  min: (s, _r, a, b, push) => (b < a ? push(0, s, 0) : push(s, 0, 0)),
  max: (s, _r, a, b, push) => (a < b ? push(0, s, 0) : push(s, 0, 0)),
  fma: (s, _r, a, b, push) => push(s * b, s * a, s),
  sqrt: (s, r, _a, _b, push) => push((s * 0.5) / r, 0, 0),
  floor: () => undefined,
  ceil: () => undefined,
  round: () => undefined,
  trunc: () => undefined,
};
