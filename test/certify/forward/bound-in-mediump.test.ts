import { describe, expect, it } from 'vitest';
import { boundInMediump } from '../../../src/certify/forward/bound-in-mediump.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom, type Random } from '../../../src/number/random.ts';
import type { Program } from '../../../src/program/program.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import type { Specification } from '../../../src/program/specification.ts';

const specification = (text: string, domain: string): Specification => ({
  function: parseExpression(text),
  variable: 'x',
  domain: parseDomain(domain),
  format: 'f32',
  measure: 'absolute',
});

/** x − x³/6 + x⁵/120, by Horner's rule. */
function sine(): Program {
  const b = new ProgramBuilder('f32', ['x']);
  const x = b.input(0);
  const square = b.mul(x, x);
  const inner = b.add(b.mul(square, b.constant('0x1.111112p-7')), b.constant('-0x1.555556p-3'));
  return b.build(b.add(x, b.mul(b.mul(x, square), inner)));
}

/** 1/(1 + |x|), and x where that is below 1. */
function choice(): Program {
  const b = new ProgramBuilder('f32', ['x']);
  const x = b.input(0);
  const one = b.constant('0x1p+0');
  const inverse = b.div(one, b.add(one, b.operation('abs', x)));
  return b.build(b.operation('select', b.operation('lt', x, one), inverse, b.sqrt(x)));
}

/** A machine: every float anywhere within what mediump allows of it, now and then at an end of that, or flushed. */
function run(program: Program, x: number, random: Random): number {
  const stored = (v: number, units = 1): number => {
    const pick = random.next();
    const share = pick < 0.4 ? 1 : pick < 0.8 ? -1 : 2 * random.next() - 1;
    const y = v + share * units * (Math.abs(v) * 2 ** -10);
    return Math.abs(y) < 2 ** -14 && random.next() < 0.5 ? 0 : y;
  };
  const constants = program.constants.map((text) => {
    const [, sign, digits, power] = /^(-?)0x1\.?([0-9a-f]*)p([+-]\d+)$/.exec(text) as RegExpExecArray;
    return stored((sign === '-' ? -1 : 1) * (1 + parseInt(digits || '0', 16) / 16 ** digits.length) * 2 ** Number(power));
  }); // prettier-ignore
  const made: (number | boolean)[] = [];
  const valueOf = (text: string): number | boolean =>
    text === 'x' ? x : text.startsWith('c') ? constants[Number(text.slice(1))] : made[Number(text.slice(1))];
  for (const { op, args } of program.code) {
    const [a, b, c] = args.map(valueOf) as number[];
    if (op === 'select') made.push((a as unknown as boolean) ? b : c);
    else if (op === 'lt') made.push(a < b);
    else if (op === 'abs') made.push(Math.abs(a));
    else if (op === 'add') made.push(stored(a + b));
    else if (op === 'mul') made.push(stored(a * b));
    else if (op === 'div') made.push(stored(a / b, 2.5));
    else if (op === 'sqrt') made.push(stored(Math.sqrt(a), 5));
    else throw new Error(op);
  }
  return made[made.length - 1] as number;
}

function largest(program: Program, truth: (x: number) => number, lo: number, hi: number): number {
  const random = createRandom(7);
  let worst = 0;
  for (let i = 0; i < 200_000; i++) {
    const x = lo + (hi - lo) * random.next();
    worst = Math.max(worst, Math.abs(run(program, x, random) - truth(x)));
  }
  return worst;
}

describe('a bound in mediump', () => {
  it('is above every error of a machine that errs as it may, and not far above', () => {
    const { absolute, pieces } = boundInMediump(sine(), specification('sin(x)', '[-1.5,1.5]'));
    const seen = largest(sine(), Math.sin, -1.5, 1.5);
    expect(seen).toBeGreaterThan(0.002);
    expect(absolute).toBeGreaterThanOrEqual(seen);
    expect(absolute).toBeLessThan(3 * seen);
    expect(pieces).toBeGreaterThan(100);
  });

  it('takes both sides of a comparison that is open', () => {
    const found = boundInMediump(choice(), specification('1/(1+abs(x))', '[0.25,0.9]'));
    const seen = largest(choice(), (x) => 1 / (1 + x), 0.25, 0.9);
    expect(found.absolute).toBeGreaterThanOrEqual(seen);
    expect(found.absolute).toBeLessThan(2 * seen);
    // Near 1 a constant of 1 may be held as 1.0009: there the other side is taken.
    const across = boundInMediump(choice(), specification('1/(1+abs(x))', '[0.25,1]'));
    expect(across.absolute).toBeGreaterThan(0.49);
  });

  it.each([
    ['inputs beyond 2^14', sine(), 'sin(x)', '[0,20000]', /x may be of magnitude 2\^14 or more/],
    ['values beyond 2^14', sine(), 'sin(x)', '[0,100]', /a value may be beyond 2\^14/],
    ['a root of what may be negative', choice(), 'sqrt(x)', '[-1,2]', /no bound in mediump near x/],
  ])('%s: there is none', (_, program, text, domain, message) => {
    expect(() => boundInMediump(program, specification(text, domain))).toThrow(message);
  });
});
