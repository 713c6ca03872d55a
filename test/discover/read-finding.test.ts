import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApproximationFinding } from '../../src/discover/finding.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError, type Fault } from '../../src/error/fault.ts';
import { createRandom } from '../../src/number/random.ts';
import { sampleFinding } from './sample-finding.ts';

let finding: ApproximationFinding;
let text: string;
beforeAll(async () => {
  finding = await sampleFinding();
  text = writeFinding(finding);
});

/** The fault of reading a text; `undefined` when it was read. Anything but a fault fails the test. */
function faultOf(source: string): Fault | undefined {
  try {
    readFinding(source);
    return undefined;
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
}

/** The finding with one place of its JSON changed. */
function edited(change: (json: Record<string, any>) => void): string {
  const json = JSON.parse(text) as Record<string, any>;
  change(json);
  return JSON.stringify(json);
}

describe('readFinding', () => {
  it('reads what writeFinding wrote, and the same bytes come out again', () => {
    expect(finding.front.map(({ error }) => error.status)).toEqual([
      'proved',
      'proved',
      'proved',
      'measured',
    ]);
    expect(readFinding(text)).toEqual(finding);
    expect(writeFinding(readFinding(text))).toBe(text);
    expect(writeFinding(readFinding(JSON.stringify(finding)))).toBe(text);
  });

  it.each<[string, (json: Record<string, any>) => void, RegExp]>([
    ['cost', (j) => (j.front[1].cost = 3), /^front\[1\]\.cost: the program costs 4$/],
    ['operations', (j) => (j.front[0].operations = 7), /^front\[0\]\.operations: the program has 2/],
    ['order', (j) => j.front.reverse(), /cheapest first/],
    ['text', (j) => (j.front[0].program.text = 't0 = x'), /^front\[0\]\.program\.text: the text is not/],
    ['constant', (j) => (j.front[0].program.constants[0] = '0x1.001p+0'), /^front\[0\]\.program: .*f16/],
    ['operand', (j) => (j.front[0].program.code[0].args[0] = 'c9'), /^front\[0\]\.program: /],
    ['arity', (j) => j.front[0].program.code[0].args.pop(), /^front\[0\]\.program: /],
    [
      'operation',
      (j) => (j.front[0].program.code[0].op = 'mull'),
      /^front\[0\]\.program\.code\[0\]\.op: expected one of/,
    ],
    ['bound', (j) => (j.front[0].error.bound = '0.1'), /^front\[0\]\.error\.bound: the certificate says/],
    [
      'bound without proof',
      (j) => (j.front[3].error.bound = '0.1'),
      /^front\[3\]\.error\.bound: a bound, but/,
    ],
    ['proof lost', (j) => delete j.front[0].certificate, /^front\[0\]\.error\.status: proved, but/],
    [
      'proof of another measure',
      (j) => (j.front[0].certificate.measure = 'absolute'),
      /^front\[0\]\.certificate: the proof/,
    ],
    [
      'lower above bound',
      (j) => (j.front[0].certificate.lower = '0x1p+30'),
      /below the error that is reached/,
    ],
    ['infinite bound', (j) => (j.front[0].certificate.bound = '0x1p+99999'), /expected a finite double/],
    ['measure', (j) => (j.problem.measure = 'absolute'), /./],
    ['variable', (j) => (j.problem.variable = 'y'), /^problem\.variable: the function's variables are `x`$/],
    ['function', (j) => (j.problem.function = 'exq(x)'), /^problem\.function: unknown function/],
    ['format', (j) => (j.problem.format = 'f17'), /^problem\.format: expected a format/],
    ['seed', (j) => (j.problem.seed = 1.5), /^problem\.seed: expected a whole number/],
    ['missing member', (j) => delete j.problem.domain, /^problem: the member "domain" is missing$/],
    ['extra member', (j) => (j.front[0].note = 'mine'), /^front\[0\]: unknown member "note"$/],
    ['version', (j) => (j.napier = '1.0.0'), /^napier: written by Napier 1\.0\.0; this is Napier/],
    ['kind', (j) => (j.kind = 'regression'), /^kind: expected one of approximation/],
    [
      'prototype',
      (j) => (j.problem = JSON.parse('{"__proto__": {}}')),
      /^problem: unknown member "__proto__"$/,
    ],
    ['history', (j) => (j.provenance.history[0] = { a: 1 }), /^provenance\.history\[0\]: the member "phase"/],
    [
      'history value',
      (j) => (j.provenance.history[0].deep = []),
      /^provenance\.history\[0\]\.deep: expected/,
    ],
  ])('refuses a wrong %s by its path', (_name, change, message) => {
    const source = edited(change);
    const fault = faultOf(source);
    expect(fault?.message).toMatch(message);
    expect(fault?.source).toBe(source);
  });

  it('refuses more than its limits', () => {
    const long = edited((j) => (j.front = Array.from({ length: 10_001 }, () => j.front[3])));
    expect(faultOf(long)?.message).toBe('front: more than 10000 items');
  });

  it('never does anything but read or refuse, whatever is changed in a finding', () => {
    const count = process.env.NAPIER_DEEP === '1' ? 1_000_000 : 10_000;
    const random = createRandom(2);
    const pieces = [
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '9',
      '-',
      'e',
      '.',
      'x',
      '\\',
      '\u0000',
      '__proto__',
      'null',
      '1e400',
      '\ud800',
    ];
    const before = process.memoryUsage().heapUsed;
    // One entry of each kind is enough; a short text is hit more often where it matters.
    const short = writeFinding({ ...finding, front: [finding.front[1], finding.front[3]] });
    expect(faultOf(short)).toBeUndefined();
    let read = 0;
    for (let i = 0; i < count; i++) {
      let source = short;
      for (let k = random.integer(3); k >= 0; k--) {
        const at = random.integer(source.length);
        const cut = random.integer(4) === 0 ? random.integer(200) : random.integer(3);
        source = source.slice(0, at) + pieces[random.integer(pieces.length)] + source.slice(at + cut);
      }
      const fault = faultOf(source);
      if (fault === undefined) read++;
      else if (fault.span !== undefined) expect(fault.span[1]).toBeLessThanOrEqual(fault.source?.length ?? 0);
    }
    if (process.env.NAPIER_DEEP === '1') {
      const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
      console.log(`finding reader: ${count} inputs, ${read} read, heap grew ${grown.toFixed(1)} MiB`);
      expect(grown).toBeLessThan(256);
    }
    expect(read).toBeLessThan(count / 2);
  }, 3_600_000);

  it('refuses other JSON, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(faultOf(JSON.stringify(value))).toBeDefined();
      }),
      { numRuns: 2_000 },
    );
  });
});
