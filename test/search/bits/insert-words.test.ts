import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import type { MachineOperation } from '../../../src/program/machine-operations.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';
import { BitsSearch } from '../../../src/search/bits/bits-search.ts';
import { compositions } from '../../../src/search/bits/mutate-words.ts';
import { insertAtRandom, insertions } from '../../../src/search/bits/insert-words.ts';
import { structureKey, WordDraft, type WordForm } from '../../../src/search/bits/word-draft.ts';
import {
  createWordEvaluator,
  KernelWordEvaluator,
  ReferenceWordEvaluator,
} from '../../../src/search/bits/word-evaluator.ts';
import { wordRange } from '../../../src/search/bits/word-range.ts';
import { createWordSample } from '../../../src/search/bits/word-sample.ts';
import { WORD_OPERATIONS, wordProgram } from '../../../src/search/bits/word-structure.ts';
import { problem } from '../engine-conformance.ts';

const F32 = wordRange(FORMATS.f32);
const FLOATS: readonly MachineOperation[] = ['add', 'sub', 'mul'];

function form(draft: WordDraft): WordForm {
  const { structure, words } = draft.finish(12, WORD_OPERATIONS)!;
  return { structure, words: words as number[] };
}

/** y·(c − x·y) for y = float(C − bits(x)): Newton's step for the reciprocal, with a scale. */
function reciprocal(): WordForm {
  const draft = new WordDraft();
  const y = draft.node('isub', [draft.constant(0x7ef311c7), 0]);
  const t = draft.node('mul', [0, y]);
  draft.result = draft.node('mul', [y, draft.node('sub', [draft.constant(F32.encode(2)), t])]);
  return form(draft);
}

const keysOf = (drafts: Iterable<WordDraft>, most: number): Set<string> => {
  const keys = new Set<string>();
  for (const draft of drafts) {
    const finished = draft.finish(most, WORD_OPERATIONS);
    if (finished !== undefined) keys.add(structureKey(finished.structure));
  }
  return keys;
};

describe('insertions', () => {
  const base = reciprocal();

  it('of two operations hold a term more inside, a power, and a constant that becomes c + d·t', () => {
    const keys = keysOf(insertions(FLOATS, base, 2), 6);
    expect(keys.size).toBeGreaterThan(1000);
    const wanted = [
      // y·(c − t·(d − t)), y·(c − t·t·t), y·((d·t + c) − t)
      /^isub c 0;mul \d \d;sub c 2;mul \d \d;sub c 4;mul \d \d$/,
      /^isub c 0;mul \d \d;mul 2 2;mul \d \d;sub c 4;mul \d \d$/,
      /^isub c 0;mul \d \d;mul (c 2|2 c);add (c 3|3 c);sub 4 2;mul \d \d$/,
    ];
    for (const pattern of wanted) expect([...keys].some((key) => pattern.test(key))).toBe(true);
  });

  it('of one operation keep all that was there, and every word of it', () => {
    for (const draft of insertions(FLOATS, base, 1)) {
      expect(draft.nodes.length).toBe(base.structure.nodes.length + 1);
      expect(draft.words.slice(0, 2)).toEqual(base.words);
      const kept = base.structure.nodes.map(({ op }) => op);
      for (const { op } of draft.nodes) if (op === kept[0]) kept.shift();
      expect(kept).toEqual([]);
    }
  });

  it('at random are valid programs over all operations, and leave the form as it was', () => {
    const random = createRandom(4);
    const before = JSON.stringify(base);
    let valid = 0;
    for (let i = 0; i < 500; i++) {
      const finished = insertAtRandom(base, WORD_OPERATIONS, random)?.finish(12, WORD_OPERATIONS);
      if (finished === undefined) continue;
      const words = finished.words.map((word) => word ?? 1);
      validateProgram(wordProgram(finished.structure, words, 'f32', 'x'));
      valid++;
    }
    expect(valid).toBeGreaterThan(200);
    expect(JSON.stringify(base)).toBe(before);
  });
});

describe('compositions', () => {
  const operations: readonly MachineOperation[] = ['add', 'mul', 'isub', 'iadd', 'toint', 'fromint'];

  it('are chains of single values and constants, all of them', () => {
    const keys = keysOf(compositions(operations, 3), 3);
    for (const key of [
      'mul c 0;add 1 c;toint 2',
      'isub c 0;fromint 1;mul 2 c',
      'fromint 0;mul 1 c;toint 2',
    ]) {
      expect([...keys].map((k) => k.replaceAll(/ (\d) c/g, ' c $1'))).toContain(
        key.replaceAll(/ (\d) c/g, ' c $1'),
      );
    }
    for (const key of keys) expect(key).not.toMatch(/(\d) \1|;.*;.* 0/);
  });

  it.each([
    // The best that straight lines between powers of 2 do: 2^f by 1 + f, scaled; log2(1 + f) by f + 0.0430.
    ['2^x', '[-20,20]', 'relative', 3, 0.031],
    ['log2(x)', '[2^-100,2^100]', 'absolute', 3, 0.0432],
    // The initial value of the fast cube root (as Kahan's): words times −1/3.
    ['1/cbrt(x)', '[2^-100,2^100]', 'relative', 4, 0.035],
  ] as const)(
    'find %s by its words, constants of any size included',
    (text, domain, measure, length, most) => {
      const of = problem(text, domain, { format: 'f32', measure, maxOperations: length });
      const sample = createWordSample(of, createOracle(of.function, ['x']), 512);
      const useless = Math.max(...sample.f.map((f, i) => Math.abs(f) * sample.w[i]));
      const task = { operations, most: length, range: F32, useless };
      const search = new BitsSearch(task, createWordEvaluator(sample, FORMATS.f32), createRandom(1));
      for (const _ of search.compose(length));
      expect(search.archives[length][0].error).toBeLessThan(most);
    },
  );
});

it('distances in words are those of the results, in octaves, by both evaluators', () => {
  const of = problem('2^x', '[-8,8]', { format: 'f32' });
  const sample = createWordSample(of, createOracle(of.function, ['x']), 64);
  const draft = new WordDraft();
  draft.result = draft.node('add', [
    draft.constant(F32.encode(4)),
    draft.node('mul', [0, draft.constant(F32.encode(0))]),
  ]);
  const { structure, words: given } = form(draft);
  const words = Int32Array.from(given);
  const found = [new KernelWordEvaluator(sample), new ReferenceWordEvaluator(sample, FORMATS.f32)].map(
    (evaluator) => {
      evaluator.load(structure);
      const into = new Float64Array(sample.x.length);
      evaluator.distances(words, into);
      return [...into];
    },
  );
  expect(found[0]).toEqual(found[1]);
  found[0].forEach((distance, i) => {
    // Straight lines between the powers of 2 are at most 0.0861 above the logarithm.
    expect(Math.abs(distance - (2 - sample.x[i]))).toBeLessThan(0.0861);
  });
});

it('by insertions a square correction step becomes a cubic one', () => {
  const of = problem('1/x', '[2^-20,2^20]', { format: 'f32', maxOperations: 6 });
  const evaluator = createWordEvaluator(
    createWordSample(of, createOracle(of.function, ['x']), 512),
    FORMATS.f32,
  );
  const operations: readonly MachineOperation[] = [...FLOATS, 'iadd', 'isub'];
  const search = new BitsSearch({ operations, most: 6, range: F32, useless: 1 }, evaluator, createRandom(1));
  const base = reciprocal();
  evaluator.load(base.structure);
  const error = evaluator.error(Int32Array.from(base.words), evaluator.points, Infinity);
  search.archives[4].push({ ...base, key: structureKey(base.structure), error });
  // The least error of y·(c − x·y) is 1.28e-3.
  for (const _ of search.climb(0));
  search.refine(6, 3, 2);
  expect(search.archives[6][0].error).toBeLessThan(1e-4);
}, 60_000);
