import { fail } from '../error/fault.ts';
import { toText } from '../expression/to-text.ts';
import { findFormat } from '../number/formats.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Problem } from '../search/problem.ts';
import type { DomainBounds } from './domain-bounds.ts';

const PRECISION = 64;
/** Subintervals looked at, at most; and how often one is halved before it counts as stuck. */
const BOXES = 2_000;
const DEPTH = 50;

/**
 * Looks for a place in the domain where the function is undefined, has a pole, overflows the format, or (for a
 * relative error over the reals) is zero away from 0. What it reports is so; what it misses, the proof catches.
 * @throws NapierError `domain` with the place
 */
export function checkDefined(problem: Problem, oracle: Oracle, bounds: DomainBounds): void {
  withWorkspace(PRECISION, (w) => {
    const search = new Search(problem, oracle, w);
    const points = samplePoints(bounds);
    const values = points.map((x) => search.value(x));
    search.poles(bounds);
    if (problem.measure === 'relative' && problem.format === 'real') search.zeros(points, values);
  });
}

/** Both ends that are in, 0 and small integers (where undefined points like to be), and a grid between. */
function samplePoints({ lo, hi, open }: DomainBounds): number[] {
  const points = new Set<number>();
  if (!open[0]) points.add(lo);
  if (!open[1]) points.add(hi);
  for (let i = -32; i <= 32; i++) points.add(i);
  for (let i = 1; i < 128; i++)
    points.add(lo / 2 + hi / 2 - (hi / 2 - lo / 2) * Math.cos((Math.PI * i) / 128));
  const inside = (x: number): boolean => (open[0] ? x > lo : x >= lo) && (open[1] ? x < hi : x <= hi);
  // The set holds +0 for −0, so each point comes once.
  return [...points].filter(inside).sort((a, b) => a - b);
}

class Search {
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly w: Workspace;

  constructor(problem: Problem, oracle: Oracle, w: Workspace) {
    this.problem = problem;
    this.oracle = oracle;
    this.w = w;
  }

  /** The function's value as a double (perhaps infinite by overflow); refuses where there is none. */
  value(x: number): number {
    const y = this.sample(x);
    const { format } = this.problem;
    if (y !== undefined && format !== 'real' && Math.abs(y) > findFormat(format).maxFinite) {
      this.refuse(
        `the value ${Number.isFinite(y) ? y.toPrecision(4) : 'of the function'} at ${this.at(x)} is too large for ${format}`,
        'narrow the domain, or use a wider format',
      );
    }
    return y ?? NaN;
  }

  private sample(x: number): number | undefined {
    const mark = this.w.mark();
    const y = { lo: this.w.big(), hi: this.w.big() };
    const known = this.oracle.enclose([x], 40, y);
    const value = known.kind === 'enclosed' ? mpfr.mpfr_get_d(y.lo, ROUND.NEAREST) : undefined;
    this.w.release(mark);
    if (known.kind === 'undefined') {
      this.refuse(`the function is undefined at ${this.at(x)}: ${known.reason}`, this.leaveOut(x));
    }
    return value;
  }

  private leaveOut(x: number): string {
    return `choose a domain without ${this.at(x)}; an end is left out with ( or )`;
  }

  /** Halves the domain until the oracle bounds the function on every part; where it never does, looks closer. */
  poles({ lo, hi }: DomainBounds): void {
    const queue: [lo: number, hi: number, depth: number][] = [[lo, hi, 0]];
    const stuck: [number, number][] = [];
    for (let i = 0; i < queue.length && queue.length < BOXES; i++) {
      const [a, b, depth] = queue[i];
      if (this.bounded(a, b)) continue;
      const middle = between(a, b);
      if (depth >= DEPTH || !(a < middle && middle < b)) {
        stuck.push([a, b]);
      } else {
        queue.push([a, middle, depth + 1], [middle, b, depth + 1]);
      }
    }
    for (const [a, b] of stuck) if (a > lo && b < hi) this.singular(a, b, lo, hi);
  }

  private bounded(a: number, b: number): boolean {
    const mark = this.w.mark();
    const range = this.oracle.range([{ lo: this.w.number(a), hi: this.w.number(b) }], this.w);
    const finite = 'lo' in range && mpfr.mpfr_number_p(range.lo) !== 0 && mpfr.mpfr_number_p(range.hi) !== 0;
    this.w.release(mark);
    if (!finite && 'kind' in range && range.kind === 'undefined') this.sample(between(a, b));
    return finite;
  }

  /** A tiny interval inside the domain that the oracle cannot bound: a pole if values still change around it. */
  private singular(a: number, b: number, lo: number, hi: number): void {
    const width = b - a;
    const near = Math.max(...[a - width, b + width].map((x) => Math.abs(this.sample(x) ?? 0)));
    const reach = Math.min(2 ** 20 * width, (hi - lo) / 4);
    const places = [a - reach, b + reach].filter((x) => x > lo && x < hi);
    const far = Math.max(...places.map((x) => Math.abs(this.sample(x) ?? 0)));
    if (Math.abs(near - far) > 0.1 * Math.max(near, far)) {
      const x = between(a, b);
      this.refuse(`the function has a pole or a singularity near ${this.at(x)}`, this.leaveOut(x));
    }
  }

  /** A change of sign, or a zero, other than at 0 (where a program can have the same factor x). */
  zeros(points: readonly number[], values: readonly number[]): void {
    for (let i = 0; i < points.length; i++) {
      if (values[i] === 0 && points[i] !== 0) this.zeroAt(points[i]);
      const before = i === 0 ? NaN : values[i - 1];
      if (before * values[i] < 0) this.zeroAt(this.root(points[i - 1], points[i], before));
    }
  }

  private root(a: number, b: number, before: number): number {
    let [left, right] = [a, b];
    for (let i = 0; i < 60; i++) {
      const middle = left / 2 + right / 2;
      if (this.value(middle) * before > 0) left = middle;
      else right = middle;
    }
    return right;
  }

  private zeroAt(x: number): never {
    return this.refuse(
      `the function is 0 near ${this.at(x)}, where a relative error has no bound`,
      'use --measure absolute, or a domain without this point',
    );
  }

  private at(x: number): string {
    return `${this.problem.variable} = ${x}`;
  }

  private refuse(message: string, hint: string): never {
    const source = toText(this.problem.function);
    return fail({ kind: 'domain', message, source, span: [0, source.length], hint });
  }
}

/** A point between two others: their geometric mean when they are far apart in size, else their mean. */
function between(a: number, b: number): number {
  if (a > 0 && b / a > 16) return Math.sqrt(a) * Math.sqrt(b);
  if (b < 0 && a / b > 16) return -Math.sqrt(-a) * Math.sqrt(-b);
  return a / 2 + b / 2;
}
