import { EXHAUSTIVE_BITS } from '../../certify/exhaustive.ts';
import { readBig } from '../../number/big-text.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { Kernel } from '../../program/kernel.ts';
import type { Program } from '../../program/program.ts';
import type { Candidate, EngineName } from '../engine.ts';
import type { PolynomialFit, RationalFit } from '../fit.ts';
import type { FitTarget } from '../fit-target.ts';
import { problemTarget } from '../problem-target.ts';
import type { Problem } from '../problem.ts';
import { safeDivisions } from '../safe-divisions.ts';
import { createRefitSession, refitInType, type Refit, type RefitSession } from '../in-type/refit-in-type.ts';
import { searchCoefficients, type FoundCoefficients } from './coefficient-search.ts';
import { fitInFormat } from './fit-in-format.ts';
import { MachineSample } from './machine-sample.ts';
import { polynomialProgram, quotientProgram, type MachinePolynomial } from './machine-forms.ts';

const SAMPLE_POINTS = 1 << 15;
const HARD_POINTS = 1 << 11;
/** The same where programs run on the reference evaluator, some fifty times slower. */
const SLOW_SAMPLE_POINTS = 1 << 12;
const SLOW_HARD_POINTS = 1 << 8;
/** A leading coefficient this near (relatively) to a power of 2 is worth fixing there. */
const NEAR_POWER = 2 ** -9;
const RUNS = 1500;
const SLOW_RUNS = 300;
/** Points that a refit may run the program at; without an error asked for, less is spent on each program. */
const REFIT = 1e7;
const SLOW_REFIT = 2e5;
const LEAST_SHARE = 0.3;
/**
 * A program is refitted when its error is below this many times what one no dearer has, and what is asked for: the
 * largest gain seen was 1.4 times (a quotient for tanh in f32).
 */
const NEAR = 1.4;
const WITHIN = 1.5;
/** Refits of one program that ends up below this many times the error asked for. */
const ATTEMPTS = 3;
const ALMOST = 1.05;
/** A form that starts this much worse than a program no dearer is not searched further. */
const HOPELESS = 1.7;

type Session = {
  readonly sample: MachineSample;
  readonly refit: RefitSession;
  /** Cost and error of everything proposed. */
  readonly proposed: { readonly cost: number; readonly error: number }[];
  /** Cost of the cheapest program that a refit brought to the error asked for. */
  cheapestMet: number;
  readonly runs: number;
};

// One sample for all fits of a problem: true values are the expensive part. Keyed by identity, gone with the problem.
const sessions = new WeakMap<Problem, Session>();

function sessionOf(problem: Problem, oracle: Oracle): Session {
  let session = sessions.get(problem);
  if (session === undefined) {
    const fast = Kernel.supports(problem.format);
    const [points, hard] = fast ? [SAMPLE_POINTS, HARD_POINTS] : [SLOW_SAMPLE_POINTS, SLOW_HARD_POINTS];
    const sample = new MachineSample(problem, oracle, points, hard);
    session = {
      sample,
      refit: createRefitSession(problem, oracle),
      proposed: [],
      cheapestMet: Infinity,
      runs: fast ? RUNS : SLOW_RUNS,
    };
    sessions.set(problem, session);
  }
  return session;
}

/**
 * Programs in the problem's machine format for one real fit: coefficients in the format (lattice search), every
 * evaluation form, coefficients then moved by ulps while the measured error of the rounded program falls. Every
 * candidate's error is measured on a sample that includes the neighbourhoods of the worst inputs found.
 */
export function* proposeMachinePrograms(
  fit: PolynomialFit | RationalFit,
  problem: Problem,
  oracle: Oracle,
  engine: EngineName,
  origin: Candidate['origin'],
): Generator<Candidate, void, void> {
  const session = sessionOf(problem, oracle);
  const { sample, proposed, runs } = session;
  const seen = new Set<string>();
  const plans =
    fit.kind === 'polynomial'
      ? polynomialPlans(fit, problem, oracle, sample)
      : rationalPlans(fit, problem, sample);
  for (const plan of plans) {
    const first = plan.build(plan.starts[0]);
    const text = JSON.stringify(first.code);
    const key = `${text} ${[...plan.fixed].join()}`;
    if (seen.has(key) || !safeDivisions(first, problem)) continue;
    seen.add(key);
    // Where the fit itself is far off, rounding is no matter: no search.
    const goal = Math.max(plan.fitError * 1.02, 0.5 * (problem.measure === 'ulp' ? 1 : 0));
    const cost = COST_MODELS[problem.cost].cost(first);
    const rival = Math.min(Infinity, ...proposed.filter((p) => p.cost <= cost).map((p) => p.error));
    const start = Math.min(...plan.starts.map((coefficients) => sample.screen(plan.build(coefficients))));
    // Coefficients that no rounding could bring to the error asked for are left as they are.
    const worthwhile = problem.error === undefined || plan.fitError <= problem.error;
    const search = start > goal && start < HOPELESS * rival && worthwhile;
    const tuned = searchCoefficients(plan.starts, plan.build, sample, {
      maxRuns: search ? runs : plan.starts.length,
      goal,
      fixed: plan.fixed,
    });
    if (!Number.isFinite(tuned.error.value)) continue;
    const near = tuned.error.value < Math.min(NEAR * rival, WITHIN * (problem.error ?? Infinity));
    // Formats too wide to sweep gain nothing over the sample, and a met request nothing from a dearer program.
    const refits = worthwhile && near && cost < session.cheapestMet && sample.format.bits <= EXHAUSTIVE_BITS;
    const found = refits ? refitted(tuned, problem, session.refit) : tuned;
    if (refits && problem.error !== undefined && found.error.value <= problem.error)
      session.cheapestMet = cost;
    proposed.push({ cost, error: found.error.value });
    yield {
      program: found.program,
      cost: COST_MODELS[problem.cost].cost(found.program),
      error: found.error,
      engine,
      origin: { ...origin, form: plan.name, runs: found.runs },
    };
  }
}

/**
 * The program with its constants refitted by counterexamples: to the error asked for, else as low as it gets. The
 * error is then that of a sweep over the domain, some thousand times the sample.
 */
function refitted(
  tuned: FoundCoefficients,
  problem: Problem,
  session: RefitSession,
): Pick<FoundCoefficients, 'program' | 'error' | 'runs'> {
  const { program } = tuned;
  // Powers of two are there for their own sake: leading terms, split ones, the 1 of a monic denominator.
  const free = program.constants.flatMap((text, index) => (POWER_OF_TWO.test(text) ? [] : [index]));
  const asked = problem.error;
  let found: Refit | undefined;
  let spent = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const next = refitInType(program, free, problem, {
      session,
      goal: asked === undefined ? { kind: 'least' } : { kind: 'error', value: asked * (1 - 1e-9) },
      extent: asked === undefined ? 'sixteenth' : 'most',
      evaluations:
        (Kernel.supports(problem.format) ? REFIT : SLOW_REFIT) * (asked === undefined ? LEAST_SHARE : 1),
      seed: problem.seed + attempt,
    });
    spent += next?.evaluations ?? 0;
    if (next !== undefined && (next.met || found === undefined || next.error < found.error)) found = next;
    // Worth other random moves only where little is missing.
    if (found === undefined || found.met || asked === undefined || found.error > ALMOST * asked) break;
  }
  if (found === undefined) return tuned;
  const { error, worst, points } = found;
  const runs = tuned.runs + Math.ceil(spent / SAMPLE_POINTS);
  return { program: found.program, error: { value: error, worst, points }, runs };
}

const POWER_OF_TWO = /^-?0x1p[+-]\d+$/;

/** One form to try: how coefficients become a program, where to start, and which coefficients stay. */
type Plan = {
  readonly name: string;
  readonly starts: readonly (readonly number[])[];
  readonly build: (coefficients: readonly number[]) => Program;
  readonly fixed: ReadonlySet<number>;
  /** Error of the exactly evaluated start, in the problem's measure. */
  readonly fitError: number;
};

function* polynomialPlans(
  fit: PolynomialFit,
  problem: Problem,
  oracle: Oracle,
  sample: MachineSample,
): Generator<Plan, void, void> {
  const { format } = sample;
  const real = fit.coefficients.map(textToNumber);
  const gaps = fit.powers.slice(1).map((power, k) => power - fit.powers[k]);
  const stride = gaps.length > 0 && gaps.every((gap) => gap === 2) ? 2 : 1;
  const target = problemTarget(problem, oracle, { name: 'full', first: fit.powers[0], stride });
  const prefixes = [0, 1, 2].filter(
    (count) =>
      count < fit.powers.length && real.slice(0, count).every((c) => nearPowerOfTwo(c) !== undefined),
  );
  for (const count of prefixes) {
    const fixed = real.slice(0, count).map((c) => nearPowerOfTwo(c) as number);
    const lattice = latticeFit(target, fit.powers, fixed, format);
    if (lattice === undefined) continue;
    const build =
      (form: 'horner' | 'estrin', heads: number) =>
      (coefficients: readonly number[]): Program =>
        polynomialProgram(problem, { powers: fit.powers, coefficients }, form, heads);
    const common = { starts: lattice.starts, fixed: new Set(fixed.keys()), fitError: lattice.error };
    for (const heads of [0, 1, 2]) {
      if (heads >= fit.powers.length || (heads === 0 && count > 0)) continue;
      if (heads < count) continue;
      yield { ...common, name: formName('horner', heads, count), build: build('horner', heads) };
      // With fma the tail's product is not rounded, so only a first coefficient is worth splitting.
      const splits = heads === 0 ? nearPowerOfTwo(real[0]) === undefined : !problem.fma;
      if (splits && fit.powers.length - heads >= 2) {
        const split = roundToPower(real[heads]);
        yield {
          ...common,
          starts: lattice.starts.map((start) =>
            start.map((c, k) => (k === heads ? format.round(c - split) : c)),
          ),
          name: `${formName('horner', heads, count)}, ${heads === 0 ? 'first' : 'next'} one split`,
          build: (coefficients) =>
            polynomialProgram(problem, { powers: fit.powers, coefficients }, 'horner', heads, split),
        };
      }
      if (fit.powers.length - heads >= 4)
        yield { ...common, name: formName('estrin', heads, count), build: build('estrin', heads) };
    }
  }
}

function formName(form: string, heads: number, fixed: number): string {
  const tail = heads === 0 ? '' : heads === 1 ? ', leading term last' : ', two leading terms last';
  return `${form}${tail}${fixed === 0 ? '' : `, ${fixed} fixed`}`;
}

/** The best coefficient lists in the format, with the fixed ones in front. */
function latticeFit(
  target: FitTarget,
  powers: readonly number[],
  fixed: readonly number[],
  format: MachineSample['format'],
): { readonly starts: number[][]; readonly error: number } | undefined {
  const fit = fitInFormat(
    {
      ...target,
      fixed: fixed.map((coefficient, k) => ({ power: powers[k], coefficient: toHexFloat(coefficient) })),
    },
    powers.slice(fixed.length),
    format,
    { keep: 6, maxNodes: 60_000, maxPrograms: 800, maxPatterns: 4 },
  );
  if (fit.kind === 'failure') return undefined;
  return {
    starts: fit.best.map(({ coefficients }) => [...fixed, ...coefficients]),
    error: fit.best[0].error,
  };
}

function* rationalPlans(
  fit: RationalFit,
  problem: Problem,
  sample: MachineSample,
): Generator<Plan, void, void> {
  if (!problem.division) return;
  const { format } = sample;
  const round = (values: readonly number[]): number[] => values.map((value) => format.round(value));
  const numerator = fit.numerator.map(textToNumber);
  const denominator = fit.denominator.map(textToNumber);
  const count = numerator.length;
  const split =
    (powers: readonly number[], head?: { power: number; coefficient: number }) =>
    (coefficients: readonly number[]): Program => {
      const size = powers.length;
      const above: MachinePolynomial = { powers, coefficients: coefficients.slice(0, size) };
      const below: MachinePolynomial = {
        powers: fit.denominatorPowers,
        coefficients: coefficients.slice(size),
      };
      return quotientProgram(problem, above, below, head);
    };
  // A quotient may be scaled: by powers of 2 nothing changes, by others the coefficients round differently.
  const scaled = (by: number): number[] => round([...numerator, ...denominator].map((c) => c * by));
  const scales = [1, 1.1, 1.25, 1.4, 1.6, 1.75, 1.9];
  yield {
    name: 'quotient',
    starts: scales.map(scaled),
    build: split(fit.numeratorPowers),
    fixed: new Set(),
    fitError: fit.error,
  };
  const leading = 1 / denominator[denominator.length - 1];
  yield {
    name: 'quotient, monic below',
    starts: [scaled(leading)],
    build: split(fit.numeratorPowers),
    fixed: new Set([count + denominator.length - 1]),
    fitError: fit.error,
  };
  const [lowest] = numerator;
  const near = nearPowerOfTwo(lowest);
  const head = near ?? roundToPower(lowest / denominator[0]);
  if (!Number.isFinite(head) || head === 0 || count < 2) return;
  // f = head·x^a + (numerator − head·x^a·denominator)/denominator. The lowest term left out where it all but cancels.
  const first = fit.numeratorPowers[0];
  const rest = new Map<number, number>();
  fit.numeratorPowers.forEach((power, k) => rest.set(power, (rest.get(power) ?? 0) + numerator[k]));
  fit.denominatorPowers.forEach((power, k) =>
    rest.set(power + first, (rest.get(power + first) ?? 0) - head * denominator[k]),
  );
  if (near !== undefined) rest.delete(first);
  const powers = [...rest.keys()].sort((a, b) => a - b);
  if (powers.length === 0) return;
  const values = powers.map((power) => rest.get(power) as number);
  const all = [...values, ...denominator];
  const name = `quotient added to ${near === undefined ? 'a power of two' : 'the leading term'}`;
  yield {
    name,
    starts: scales.map((by) => round(all.map((c) => c * by))),
    build: split(powers, { power: first, coefficient: head }),
    fixed: new Set(),
    fitError: fit.error,
  };
  yield {
    name: `${name}, monic below`,
    starts: [round(all.map((c) => c * leading))],
    build: split(powers, { power: first, coefficient: head }),
    fixed: new Set([powers.length + denominator.length - 1]),
    fitError: fit.error,
  };
}

/** The power of 2 nearest to a number in the logarithm, with its sign. */
function roundToPower(value: number): number {
  return Math.sign(value) * 2 ** Math.round(Math.log2(Math.abs(value)));
}

function nearPowerOfTwo(value: number): number | undefined {
  if (value === 0 || !Number.isFinite(value)) return undefined;
  const candidate = roundToPower(value);
  return Math.abs(value - candidate) <= NEAR_POWER * Math.abs(value) ? candidate : undefined;
}

function textToNumber(text: string): number {
  return withWorkspace(400, (w) => {
    const x = w.big();
    readBig(x, text);
    return mpfr.mpfr_get_d(x, ROUND.NEAREST);
  });
}
