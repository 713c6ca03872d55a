import { findFormat } from '../number/formats.ts';
import { exactDouble } from '../number/exact-double.ts';
import { createRandom } from '../number/random.ts';
import { compileOpenness, compileProgram } from '../program/evaluate.ts';
import { storageOf } from '../program/program.ts';
import { domainEnds } from './domain-ends.ts';
import { numberText } from './number-text.ts';
import type { EmitFunction } from './target.ts';

/** An input and the reference evaluator's result for it, both values of the program's storage format. */
export type SelfTestVector = { readonly input: number; readonly output: number };

const RANDOM_POINTS = 48;

/**
 * Inputs with the results every target must give bit for bit (any NaN for a NaN): the ends of the domain and their
 * inner neighbours, both zeros, the worst input of the proof, the special values of the format, and points spread
 * over the domain by ordinal. Left out are inputs at which the program asks for a NaN's bits. Deterministic. None of a
 * function of several inputs.
 */
export function selfTestVectors(f: EmitFunction): SelfTestVector[] {
  if (f.program.inputs.length !== 1) return [];
  const format = findFormat(f.rounds?.storage ?? storageOf(f.program));
  const run = compileProgram(f.program);
  const isOpen = compileOpenness(f.program);
  const [lo, hi] = domainEnds(f).map((end) => format.ordinal(format.round(end)));
  const inputs = new Set<number>();
  const add = (x: number): void => void inputs.add(x);
  for (const step of [0n, 1n, 2n]) {
    if (lo + step <= hi) add(format.fromOrdinal(lo + step));
    if (hi - step >= lo) add(format.fromOrdinal(hi - step));
  }
  const random = createRandom(1);
  const span = hi - lo + 1n;
  for (let i = 0; i < RANDOM_POINTS; i++) add(format.fromOrdinal(lo + (random.bits64() % span)));
  if (f.certificate !== undefined) add(exactDouble(f.certificate.worst));
  const specials = [0, 1, format.minPositive, format.minNormal, format.maxFinite, Infinity];
  for (const x of specials) {
    add(x);
    if (x !== 0) add(-x);
  }
  add(NaN);
  // A Set merges −0 into 0, so it is added by hand.
  return [...inputs, -0]
    .filter((input) => format.contains(input) && !isOpen(input))
    .map((input) => ({ input, output: run(input) }));
}

/** Vectors as literals of languages that write numbers as JavaScript does. */
export function numberRows(vectors: readonly SelfTestVector[]): [input: string, output: string][] {
  return vectors.map(({ input, output }) => [numberText(input), numberText(output)]);
}
