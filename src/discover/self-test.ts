import { fail } from '../error/fault.ts';
import { createRandom, type Random } from '../number/random.ts';
import { plainValue, selfReductions, type SelfReduction } from '../search/relate/measured/self-reduction.ts';
import { TermValues, type MeasuredFunction } from '../search/relate/measured/term-values.ts';
import { relationText, type Relation, type RelationMonomial } from '../search/relate/relation.ts';
import { parseRelationTerm } from './parse-relation-term.ts';
import { readFunction } from './relate.ts';
import type { RelationFinding } from './relation.ts';

export type SelfTestOptions = {
  /** Where arguments lie. @defaultValue [−4, 4] */
  readonly range?: readonly [lo: number, hi: number];
  /** Points for each identity. @defaultValue 2000 */
  readonly points?: number;
  /** Relative error that the program may have. @defaultValue 1e-9 */
  readonly accuracy?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
};

/** How a program stands to one identity of the function that it is meant to compute. */
export type IdentityTest = {
  readonly text: string;
  readonly points: number;
  /** Points at which its sum is more than `accuracy` of its largest term. */
  readonly violated: number;
  /** The largest such share, and the values of the terms there. */
  readonly worst: number;
  readonly at: readonly number[];
};

const RANGE = [-4, 4] as const;

/**
 * Tests a program against the identities of the function it is meant to compute, at random points, without ever knowing a
 * right value (self-testing: Blum, Luby, Rubinfeld 1993). Identities with derivatives, and those without enough points in
 * the range, are left out.
 * @param finding of the function; only what is proved in it is used
 */
export function selfTest(
  program: MeasuredFunction,
  finding: RelationFinding,
  options: SelfTestOptions = {},
): IdentityTest[] {
  const [lo, hi] = options.range ?? RANGE;
  const accuracy = options.accuracy ?? 1e-9;
  const random = createRandom(options.seed ?? 1);
  const values = new TermValues(program, { lo, hi });
  return relationsOf(finding).flatMap((relation) => {
    const form = { ...relation, name: relation.form, helpers: [], degree: 1 };
    const points = values.points(form, options.points ?? 2000, random);
    if (points === undefined) return [];
    let [violated, worst, at] = [0, 0, points[0]];
    for (const point of points) {
      const terms = relation.monomials.map((m) => monomialAt(m, point));
      const share = Math.abs(terms.reduce((a, b) => a + b, 0)) / Math.max(...terms.map(Math.abs), 1e-300);
      if (share > accuracy) violated += 1;
      if (share > worst) [worst, at] = [share, point];
    }
    return [{ text: relationText(relation), points: points.length, violated, worst, at }];
  });
}

/** Votes that are counted at a point. */
const TRIALS = 15;

export type SelfCorrection = {
  readonly reduction: SelfReduction;
  /** The corrected value at z. */
  readonly correct: (z: number) => number;
};

/**
 * A program corrected by a random self-reduction of the function: f(z) by the identity from its values at random places, the
 * median of 15 such votes; where the program's own value agrees with that, it is kept. Right, with high probability, wherever
 * the program is right at most of the range, whatever it does at z itself (Lipton 1991).
 * @throws NapierError `unsupported` when no proved identity is a random self-reduction
 */
export function selfCorrect(
  program: MeasuredFunction,
  finding: RelationFinding,
  options: Omit<SelfTestOptions, 'points'> = {},
): SelfCorrection {
  const [reduction] = selfReductions(relationsOf(finding));
  if (reduction === undefined) {
    fail({
      kind: 'unsupported',
      message: `no identity of ${finding.problem.function} gives a value of f from values at random places`,
      hint: 'such as f(x + y) = f(x)*f(y); more terms may give one: relate … --with "f(x), f(y), f(x + y), …"',
    });
  }
  const [lo, hi] = options.range ?? RANGE;
  const accuracy = options.accuracy ?? 1e-9;
  const seed = options.seed ?? 1;
  return { reduction, correct };

  function correct(z: number): number {
    const own = program(z);
    const random = createRandom(seed);
    const votes: number[] = [];
    for (let tries = 0; votes.length < TRIALS && tries < 8 * TRIALS; tries++) {
      const vote = voteAt(reduction, program, z, random, lo, hi);
      if (Number.isFinite(vote)) votes.push(vote);
    }
    if (votes.length === 0) return own;
    votes.sort((a, b) => a - b);
    const middle = votes[votes.length >> 1];
    return Math.abs(own - middle) <= accuracy * Math.abs(middle) ? own : middle;
  }
}

function voteAt(
  { relation, target, above, below, random: name, solved, by }: SelfReduction,
  program: MeasuredFunction,
  z: number,
  random: Random,
  lo: number,
  hi: number,
): number {
  const r = lo + (hi - lo) * random.next();
  const x = by === 'z' ? z : by === 'z - r' ? z - r : by === 'z + r' ? z + r : z / r;
  const at = { [name]: r, [solved]: x };
  const values = relation.terms.map((term, i) => {
    if (i === target) return 1;
    if (term.call === undefined) return plainValue(term.expression, at);
    const argument = plainValue(term.call.args[0], at);
    return argument >= lo && argument <= hi ? program(argument) : NaN;
  });
  const sum = (monomials: readonly RelationMonomial[]): number =>
    monomials.reduce((total, m) => total + monomialAt(m, values), 0);
  return sum(above) / sum(below);
}

/** The proved identities of a finding, without derivatives. */
function relationsOf({ problem, front }: RelationFinding): Relation[] {
  const f = readFunction(problem.function);
  return front
    .filter(({ status }) => status === 'proved')
    .map((entry): Relation => ({
      form: entry.form,
      terms: entry.terms.map((text) => parseRelationTerm(f, text)),
      monomials: entry.monomials.map(([coefficient, ...exponents]) => ({
        coefficient: BigInt(coefficient),
        exponents: exponents.map(Number),
      })),
    }))
    .filter(({ terms }) => terms.every(({ call }) => (call?.order ?? 0) === 0));
}

function monomialAt({ coefficient, exponents }: RelationMonomial, point: readonly number[]): number {
  let value = Number(coefficient);
  for (const [i, e] of exponents.entries()) for (let k = 0; k < e; k++) value *= point[i];
  return value;
}
