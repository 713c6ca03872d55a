import { describe, expect, it } from 'vitest';
import { toText } from '../../../src/expression/to-text.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Candidate } from '../../../src/search/engine.ts';
import { ENGINES } from '../../../src/search/engines.ts';
import type { Problem } from '../../../src/search/problem.ts';
import { candidatesOf, eventsOf, problem } from '../engine-conformance.ts';

/** Every number of the format. */
function whole(text: string, rest: Partial<Problem>): Problem {
  const of = problem(text, '(-inf,inf)', { format: 'f16', measure: 'ulp', error: 1, ...rest });
  return { ...of, domain: { ...of.domain, open: [false, false] } };
}

async function best(of: Problem): Promise<Candidate> {
  const candidates = candidatesOf(await eventsOf(ENGINES.reduction, of));
  const good = candidates.filter(({ error }) => error.value <= (of.error ?? Infinity));
  expect(good.length).toBeGreaterThan(0);
  return good.reduce((a, b) => (b.cost < a.cost ? b : a));
}

/** Largest error in ulps over given inputs; infinite where the kind of the result is wrong. */
function largestError({ program }: Candidate, of: Problem, inputs: Iterable<number>): number {
  const format = FORMATS[of.format as 'f16'];
  const oracle = createOracle(of.function, ['x']);
  const run = compileProgram(program);
  let largest = 0;
  for (const x of inputs) {
    const truth = Number.isFinite(x) ? oracle.rounded([x], FORMATS.f64) : NaN;
    const got = run(x);
    const rounded = format.round(truth);
    const error = Number.isFinite(rounded)
      ? Math.abs(got - truth) / format.ulp(truth)
      : !Number.isFinite(x) || Object.is(got, rounded) || truth !== truth
        ? 0
        : Infinity;
    largest = Math.max(largest, error === error ? error : Infinity);
  }
  return largest;
}

function* finiteF16(): Generator<number> {
  for (let pattern = 0n; pattern < 1n << 16n; pattern++) {
    const x = FORMATS.f16.decode(pattern);
    if (Number.isFinite(x)) yield x;
  }
}

describe('whole functions of f16, at every number', () => {
  const cases: [text: string, specials: Record<string, number>][] = [
    ['exp(x)', { '-Infinity': 0, Infinity, NaN }],
    ['log(x)', { '-Infinity': NaN, Infinity, NaN, '-1': NaN, '0': -Infinity, '-0': -Infinity }],
    ['sin(x)', { '-Infinity': NaN, Infinity: NaN, NaN }],
    ['cbrt(x)', { '-Infinity': -Infinity, Infinity, NaN, '0': 0, '-0': -0 }],
    ['3*exp2(2x)', { '-Infinity': 0, Infinity, NaN }],
    // By reflection, with a line or a constant.
    ['acos(x)', { '-Infinity': NaN, Infinity: NaN, NaN, '-2': NaN }],
    ['softplus(x)', { '-Infinity': 0, Infinity, NaN }],
    // No value at 0: its limits from the sides, or the one from both.
    ['atan(1/x)', { '-Infinity': -0, Infinity: 0, NaN, '0': 1.5703125, '-0': -1.5703125 }],
    ['exp(x)/x', { '-Infinity': -0, NaN, '0': Infinity, '-0': -Infinity }],
    // By another form of the formula; by a kernel about 0 beside the formula.
    ['sqrt(1+x^2)-1', { '-Infinity': Infinity, Infinity, NaN, '0': 0 }],
    ['x-sin(x)', { '-Infinity': -Infinity, Infinity, NaN }],
  ];
  it.each(cases)('%s, no tables', { timeout: 60_000 }, async (text, specials) => {
    const of = whole(text, { maxTable: text.startsWith('cbrt') ? 4096 : 0 });
    const found = await best(of);
    expect(tableBytes(found)).toBeLessThanOrEqual(of.maxTable ?? 0);
    expect(largestError(found, of, finiteF16())).toBeLessThanOrEqual(1.02);
    const run = compileProgram(found.program);
    for (const [x, wanted] of Object.entries(specials)) expect([x, run(Number(x))]).toEqual([x, wanted]);
  });

  it('uses tables when it may, and no larger ones', { timeout: 60_000 }, async () => {
    const candidates = candidatesOf(await eventsOf(ENGINES.reduction, whole('exp(x)', { maxTable: 4096 })));
    expect(Math.max(...candidates.map(tableBytes))).toBeGreaterThan(0);
    expect(Math.max(...candidates.map(tableBytes))).toBeLessThanOrEqual(4096);
  });
});

describe('correctly rounded', () => {
  it.each(['exp2(x)', 'sin(x)'])('%s of f16, at every number', { timeout: 60_000 }, async (text) => {
    const of = whole(text, { error: 0.5 });
    const { program } = await best(of);
    const run = compileProgram(program);
    const oracle = createOracle(of.function, ['x']);
    // The oracle's zero has no sign.
    for (const x of finiteF16()) expect([x, run(x) + 0]).toEqual([x, oracle.rounded([x], FORMATS.f16) + 0]);
  });
});

const tableBytes = ({ program }: Candidate): number =>
  (program.tables ?? []).reduce((sum, { values }) => sum + (values.length * 32) / 8, 0);

describe('f32', () => {
  it('reduces huge arguments of a periodic function', { timeout: 60_000 }, async () => {
    const of = whole('sin(x)', { format: 'f32', error: 1 });
    const found = await best(of);
    expect(found.origin.arithmetic).toBe('f64');
    const random = createRandom(7);
    const inputs = Array.from({ length: 4000 }, () => FORMATS.f32.decode(BigInt(random.integer(0xff000000))));
    expect(largestError(found, of, inputs.filter(Number.isFinite))).toBeLessThanOrEqual(1);
  });

  it.skipIf(process.env.NAPIER_DEEP === undefined)(
    'finds exp within one ulp in fewer than 30 operations',
    { timeout: 200_000 },
    async () => {
      const found = await best(whole('exp(x)', { format: 'f32', error: 1, maxTable: 0 }));
      expect(found.origin.arithmetic).toBe('f32');
      expect(found.cost).toBeLessThan(30);
    },
  );

  it('tells the identities it used', async () => {
    const of = whole('exp(x)', {});
    const notes = (await eventsOf(ENGINES.reduction, of, { evaluations: 5 })).filter(
      (e) => e.kind === 'note',
    );
    expect(notes.some((note) => note.kind === 'note' && note.message.includes(toText(of.function)))).toBe(
      true,
    );
  });
});
