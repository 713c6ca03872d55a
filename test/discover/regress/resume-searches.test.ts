import { describe, expect, it } from 'vitest';
import type { Table } from '../../../src/discover/data/table.ts';
import { readRegressState } from '../../../src/discover/regress/regress-state.ts';
import type { RegressRequest } from '../../../src/discover/regress/regress-request.ts';
import { runRegress } from '../../../src/discover/regress/run-regress.ts';
import type { RegressOperation } from '../../../src/search/regress/regress-operations.ts';
import { writeFinding } from '../../../src/discover/write-finding.ts';

const rows = 36;
const index = Array.from({ length: rows }, (_, i) => i);

/** y = k·sin(x) + x, with another k in each of three categories. */
const gases: Table = {
  names: ['x', 'gas', 'y'],
  columns: [
    Float64Array.from(index, (i) => 0.3 + ((i * 7) % 11) / 4),
    Float64Array.from(index, (i) => i % 3),
    Float64Array.from(index, (i) => {
      const x = 0.3 + ((i * 7) % 11) / 4;
      return [1.31, 2.7, 0.45][i % 3] * Math.sin(x) + x;
    }),
  ],
  rows,
};

/** x'' = −x, with its speed. */
const swing: Table = {
  names: ['t', 'x', 'v'],
  columns: [
    Float64Array.from(index, (i) => i / 6),
    Float64Array.from(index, (i) => Math.cos(i / 6)),
    Float64Array.from(index, (i) => -Math.sin(i / 6)),
  ],
  rows,
};

const operations = new Map<RegressOperation, number>([['add', 1], ['mul', 1], ['sin', 1]]); // prettier-ignore
const common = { file: 'data.csv', operations, evaluations: 400, dropMissing: false };
const jobs: readonly [string, readonly number[], Table, RegressRequest][] = [
  ['by category', [0.6], gases, { ...common, targets: ['y'], category: 'gas' }],
  ['of a system', [0.1, 0.6], swing, { ...common, targets: [], ode: 't' }],
];

describe.each(jobs)('a run %s', (_, parts, table, request) => {
  let asked = 0;
  const never = (): undefined => void (asked += 1);
  const whole = writeFinding(
    runRegress({ table, request, states: false }, { stopped: never, tell: () => {} }),
  );

  it.each(parts)('goes on to the same bytes from %d of it', (part) => {
    let state = '';
    let left = Math.ceil(part * asked);
    const stopped = (): 'interrupt' | undefined => (left-- > 0 ? undefined : 'interrupt');
    const tell = (news: { readonly state?: string }): void => void (state = news.state ?? state);
    runRegress({ table, request, states: true }, { stopped, tell });
    const resume = readRegressState(state);
    const again = runRegress(
      { table, request: resume.request, resume, states: true },
      { stopped: () => undefined, tell: () => {} },
    );
    expect(writeFinding(again)).toBe(whole);
  });
});
