import { describe, expect, it } from 'vitest';
import { FORMATS, type FormatName } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { MachineOperation } from '../../../src/program/machine-operations.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';
import { bitsEngine } from '../../../src/search/bits/bits-engine.ts';
import { BitsSearch } from '../../../src/search/bits/bits-search.ts';
import { chains, mutateWords, smallStructures } from '../../../src/search/bits/mutate-words.ts';
import { descend, drawWord, tuneTogether } from '../../../src/search/bits/tune-words.ts';
import { structureKey, WordDraft, type WordForm } from '../../../src/search/bits/word-draft.ts';
import {
  createWordEvaluator,
  KernelWordEvaluator,
  ReferenceWordEvaluator,
} from '../../../src/search/bits/word-evaluator.ts';
import { wordRange } from '../../../src/search/bits/word-range.ts';
import { createWordSample } from '../../../src/search/bits/word-sample.ts';
import { WORD_OPERATIONS, wordProgram } from '../../../src/search/bits/word-structure.ts';
import { candidatesOf, eventsOf, problem } from '../engine-conformance.ts';

const F32 = wordRange(FORMATS.f32);
const ROOT: readonly MachineOperation[] = ['add', 'sub', 'mul', 'iadd', 'isub', 'ishl', 'ishr'];

/** Structures as mutation makes them, with constants drawn. */
function forms(format: FormatName, operations: readonly MachineOperation[], count: number): WordForm[] {
  const random = createRandom(3);
  const range = wordRange(FORMATS[format as 'f32']);
  const made: WordForm[] = [];
  while (made.length < count) {
    const pick = (): WordForm | undefined =>
      made.length === 0 ? undefined : made[random.integer(made.length)];
    const finished = mutateWords(pick(), pick(), operations, 12, random).finish(12, operations);
    if (finished === undefined || finished.structure.slots.length > 12) continue;
    const { structure, words } = finished;
    made.push({
      structure,
      words: words.map((word, i) => word ?? drawWord(structure.slots[i], range, random)),
    });
  }
  return made;
}

describe('structures on words', () => {
  for (const format of ['f32', 'f16'] as const) {
    it(`are valid programs over all operations, and measured as such: ${format}`, () => {
      const of = problem('1/sqrt(x)', '[1,4]', { format });
      const sample = createWordSample(of, createOracle(of.function, ['x']), 64);
      const evaluators = [new ReferenceWordEvaluator(sample, FORMATS[format])];
      if (format === 'f32') evaluators.push(new KernelWordEvaluator(sample) as never);
      let finite = 0;
      for (const { structure, words } of forms(format, WORD_OPERATIONS, 300)) {
        const program = validateProgram(wordProgram(structure, words, format, 'x'));
        const run = compileProgram(program);
        let expected = 0;
        for (const [i, x] of sample.x.entries()) {
          const error = Math.abs(run(x) - sample.f[i]) * sample.w[i];
          expected = error >= 0 ? Math.max(expected, error) : Infinity;
        }
        if (!Number.isFinite(expected)) continue;
        finite++;
        for (const evaluator of evaluators) {
          evaluator.load(structure);
          expect(evaluator.error(Int32Array.from(words), sample.x.length, Infinity)).toBe(expected);
        }
      }
      expect(finite).toBeGreaterThan(30);
    });
  }

  it('have one key for one structure, and keep within the length asked for', () => {
    const random = createRandom(5);
    for (const form of forms('f32', ROOT, 200)) {
      expect(form.structure.nodes.length).toBeLessThanOrEqual(12);
      const again = WordDraft.of(form).finish(12, ROOT);
      expect(again?.structure).toEqual(form.structure);
      // Operands of a commutative operation the other way round, and an unused node.
      const draft = WordDraft.of(form);
      for (const node of draft.nodes) if (node.op === 'mul' && random.next() < 0.5) node.args.reverse();
      const { result } = draft;
      draft.node('add', [0, draft.constant(1)]);
      draft.result = result;
      expect(structureKey(draft.finish(12, ROOT)!.structure)).toBe(structureKey(form.structure));
    }
  });

  it('x − x, work on constants and results that are no numbers are refused', () => {
    const finish = (make: (draft: WordDraft) => number) => {
      const draft = new WordDraft();
      draft.result = make(draft);
      return draft.finish(8, WORD_OPERATIONS);
    };
    expect(finish((d) => d.node('sub', [0, 0]))).toBeUndefined();
    expect(finish((d) => d.node('mul', [d.constant(1), d.constant(2)]))).toBeUndefined();
    expect(finish((d) => d.node('lt', [0, d.constant(1)]))).toBeUndefined();
    const folded = finish((d) => d.node('mul', [0, d.node('add', [d.constant(1), d.constant(2)])]));
    expect(folded?.structure).toEqual({ nodes: [{ op: 'mul', args: [-1, 0] }], slots: ['float'] });
    expect(finish((d) => d.node('isub', [0, d.constant(7)]))?.structure.nodes[0].op).toBe('iadd');
  });

  it('of few operations are all made', () => {
    const keys = new Set<string>();
    for (const draft of smallStructures(['mul', 'isub', 'ishr'], 2)) {
      const finished = draft.finish(2, ['mul', 'isub', 'ishr']);
      if (finished !== undefined) keys.add(structureKey(finished.structure));
    }
    for (const key of ['mul 0 0', 'isub c 0', 'ishr 0 c;isub c 1', 'isub c 0;ishr 1 c', 'mul 0 0;mul 1 1']) {
      expect(keys).toContain(key);
    }
  });

  it('chains hold a correction step in one piece', () => {
    const base = new WordDraft();
    base.result = base.node('isub', [base.constant(1), base.node('ishr', [0, base.constant(1)])]);
    base.result = 2;
    const keys = new Set<string>();
    for (const draft of chains(['mul', 'sub'], base, 4)) {
      const finished = draft.finish(8, ROOT);
      if (finished !== undefined) keys.add(structureKey(finished.structure));
    }
    expect(
      [...keys].some((key) => /^ishr 0 c;isub c 1;mul \d \d;mul \d \d;sub c 4;mul \d \d$/.test(key)),
    ).toBe(true);
  });
});

describe('constants are tuned', () => {
  // The distance of three words from a point, with a ridge between them: steps of one word alone get stuck.
  const goal = [0x3f9d70a4, 0x5f375a86, -0x41000000];
  const loss = (words: Int32Array): number => {
    const [a, b, c] = goal.map((g, i) => (words[i] - g) / 2 ** 23);
    return Math.max(Math.abs(a + b), Math.abs(a - b) * 20, Math.abs(c - a) * 7);
  };
  const types = ['float', 'int', 'float'] as const;
  const start = { words: Int32Array.of(F32.one, 0x5f000000, -F32.one), error: 0 };
  start.error = loss(start.words);

  it('by single bits, then together', () => {
    const alone = descend(loss, start, types, F32, 3);
    expect(alone.error).toBeLessThan(start.error);
    const together = tuneTogether(loss, alone, types, F32, 3000, createRandom(1), 2 ** -3);
    expect(together.error).toBeLessThan(1e-5);
    expect(loss(together.words)).toBe(together.error);
  });

  it('to numbers, and counts of shifts within the width', () => {
    const random = createRandom(2);
    const inside = descend(
      (words) => -Math.abs(words[0]),
      { words: Int32Array.of(F32.one), error: 0 },
      ['float'],
      F32,
      3,
    );
    expect(F32.isFinite(inside.words[0])).toBe(true);
    for (let i = 0; i < 200; i++) {
      expect(F32.isFinite(drawWord('float', F32, random))).toBe(true);
      const count = drawWord('count', F32, random);
      expect(count >= 1 && count < 32).toBe(true);
    }
  });
});

describe('the engine finds the reciprocal square root by its bits, from nothing', () => {
  const of = problem('1/sqrt(x)', '[2^-60,2^60]', { format: 'f32', maxOperations: 7, operations: ROOT });
  const oracle = createOracle(of.function, ['x']);

  it('shift and subtract, constant included', () => {
    const sample = createWordSample(of, oracle, 512);
    const task = { operations: ROOT, most: 2, range: F32, useless: 1 };
    const search = new BitsSearch(task, createWordEvaluator(sample, FORMATS.f32), createRandom(1));
    for (const _ of search.settle());
    const [best] = search.archives[2];
    // Lomont's optimum for the constant alone is 3.42e-2.
    expect(best.error).toBeLessThan(3.43e-2);
    expect(best.key).toMatch(/^(ishr 0 c;isub c 1|isub c 0;ishr 1 c)$/);
  }, 60_000);

  it.runIf(process.env.NAPIER_DEEP)(
    'and at the cost of the famous program an error of at most 6.51e-4',
    async () => {
      const found = candidatesOf(await eventsOf(bitsEngine, of, { evaluations: 12e6 }));
      const cheap = found.filter(({ cost }) => cost <= 7);
      expect(Math.min(...cheap.map(({ error }) => error.value))).toBeLessThan(6.51e-4);
    },
    600_000,
  );
});

it('works in formats without lanes, and says where it does not work', async () => {
  const of = problem('1/sqrt(x)', '[1,16]', { format: 'f16', maxOperations: 3, operations: ROOT });
  const found = candidatesOf(await eventsOf(bitsEngine, of, { evaluations: 20_000 }));
  expect(found.length).toBeGreaterThan(0);
  expect(bitsEngine.refuses({ ...of, format: 'f64' })).toContain('f64');
  expect(bitsEngine.refuses({ ...of, format: 'real' })).toContain('real');
  expect(bitsEngine.refuses({ ...of, operations: ['bits'] })).toContain('no operation');
});
