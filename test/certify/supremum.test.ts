import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundSupremum } from '../../src/certify/supremum-bound.ts';
import { certifySupremum } from '../../src/certify/supremum.ts';
import { NapierError, type FaultKind } from '../../src/error/fault.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { fromHexFloat } from '../../src/number/exact-constant.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { compileProgramBig } from '../../src/program/evaluate-big.ts';
import type { Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';
import { needs } from '../tool.ts';
import { exponentialSeries, horner, PUBLISHED, specification, straightLine, value } from './real-cases.ts';

/** Largest error on a sample, by the program evaluated at 300 bits and the oracle's value: shares nothing with the proof. */
function sampledError(program: Program, spec: Specification, lo: number, hi: number, count: number): number {
  return withWorkspace(300, (w) => {
    const oracle = createOracle(spec.function, ['x']);
    const run = compileProgramBig(program, w);
    const random = createRandom(7);
    let largest = 0;
    const [x, truth, error] = w.bigs(3);
    for (let i = 0; i <= count; i++) {
      mpfr.mpfr_set_d(x, i === 0 ? lo : i === 1 ? hi : lo + (hi - lo) * random.next(), ROUND.NEAREST);
      if (oracle.value([{ lo: x, hi: x }], truth).kind !== 'enclosed') continue;
      mpfr.mpfr_sub(error, run([x]), truth, ROUND.NEAREST);
      if (spec.measure === 'relative') mpfr.mpfr_div(error, error, truth, ROUND.NEAREST);
      const size = Math.abs(mpfr.mpfr_get_d(error, ROUND.NEAREST));
      if (Number.isFinite(size)) largest = Math.max(largest, size);
    }
    return largest;
  });
}

function polynomial(c: readonly number[]): string {
  return c.map((v, k) => `(${v})*x^${k}`).join('+');
}

function faultOf(body: () => unknown): NapierError['fault'] {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error('no fault');
}

describe('published programs for 2^x on (0, 1]', () => {
  for (const { name, program, ...known } of PUBLISHED) {
    for (const measure of ['absolute', 'relative'] as const) {
      it(`${name}, ${measure}`, () => {
        const proof = certifySupremum(program, specification('2^x', '(0,1]', measure));
        // The published figures have three or four digits and come from a grid: up to 0.1 % low.
        expect(value(proof.bound)).toBeGreaterThan(known[measure] * 0.999);
        expect(value(proof.bound)).toBeLessThan(known[measure] * 1.011);
        expect(value(proof.bound) / value(proof.lower)).toBeLessThanOrEqual(1.01);
      });
    }
  }
});

describe("Sollya's documented example", () => {
  it('remez of exp, degree 5 on [-1, 1]: supremum norm 0.45205513967e-4', () => {
    const coefficients = [
      '1.000044750294200526922508971879266263579142883497057479100504',
      '1.000038346505753839433525776767721061381844904655300355208994',
      '0.4991969826322758219330459967864211735902587137932663527497705',
      '0.1664246561410095830652109375649610604904910636174795606389966',
      '4.379369637731862426785977115957938052786483421658859683360807e-2',
      '8.73819099703803438364513626291869328338201306131595438157489e-3',
    ];
    const spec = specification('exp(x)', '[-1,1]', 'absolute');
    const proof = certifySupremum(horner(coefficients), spec, { tightness: 1e-6 });
    expect(value(proof.bound)).toBeGreaterThanOrEqual(0.45205513073e-4);
    expect(value(proof.bound)).toBeLessThanOrEqual(0.45205513074e-4 * (1 + 1e-6));
  });
});

describe('the bound', () => {
  const cases: [function_: string, domain: string, lo: number, hi: number][] = [
    ['exp(x)', '[-2,1]', -2, 1],
    ['tanh(x)', '[-1,1]', -1, 1],
    ['log(1+exp(x))', '[-3,3]', -3, 3],
    ['sin(x)/x', '[-2,2]', -2, 2],
    ['(exp(x)-1)/x', '[-1,1]', -1, 1],
    ['1/sqrt(x)', '[0.5,2]', 0.5, 2],
    ['erf(x)', '[0,2]', 0, 2],
    ['cos(x)', '[-pi/4,pi/4]', -Math.PI / 4, Math.PI / 4],
    ['x*exp(-x^2)', '[0,3]', 0, 3],
    ['atan(x)', '[-1,1]', -1, 1],
    ['airy_ai(-x)', '[0,3]', 0, 3],
    ['lgamma(x)', '[2.5,4]', 2.5, 4],
    ['|x|', '[-1,2]', -1, 2],
    ['max(x, x^2)', '[-1,2]', -1, 2],
    ['sqrt(x)', '[0,1]', 0, 1],
  ];
  for (const [text, domain, lo, hi] of cases) {
    it(`of random polynomials for ${text} on ${domain} lies within 1 % above what is attained`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
          (c) => {
            const program = horner(c);
            const spec = specification(text, domain, 'absolute');
            const proof = certifySupremum(program, spec);
            expect(sampledError(program, spec, lo, hi, 150)).toBeLessThanOrEqual(value(proof.bound));
            expect(value(proof.bound)).toBeLessThanOrEqual(value(proof.lower) * 1.01);
          },
        ),
        { numRuns: 12, seed: 5 },
      );
    });
  }

  it('of a good polynomial (errors near 1e-17, 1e-28) is as tight', () => {
    for (const [degree, precise] of [
      [18, false],
      [26, true],
    ] as const) {
      let text = exponentialSeries(degree).map((c) => c as number | string);
      if (precise) {
        let factorial = 1n;
        text = text.map((_, k) => {
          if (k > 0) factorial *= BigInt(k);
          const digits = (10n ** 90n / factorial).toString().padStart(91, '0');
          return `${digits.slice(0, -90)}.${digits.slice(-90)}`;
        });
      }
      const spec = specification('exp(x)', '[-1,1]', 'relative');
      const proof = certifySupremum(horner(text), spec);
      expect(value(proof.bound)).toBeLessThanOrEqual(value(proof.lower) * 1.01);
      expect(sampledError(horner(text), spec, -1, 1, 200)).toBeLessThanOrEqual(value(proof.bound));
      expect(value(proof.bound)).toBeLessThan(precise ? 1e-27 : 1e-15);
    }
  });

  it('holds on a domain of many magnitudes', () => {
    // 1/x + 1/x² for 1/(x − 1): relative error 1/x².
    const program = straightLine(['0x1p+0'], 'div c0 x; mul t0 t0; add t0 t1');
    const spec = specification('1/(x-1)', '[2,1e200]', 'relative');
    const proof = certifySupremum(program, spec);
    expect(value(proof.bound)).toBeGreaterThanOrEqual(0.25);
    expect(value(proof.bound)).toBeLessThanOrEqual(0.2525);
    const wide = certifySupremum(horner([0.5, 0]), specification('tanh(x)', '[-1e6,1e300]', 'absolute'));
    expect(value(wide.bound)).toBeGreaterThanOrEqual(1.5);
    expect(value(wide.bound)).toBeLessThanOrEqual(1.515);
    // sqrt(x+1) − sqrt(x) against 1/(2 sqrt(x)): the terms cancel to 1e-12 of themselves.
    const root = straightLine(['0x1p-1'], 'sqrt x; div c0 t0');
    const cancelling = specification('sqrt(x+1)-sqrt(x)', '[1,1e12]', 'relative');
    const cancelled = certifySupremum(root, cancelling);
    expect(value(cancelled.bound)).toBeGreaterThanOrEqual(0.5 / (Math.SQRT2 - 1) - 1);
    expect(value(cancelled.bound)).toBeLessThanOrEqual((0.5 / (Math.SQRT2 - 1) - 1) * 1.01);
  });

  it('is found in ulp on a domain of many magnitudes, where the unit of its least number is far below its largest error', () => {
    const domain = { lo: parseExpression('2^(-1000)'), hi: parseExpression('2^(-950)') };
    const found = boundSupremum(parseExpression('(884279719003555/281474976710656)*x'), {
      function: parseExpression('sinpi(x)'),
      variable: 'x',
      domain: { ...domain, open: [false, false] },
      format: 'f64',
      measure: 'ulp',
    });
    // fl(π) − π is 1.2246e-16; results next below a power of two have the smallest unit beside them.
    const most = (1.2246467991473532e-16 / Math.PI) * 2 ** 53;
    expect(found.upper * 2 ** found.scale).toBeGreaterThanOrEqual(most * 0.99);
    expect(found.upper * 2 ** found.scale).toBeLessThanOrEqual(most * 1.01);
  });

  it.each([
    ['sin(x)', '1/3'],
    ['tanh(x)', '1/2-2^(-54)'],
    ['3*x+x^3', '2^(-10)'],
  ])('ends next to a zero where the error is in proportion to the function: %s up to %s', (f, last) => {
    // It is most ulps just below powers of two.
    const found = boundSupremum(parseExpression(`(${f})*(1+2^(-55))`), {
      function: parseExpression(f),
      variable: 'x',
      domain: { lo: parseExpression('2^(-1060)'), hi: parseExpression(last), open: [false, false] },
      format: 'f64',
      measure: 'ulp',
    });
    const [lower, upper] = [found.lower, found.upper].map((bound) => bound * 2 ** found.scale);
    expect(lower).toBeLessThanOrEqual(0.25);
    expect(upper).toBeGreaterThanOrEqual(0.25 * (1 - 2 ** -29));
    expect(upper).toBeLessThan(0.25 * 1.02);
  });

  it('is found in ulp at an input whose value is next below a power of two', () => {
    // 10^x is 2^−61·(1 − 1.03e-17) there: an ulp is half of that of the power.
    const least = '(-18.362829735502853)';
    const found = boundSupremum(parseExpression('exp10(x)*(1+2^(-56))'), {
      function: parseExpression('exp10(x)'),
      variable: 'x',
      domain: { lo: parseExpression(least), hi: parseExpression('-18.3'), open: [false, false] },
      format: 'f64',
      measure: 'ulp',
    });
    expect(found.worst).toBe(-18.362829735502853);
    expect(found.upper * 2 ** found.scale).toBeGreaterThanOrEqual(1 / 8 - 2 ** -50);
    expect(found.upper * 2 ** found.scale).toBeLessThanOrEqual((1 / 8) * 1.01);
  });

  it('of the doubles alone is that of the two where none lies between', () => {
    // x + 1/2 is one and two units of 2^−54 there: powers of two, below which an ulp is half as much.
    const least = '(-1/2+2^(-54))';
    const problem = {
      function: parseExpression('x+1/2'),
      variable: 'x',
      domain: { lo: parseExpression(least), hi: parseExpression('(-1/2+2^(-53))'), open: [false, false] },
      format: 'f64',
      measure: 'ulp',
    } as const;
    const approximation = parseExpression('(x+1/2)*(1+2^(-53))');
    const found = boundSupremum(approximation, problem, { doubles: true });
    expect([found.upper, found.lower].map((value) => value * 2 ** found.scale)).toEqual([1 / 2, 1 / 2]);
    const all = faultOf(() => boundSupremum(approximation, problem));
    expect(all.message).toContain('varies too fast');
  });

  it('is 0 for the function itself, and its worst input is a number of the domain', () => {
    const proof = certifySupremum(horner([0, 0, 1]), specification('x*x', '[-1,2]', 'absolute'));
    expect(value(proof.bound)).toBe(0);
    const open = certifySupremum(horner([0, 1]), specification('sin(x)', '(0,pi/4)', 'absolute'));
    expect(fromHexFloat(open.worst)).toBeLessThan(Math.PI / 4 + 1e-16);
    expect(fromHexFloat(open.worst)).toBeGreaterThan(0);
  });

  it('is 0 for a function that no series ends, also written otherwise', () => {
    const root = straightLine([], 'sqrt x');
    const proof = certifySupremum(root, specification('sqrt(x)', '[1,2]', 'relative'));
    expect([proof.bound, proof.lower, proof.order]).toEqual(['0x0p+0', '0x0p+0', 0]);
    const written = certifySupremum(
      straightLine([], 'sqrt x; mul x t0'),
      specification('x^1.5', '[0,2]', 'absolute'),
    );
    expect(written.bound).toBe('0x0p+0');
  });

  it('ends also where no error shows and the two are not found to be one function', () => {
    // √(x + √(x² − 1)) = √((x + 1)/2) + √((x − 1)/2)
    const sum = straightLine(
      ['0x1p-1', '0x1p+0'],
      'add x c1; mul t0 c0; sqrt t1; sub x c1; mul t3 c0; sqrt t4; add t2 t5',
    );
    const proof = certifySupremum(sum, specification('sqrt(x+sqrt(x^2-1))', '[2,4]', 'relative'));
    expect(value(proof.bound)).toBeGreaterThan(0);
    expect(value(proof.bound)).toBeLessThan(1e-55);
    expect(value(proof.lower)).toBe(0);
  });

  it('is refined by tightness', () => {
    const spec = specification('tanh(x)', '[-1,1]', 'absolute');
    const program = horner([0, 0.98, 0, -0.25]);
    const loose = certifySupremum(program, spec, { tightness: 0.2 });
    const tight = certifySupremum(program, spec, { tightness: 1e-5 });
    expect(value(tight.bound)).toBeLessThanOrEqual(value(loose.bound));
    expect(value(tight.bound)).toBeLessThanOrEqual(value(tight.lower) * (1 + 1e-5));
  });
});

describe('relative error at a zero of the function', () => {
  it('has a bound where the program vanishes too: sin and tanh at 0, log at 1', () => {
    const sine = certifySupremum(
      horner([0, 0.9999, 0, -0.166, 0, 0.008]),
      specification('sin(x)', '[-1,1]', 'relative'),
    );
    // At 0 the relative error is exactly 1e-4.
    expect(value(sine.bound)).toBeGreaterThanOrEqual(1e-4);
    expect(value(sine.bound)).toBeLessThanOrEqual(value(sine.lower) * 1.01);
    const log = certifySupremum(horner([-1, 1]), specification('log(x)', '[0.5,2]', 'relative'));
    expect(value(log.bound)).toBeGreaterThanOrEqual(1 / Math.log(2) - 1);
    expect(value(log.bound)).toBeLessThan((1 / Math.log(2) - 1) * 1.01);
  });

  const faults: [
    name: string,
    program: Program,
    text: string,
    domain: string,
    kind: FaultKind,
    message: RegExp,
  ][] = [
    [
      'none where the zero is missed',
      horner([1e-9, 1]),
      'sin(x)',
      '[-1,1]',
      'not-proved',
      /not bounded near x = 0/,
    ],
    ['none at an irrational zero', horner([0, 1]), 'sin(x)', '[3,4]', 'domain', /zero near x = 3\.14159/],
    [
      'a pole of the program',
      straightLine(['0x1p+0'], 'div c0 x'),
      'exp(x)',
      '[-1,1]',
      'not-proved',
      /near x = 0/,
    ],
    [
      'an inner pole of the program',
      straightLine(['0x1p+0', '0x1.8p-2'], 'sub x c1; div c0 t0'),
      'exp(x)',
      '[0,1]',
      'not-proved',
      /near x = 0\.375/,
    ],
    ['a function undefined inside', horner([0, 1]), 'log(x)', '[-1,2]', 'domain', /no value near x = -1/],
    [
      'a function that cannot be enclosed at an open end',
      horner([0, 1]),
      'x*log(x)',
      '(0,1]',
      'not-proved',
      /up to the end x = 0/,
    ],
    ['an infinite domain', horner([0, 1]), 'exp(-x)', '[0,inf)', 'unsupported', /upper end is infinite/],
  ];
  for (const [name, program, text, domain, kind, message] of faults) {
    it(name, () => {
      const fault = faultOf(() => certifySupremum(program, specification(text, domain, 'relative')));
      expect(fault.kind).toBe(kind);
      expect(fault.message).toMatch(message);
    });
  }

  it('and reals have no ulp', () => {
    expect(faultOf(() => certifySupremum(horner([1]), specification('exp(x)', '[0,1]', 'ulp'))).kind).toBe(
      'value',
    );
  });
});

needs('sollya')('against Sollya', () => {
  it('supnorm of Taylor and perturbed polynomials', () => {
    const cases: [napier: string, sollya: string, lo: string, hi: string, coefficients: number[]][] = [
      ['exp(x)', 'exp(x)', '-1', '1', exponentialSeries(9)],
      ['cos(x)', 'cos(x)', '-0.5', '0.75', [1, 0, -0.49999, 0, 0.0416, 0.0001]],
      ['log(1+exp(x))', 'log(1+exp(x))', '-1', '1', [0.69, 0.5, 0.1249, 0, -0.005]],
      ['erf(x)', 'erf(x)', '0.25', '1', [0.01, 1.1, 0.05, -0.4, 0.1]],
      ['1/sqrt(x)', '1/sqrt(x)', '0.5', '2', [2.2, -1.9, 0.9, -0.16]],
      ['atan(x)', 'atan(x)', '0.125', '1', [0.001, 0.99, 0.02, -0.4, 0.17]],
    ];
    for (const mode of ['absolute', 'relative'] as const) {
      const script = cases
        .map(([, f, lo, hi, c]) => `print(supnorm(${polynomial(c)}, ${f}, [${lo};${hi}], ${mode}, 2^(-20)));`)
        .join('\n');
      const { stdout } = spawnSync('sollya', [], {
        input: `prec=165!;\n${script}\nquit;\n`,
        encoding: 'utf8',
      });
      const lines = stdout.split('\n').filter((line) => line.startsWith('['));
      expect(lines).toHaveLength(cases.length);
      cases.forEach(([text, , lo, hi, c], i) => {
        const [low, high] = lines[i].slice(1, -1).split(';').map(Number);
        const spec = specification(text, `[${lo},${hi}]`, mode);
        const proof = certifySupremum(horner(c.map(String)), spec, { tightness: 1e-4 });
        expect(value(proof.bound), `${text} ${mode}`).toBeGreaterThanOrEqual(low * (1 - 1e-15));
        expect(value(proof.lower), `${text} ${mode}`).toBeLessThanOrEqual(high);
        expect(value(proof.bound) / high, `${text} ${mode}`).toBeLessThanOrEqual(1.0002);
      });
    }
  });
});
