import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { apply, rational, variable, type NumberTerm } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, type OperationName } from '../../src/expression/operations.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { bigToHex } from '../../src/number/big-text.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { needs } from '../tool.ts';
import { PEER_CASES } from './peer-cases.ts';

/** Points per function and format: 1,000 in the deep run. */
const POINTS = process.env.NAPIER_DEEP === '1' ? 1000 : 60;
/** mpmath takes milliseconds a value for these. */
const SLOW: readonly OperationName[] = [
  'zeta',
  'bessel_y0',
  'bessel_y1',
  'bessel_yn',
  'besselk',
  'besseli',
  'airy_ai',
];

const hex = (x: number): string => withWorkspace(53, (w) => bigToHex(w.number(x)));

/** A double as an exact rational term. */
function exactNumber(x: number): NumberTerm {
  let scale = 0;
  while (!Number.isInteger(x)) {
    x *= 2;
    scale++;
  }
  return rational(BigInt(x), 1n << BigInt(scale));
}

/** Python's float.hex(), inf and nan. */
function parseHex(text: string): number {
  const parts = /^(-?)0x([01])(?:\.([0-9a-f]+))?p([+-]\d+)$/.exec(text);
  if (parts === null) return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : NaN;
  const [, sign, lead, fraction = '', power] = parts;
  const digits = Number(`0x${lead}${fraction}`);
  const exponent = Number(power) - 4 * fraction.length;
  // Two exact steps: a subnormal's scale is below the least power of two.
  const half = Math.trunc(exponent / 2);
  return (sign === '-' ? -1 : 1) * digits * 2 ** half * 2 ** (exponent - half);
}

type Case = {
  readonly op: OperationName;
  readonly format: 'f32' | 'f64';
  readonly args: number[];
  readonly ours: number;
};

function cases(op: OperationName): Case[] {
  const out: Case[] = [];
  for (const format of ['f32', 'f64'] as const) {
    const random = createRandom(OPERATION_NAMES.indexOf(op) * 2 + (format === 'f32' ? 0 : 1));
    const ordered = ['bessel_jn', 'bessel_yn', 'besseli', 'besselk'].includes(op);
    const count = SLOW.includes(op) && POINTS < 1000 ? Math.ceil(POINTS / 3) : POINTS;
    for (let i = 0; i < count; i++) {
      const args = PEER_CASES[op](random).map((x) => (format === 'f32' ? Math.fround(x) : x));
      // A Bessel order must be constant: a literal in the expression, not a variable.
      const names = args.map((_, k) => `x${k}`);
      const oracle = ordered
        ? createOracle(apply(op, exactNumber(args[0]), variable('x1')), ['x1'])
        : createOracle(apply(op, ...names.map((n) => variable(n))), names);
      out.push({ op, format, args, ours: oracle.rounded(ordered ? [args[1]] : args, FORMATS[format]) });
    }
  }
  return out;
}

needs('/usr/bin/python3')('correctly rounded values against mpmath', () => {
  it('agrees on every function, in f32 and f64', { timeout: 3_600_000 }, () => {
    const all = OPERATION_NAMES.flatMap(cases);
    const input = all.map(({ op, format, args }) => {
      const { precision, emin, emax } = FORMATS[format];
      return JSON.stringify({ op, args: args.map(hex), precision, emin, emax });
    });
    const script = fileURLToPath(new URL('./peer.py', import.meta.url));
    const run = spawnSync('/usr/bin/python3', [script], {
      input: input.join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const lines = run.stdout.trim().split('\n');
    expect(run.stderr).toBe('');
    expect(lines.length).toBe(all.length);
    const wrong = all.flatMap((c, i) => {
      const theirs = parseHex(lines[i]);
      return c.ours === theirs || (Number.isNaN(c.ours) && Number.isNaN(theirs))
        ? []
        : [`${c.op} ${c.format} (${c.args.join(', ')}): ours ${c.ours}, mpmath ${theirs} ${lines[i]}`];
    });
    expect(wrong).toEqual([]);
  });
});
