import { discreteMinimax } from '../machine/discrete-minimax.ts';
import type { IntegerDraft } from './integer-code.ts';
import { type Frame } from './integer-frame.ts';
import { integerHorner, type Multiplication } from './integer-horner.ts';
import {
  clamps,
  doublings,
  normalisations,
  products,
  reflections,
  wholeFrame,
  type IntegerScene,
} from './integer-reductions.ts';
import { IntegerBuilder } from './integer-code.ts';

/** A draft from a fit, and the way to it. */
export type FittedDraft = {
  readonly draft: IntegerDraft;
  readonly steps: readonly string[];
  readonly degree: number;
};

const MOST_DEGREE = 7;
/** Sums that are shifted or not are tried one and all up to this degree. */
const ALL_SHIFTS = 4;
/** Digits of the one constant that is multiplied by where there is no multiplication. */
const DIGITS = [1, 2, 3, 4];
/** A higher degree must take this off the error of the fit. */
const GAIN = 0.98;

/** Polynomials of all frames there are, constants as fitted to the sample and rounded. */
export function* fittedDrafts(scene: IntegerScene, maxDegree = MOST_DEGREE): Generator<FittedDraft> {
  for (const frame of frames(scene)) yield* polynomials(scene, frame, maxDegree);
}

function* frames(scene: IntegerScene): Generator<Frame> {
  const whole = wholeFrame(scene, new IntegerBuilder());
  const sides = [whole, ...reflections(scene, whole)];
  const held = sides.flatMap((frame) => [frame, ...clamps(scene, frame)]);
  for (const frame of held) {
    yield frame;
    yield* products(scene, frame);
    // What the identities say is about f itself.
    if (!frame.steps.some((step) => step !== 'clamped')) yield* doublings(scene, frame);
  }
  yield* normalisations(scene, whole);
}

function* polynomials(scene: IntegerScene, frame: Frame, maxDegree: number): Generator<FittedDraft> {
  const multiplies = scene.allows('imul');
  let last = Infinity;
  for (let degree = 0; degree <= Math.min(maxDegree, multiplies ? MOST_DEGREE : 1); degree++) {
    const fitted = fit(scene, frame, degree);
    if (fitted === undefined || !(fitted.error < GAIN * last)) continue;
    last = fitted.error;
    const coefficients = [...fitted.coefficients];
    if (frame.floors) coefficients[0] += 0.5;
    for (const way of ways(scene, degree)) {
      for (const shifted of shiftChoices(degree)) {
        const builder = frame.builder.fork();
        const sum = integerHorner(builder, frame.u, frame.values, coefficients, shifted, way);
        const result = sum && frame.finish(builder, sum);
        if (result === undefined || result < 0) continue;
        yield { draft: builder.draft(result), steps: frame.steps, degree };
      }
    }
  }
}

function ways({ allows }: IntegerScene, degree: number): Multiplication[] {
  const digits = degree === 1 && allows('ishl') ? DIGITS : [];
  return [
    ...(allows('imul') || degree === 0 ? [{ kind: 'imul' as const }] : []),
    ...digits.map((count) => ({ kind: 'digits' as const, digits: count })),
  ];
}

function shiftChoices(degree: number): number[] {
  const all = 2 ** Math.max(0, degree - 1);
  if (degree <= ALL_SHIFTS) return [...Array(all).keys()];
  return [all - 1];
}

/** The coefficients of least largest weighted error on the sample. */
function fit(
  { evaluator }: IntegerScene,
  { values, a, b }: Frame,
  degree: number,
): { coefficients: readonly number[]; error: number } | undefined {
  const { f, weight } = evaluator.sample;
  const points = values.length;
  if (points < degree + 2) return undefined;
  const basis = Array.from({ length: degree + 1 }, (_, k) =>
    Float64Array.from(values, (value, i) => weight[i] * a[i] * value ** k),
  );
  const residual = Float64Array.from(values, (_, i) => weight[i] * (b[i] - f[i]));
  const order = [...values.keys()].sort((i, k) => values[i] - values[k]);
  const start = Array.from(
    { length: degree + 2 },
    (_, k) => order[Math.round(((1 - Math.cos((Math.PI * k) / (degree + 1))) / 2) * (points - 1))],
  );
  if (new Set(start).size < start.length) return undefined;
  const found = discreteMinimax(residual, basis, start);
  return found && { coefficients: [...found.coordinates], error: found.error };
}
