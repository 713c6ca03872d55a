import type { Random } from '../../number/random.ts';
import type { SlotType } from './word-structure.ts';

/** The largest error with these constants; above `limit` it need not be exact. */
export type WordLoss = (words: Int32Array, limit: number) => number;

/** Constants and the largest error they leave. */
export type Tuned = { readonly words: Int32Array; readonly error: number };

/** How words of a format are drawn and bounded; words are signed integers of its width. */
export type WordRange = {
  readonly bits: number;
  /** The number of a word, and the word of the nearest number. */
  readonly decode: (word: number) => number;
  readonly encode: (value: number) => number;
  /** Is the word of a float a finite number? */
  readonly isFinite: (word: number) => boolean;
  /** The word of 1: floats are drawn around it. */
  readonly one: number;
  /** How far apart the words of a number and its double are. */
  readonly octave: number;
};

/** Octaves on both sides of 1 that far floats are drawn from, as a share of those there are. */
const FAR = 0.25;

/**
 * A first value for a constant.
 * @param isFar floats of any size that the format has, nearly, as what turns numbers into words and back needs
 */
export function drawWord(type: SlotType, range: WordRange, random: Random, isFar = false): number {
  const { bits, one, octave } = range;
  if (isFar && type === 'float' && random.next() < 0.7) {
    const word = Math.round(one * (1 + FAR * (2 * random.next() - 1)));
    return random.next() < 0.8 ? word : word - 2 ** (bits - 1);
  }
  if (type === 'count') return random.next() < 0.6 ? 1 + random.integer(3) : 1 + random.integer(bits - 1);
  if (type === 'float' || random.next() < 0.6) {
    // Magnitudes about 1; as an integer, the pattern of one, or of one halved (a root has it).
    const word = Math.round(one + octave * 4 * (2 * random.next() - 1));
    const signed = random.next() < 0.8 ? word : word - 2 ** (bits - 1);
    if (type === 'float') return signed;
    return random.next() < 0.5 ? signed : Math.round(word * (0.5 + 1.5 * random.next())) | 0;
  }
  return Math.floor((random.next() - 0.5) * 2 ** bits);
}

function accept(types: readonly SlotType[], words: Int32Array, range: WordRange): boolean {
  return types.every((type, i) => {
    if (type === 'count') return words[i] >= 1 && words[i] < range.bits;
    return type === 'int' || range.isFinite(words[i]);
  });
}

/**
 * Descent by single bits: each constant is moved by 2^k words for k from the top down, as long as the largest error
 * falls. A step of a word is a relative step for floats and for integers that stand for floats alike.
 * @param free which constants are moved; all by default
 */
export function descend(
  loss: WordLoss,
  start: Tuned,
  types: readonly SlotType[],
  range: WordRange,
  sweeps: number,
  stride = 1,
  free: readonly number[] = types.map((_, i) => i),
): Tuned {
  const words = start.words.slice();
  let { error } = start;
  const top = Math.floor(Math.log2(range.octave)) + 3;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const before = error;
    for (let k = sweep === 0 ? top : top - 4; k >= 0; k -= stride) {
      for (const i of free) {
        const step = types[i] === 'count' ? 1 : 2 ** k;
        if (types[i] === 'count' && k % 8 !== 0) continue;
        for (const move of [step, -step]) {
          const old = words[i];
          words[i] = old + move;
          const next = accept(types, words, range) ? loss(words, error) : Infinity;
          if (next < error) {
            error = next;
            break;
          }
          words[i] = old;
        }
      }
    }
    if (!(error < before * 0.99)) break;
  }
  return { words, error };
}

/**
 * A (1+1) evolution strategy with covariance matrix adaptation by its Cholesky factor (Igel, Suttorp & Hansen, A
 * computational efficient covariance matrix update and a (1+1)-CMA for evolution strategies, GECCO 2006): constants
 * are tuned together, which single steps cannot where the largest error has a ridge. Only `+ − × ÷ √`, so every
 * machine does the same.
 */
export function tuneTogether(
  loss: WordLoss,
  start: Tuned,
  types: readonly SlotType[],
  range: WordRange,
  trials: number,
  random: Random,
  reach = 2 ** -6,
): Tuned {
  const free = types.flatMap((type, i) => (type === 'count' ? [] : [i]));
  const n = free.length;
  if (n === 0) return start;
  const words = start.words.slice();
  const trial = words.slice();
  let { error } = start;
  let sigma = range.octave * reach;
  let success = 0.2;
  const damping = 1 + n / 2;
  const learn = 2 / (n * n + 6);
  const factor = free.map((_, i) => free.map((_v, j) => (i === j ? 1 : 0)));
  const z = new Float64Array(n);
  const step = new Float64Array(n);
  for (let t = 0; t < trials && sigma > 0.3; t++) {
    for (let i = 0; i < n; i++) z[i] = normal(random);
    for (let i = 0; i < n; i++) {
      step[i] = 0;
      for (let j = 0; j < n; j++) step[i] += factor[i][j] * z[j];
    }
    trial.set(words);
    for (let i = 0; i < n; i++) trial[free[i]] = Math.round(words[free[i]] + sigma * step[i]);
    const next = accept(types, trial, range) ? loss(trial, error) : Infinity;
    const better = next < error;
    success = (11 / 12) * success + (better ? 1 / 12 : 0);
    const exponent = (success - 2 / 11) / (9 / 11) / damping;
    sigma *= 1 + exponent + (exponent * exponent) / 2;
    if (!better) continue;
    error = next;
    words.set(trial);
    if (success < 0.44) adapt(factor, step, z, learn);
  }
  return { words, error };
}

/** A ← √(1−c) A + … A z zᵀ, so that AAᵀ learns the step taken. */
function adapt(factor: number[][], step: Float64Array, z: Float64Array, learn: number): void {
  let length = 0;
  for (const value of z) length += value * value;
  if (length === 0) return;
  const keep = Math.sqrt(1 - learn);
  const gain = (keep / length) * (Math.sqrt(1 + (learn * length) / (1 - learn)) - 1);
  for (let i = 0; i < factor.length; i++) {
    for (let j = 0; j < factor.length; j++) factor[i][j] = keep * factor[i][j] + gain * step[i] * z[j];
  }
}

/** Nearly normal, variance 1: twelve uniform numbers, added. No logarithm, which engines round differently. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.next();
  return sum;
}
