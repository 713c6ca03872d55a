import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { domainText } from '../../src/expression/domain-text.ts';
import { variablesOf } from '../../src/expression/expression.ts';
import { domainFromPrecondition, readPrecondition } from '../../src/expression/fpcore-domain.ts';
import { expressionFromFPCore } from '../../src/expression/fpcore-expression.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseFPCore } from '../../src/expression/parse-fpcore.ts';
import { toFPCore } from '../../src/expression/to-fpcore.ts';
import { terms } from './arbitrary.ts';
import { prefix } from './prefix.ts';

const body = (text: string, args = 'x y'): string =>
  prefix(expressionFromFPCore(parseFPCore(`(FPCore (${args}) ${text})`)[0]));

describe('FPCore in', () => {
  it.each([
    ['(+ x 1)', '(add x 1)'],
    ['(+ x y 1)', '(add (add x y) 1)'],
    ['(- x)', '(neg x)'],
    ['(- x y)', '(sub x y)'],
    ['(fabs (fmax x y))', '(abs (max x y))'],
    ['(tgamma x)', '(gamma x)'],
    ['(nearbyint x)', '(round x)'],
    ['(let ([a 1/3] [b -0x1.8p-1]) (* a b))', '(mul 1/3 -3/4)'],
    ['(let ([x y] [y x]) (- x y))', '(sub y x)'],
    ['(let* ([x y] [y x]) (- x y))', '(sub y y)'],
    ['(! :precision binary32 :round toZero (* x 2))', '(mul x 2)'],
    ['(cast (! :precision binary32 x))', 'x'],
    ['(digits 15 -1 10)', '3/2'],
    ['(+ PI (* E INFINITY))', '(add pi (mul e inf))'],
    ['(* LOG2E SQRT1_2)', '(mul (div 1 ln2) (div 1 (sqrt 2)))'],
    ['(fdim x y)', '(max (sub x y) 0)'],
    ['(fmod x y)', '(sub x (mul y (trunc (div x y))))'],
    ['; comment (\n[sin x] ; another\n', '(sin x)'],
  ])('%s', (text, expected) => {
    expect(body(text)).toBe(expected);
  });

  it('lets an argument hide a constant', () => {
    expect(body('(+ E PI)', 'E')).toBe('(add E pi)');
  });

  it('reads names, properties and arguments', () => {
    const [core] = parseFPCore(
      '(FPCore foo ((! :precision integer n) (A 3 m)) :name "a \\"b\\"" :cite (x y) :precision (float 8 16) :alt (f) :alt (g) n)',
    );
    expect(core).toMatchObject({ identifier: 'foo', name: 'a "b"', precision: '(float 8 16)' });
    expect(core.arguments.map(({ name, dimensions }) => [name, dimensions])).toEqual([
      ['n', []],
      ['A', ['3', 'm']],
    ]);
    expect(core.properties.get('alt')?.length).toBe(2);
    expect(() => expressionFromFPCore(core)).toThrow(/tensor/);
  });

  it('keeps conditions and loops in the tree and says where they stop a term', () => {
    const [core] = parseFPCore('(FPCore (x) (+ 1 (while* (< i x) ([i 0 (+ i 1)]) i)))');
    expect(core.body).toMatchObject({ args: [{ kind: 'number' }, { kind: 'while', sequential: true }] });
    try {
      expressionFromFPCore(core);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      expect(error.message).toMatch(/^`while`/);
      expect(error.fault).toMatchObject({ kind: 'unsupported', span: [17, 51] });
    }
  });

  it.each<[string, RegExp]>([
    ['(', /never closed/],
    [')', /never opened/],
    ['(FPCore (x) x]', /other kind/],
    ['(FPCore (x) "x', /string is never closed/],
    ['x', /expected an FPCore in brackets/],
    ['(FPCore x)', /list of arguments/],
    ['(FPCore (x))', /no body/],
    ['(FPCore (x) x x)', /one body/],
    ['(FPCore (x) :pre)', /has no value/],
    ['(FPCore (x) ())', /expected an operation/],
    ['(FPCore (x) ((f) x))', /expected an operation/],
    ['(FPCore (1) x)', /expected a name/],
    ['(FPCore (x) (let ([y]) y))', /expected 2 parts/],
    ['(FPCore (x) (if x x))', /expected 3 parts/],
    ['(FPCore (x) 1/0)', /denominator 0/],
    ['(FPCore (x) 1x)', /is no number/],
    ['(FPCore (x) 1e99999)', /beyond/],
    ['(FPCore (x) (digits 1 99999 2))', /beyond/],
    ['(FPCore (x) (digits 1 2 99))', /from 2 to 36/],
    ['('.repeat(100_000), /nested more than 1000 deep/],
  ])('refuses %.40s', (source, message) => {
    expect(() => parseFPCore(source)).toThrow(message);
  });

  it.each<[string, RegExp]>([
    ['z', /unknown name `z`/],
    ['(foo x)', /operation `foo`/],
    ['(sin x y)', /`sin` takes 1 argument, not 2/],
    ['(fdim x)', /`fdim` takes 2 arguments, not 1/],
    ['(if (< x 1) 1 2)', /`if`/],
    ['(< x 1)', /condition `<`/],
    ['TRUE', /unknown name `TRUE`/],
    ['(copysign x y)', /operation `copysign`/],
  ])('refuses %s as a term', (text, message) => {
    expect(() => body(text)).toThrow(message);
  });

  it('reads nesting to the limit and never overflows the stack', () => {
    const deep = (open: string, n: number): string => open.repeat(n) + 'x' + ')'.repeat(n);
    expect(body(deep('(sin ', 999))).toMatch(/^\(sin \(sin/);
    expect(body(deep('(let ([y x]) ', 997))).toBe('x');
    expect(body(deep('(! :precision real ', 999))).toBe('x');
    const chain = Array.from({ length: 3000 }, () => '[x (+ x 1)]').join(' ');
    expect(() => body(`(let* (${chain}) x)`)).toThrow(/nested more than 1000 deep/);
  });
});

describe(':pre', () => {
  const domainOf = (pre: string): string =>
    domainText(domainFromPrecondition(parseFPCore(`(FPCore (x) :pre ${pre} x)`)[0]));
  it.each([
    ['(<= 0 x 1)', '[0, 1]'],
    ['(and (< 0 x) (<= x 1))', '(0, 1]'],
    ['(and (and (> x 0)) (< x PI))', '(0, pi)'],
    ['(>= 1 x -1)', '[-1, 1]'],
    ['(> x 0)', '(0, inf)'],
    ['(and (<= 0 x 2) (< x 1) (<= 1/2 x))', '[0.5, 1)'],
    ['(<= 0 1 x 2 3)', '[1, 2]'],
    ['(== x 2)', '[2, 2]'],
    ['TRUE', '(-inf, inf)'],
    ['(<= (- (/ PI 4)) x (/ PI 4))', '[-pi/4, pi/4]'],
  ])('%s', (pre, domain) => {
    expect(domainOf(pre)).toBe(domain);
  });

  it.each(['(or (< x 0) (> x 1))', '(!= x 0)', '(< (* x x) 2)', '(and (< 0 x) (< x (* 2 x)))', '(<= 1 0 x)'])(
    'does not take %s for an interval',
    (pre) => {
      expect(() => domainOf(pre)).toThrow(/no interval/);
    },
  );

  it('gives a box for several arguments and keeps the rest', () => {
    const [core] = parseFPCore(
      '(FPCore (x y) :pre (and (<= 0 x 1) (< y 2) (< x y) (<= 0 x (if (< 1 2) 1 2))) x)',
    );
    const { domains, rest } = readPrecondition(core);
    expect([...domains].map(([name, domain]) => name + domainText(domain))).toEqual([
      'x[0, 1]',
      'y(-inf, 2)',
    ]);
    expect(rest.map((node) => core.source.slice(...node.span))).toEqual([
      '(< x y)',
      '(<= 0 x (if (< 1 2) 1 2))',
    ]);
    expect(() => domainFromPrecondition(core)).toThrow(/has 2/);
  });
});

describe('FPCore out', () => {
  it('reads back to the same term (law)', () => {
    fc.assert(
      fc.property(terms, (term) => {
        fc.pre(variablesOf(term).every((name) => /^[a-zA-Z_0-9*]+$/.test(name)));
        const text = toFPCore(term);
        expect(expressionFromFPCore(parseFPCore(text)[0])).toBe(term);
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });

  it.each(['[0, 1]', '(0, 1]', '[0, 1)', '(0, 1)', '(-inf, 3]', '[-pi/4, inf)', '(-inf, inf)'])(
    'writes the domain %s so that it reads back',
    (text) => {
      const domains = new Map([['x', parseDomain(text)]]);
      const core = toFPCore(parseExpression('exp(x)'), { domains, name: 'a "test"', format: 'f32' });
      const [read] = parseFPCore(core);
      expect(domainFromPrecondition(read)).toEqual(parseDomain(text));
      expect(read).toMatchObject({ name: 'a "test"', precision: 'binary32' });
    },
  );

  it('looks like FPCore', () => {
    const domains = new Map([['x', parseDomain('[0, 1]')]]);
    expect(toFPCore(parseExpression('x^2 - gamma'), { domains, format: 'f64', name: 'n' })).toBe(
      '(FPCore (x)\n  :name "n"\n  :precision binary64\n  :pre (<= 0 x 1)\n  (- (pow x 2) EGAMMA))',
    );
  });

  it.each(['`a b`', '`PI`', '`1`', '`:x`', '`(`'])('refuses the variable %s', (source) => {
    expect(() => toFPCore(parseExpression(source))).toThrow(/no place in FPCore/);
  });
});

const FPBENCH = '/work/shared/data/fpbench';
describe.skipIf(!existsSync(FPBENCH))('FPBench (skipped where its files are not)', () => {
  // Cores in the file, and those of them that are straight lines.
  it.each([
    ['apron', 6, 0],
    ['daisy', 7, 7],
    ['fptaylor-extra', 18, 18],
    ['fptaylor-real2float', 11, 11],
    ['fptaylor-tests', 10, 10],
    ['graphics', 1, 1],
    ['hamming-ch3', 28, 28],
    ['herbie', 3, 3],
    ['precimonious', 2, 0],
    ['rosa', 37, 29],
    ['rump', 3, 3],
    ['salsa', 10, 0],
  ])('%s', (name, cores, straight) => {
    const read = parseFPCore(readFileSync(`${FPBENCH}/${name}.fpcore`, 'utf8'));
    const straightLines = read.filter((core) => {
      try {
        return toFPCore(expressionFromFPCore(core)) !== '';
      } catch (error) {
        if (error instanceof NapierError && error.fault.kind === 'unsupported') return false;
        throw error;
      }
    });
    expect([read.length, straightLines.length]).toEqual([cores, straight]);
  });
});
