import { describe, expect, it } from 'vitest';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { relate } from '../../src/discover/relate.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';

const texts = (source: string, options = {}): string[] =>
  relate(source, options).front.map(({ text }) => text);

describe('what is found', () => {
  it.each([
    ['tanh(x)', ['f(-x) = -f(x)', "f'(x) = 1 - f(x)^2", 'f(x + y) = (f(x) + f(y)) / (1 + f(x)*f(y))']],
    ['exp(x)', ["f'(x) = f(x)", '1 = f(x)*f(-x)', 'f(x + y) = f(x)*f(y)']],
    ['log(x)', ['f(x*y) = f(x) + f(y)']],
    ['cos(x)', ['f(-x) = f(x)', 'f(x - y) = 2*f(x)*f(y) - f(x + y)', 'f(x + pi) = -f(x)']],
    ['sqrt(1+x^2)', ['1 + x^2 = f(x)^2', 'f(-x) = f(x)']],
    ['1/(1+exp(-x))', ['f(-x) = 1 - f(x)', 'f(x + y) = f(x)*f(y) / (1 + 2*f(x)*f(y) - f(x) - f(y))']],
    ['gamma(x)', ['f(x + 1) = x*f(x)']],
    ['x - 101*floor(x/101)', ['f(x + 101) = f(x)']],
    ['acos(x)', ['f(-x) = pi - f(x)']],
    ['x*y', ['f(y, x) = f(x, y)', 'f(x + z, y) = f(x, y) + f(z, y)']],
    ['exp(x^2)', ['f(x + y)*f(x - y) = f(x)^2*f(y)^2']],
  ])('%s', (source, expected) => {
    const found = relate(source);
    expect(found.front.map(({ text }) => text)).toEqual(expect.arrayContaining(expected));
    expect(found.front.every(({ status }) => status === 'proved')).toBe(true);
  });

  it('leaves out what follows from shorter identities', () => {
    // Its doubling, its subtraction and its second derivative follow from the three.
    expect(texts('tanh(x)')).toHaveLength(3);
    expect(texts('exp(x)')).toHaveLength(3);
  });

  it('claims nothing where there is nothing', () => {
    expect(texts('zeta(x)')).toEqual([]);
    // acosh(x) and acosh(-x) have no value together: no reflection is told, though one would be "true".
    expect(relate('acosh(x)').front.map(({ form }) => form)).not.toContain('reflection');
  });

  it('relates the terms that are asked for', () => {
    expect(texts('sin(x)', { with: 'f(x), f(y), f(x+y), cos(x), cos(y)' })).toContain(
      'f(x + y) = cos(x)*f(y) + cos(y)*f(x)',
    );
    expect(texts('cosh(x)', { with: "f(x), f'(x)", maxDegree: 2 })).toEqual(["1 + f'(x)^2 = f(x)^2"]);
    expect(texts('x/(x+1)', { with: 'f(x), x + 1', maxDegree: 2 })).toEqual(['1 + (x + 1)*f(x) = (x + 1)']);
    expect(texts('cosh(x)', { with: "f(x), f'(x)", maxDegree: 1 })).toEqual([]);
  });

  it('gives the same bytes for the same seed', () => {
    expect(writeFinding(relate('sinh(x)', { seed: 3 }))).toBe(writeFinding(relate('sinh(x)', { seed: 3 })));
  });
});

describe('as files', () => {
  it.each(['tanh(x)', 'x^x', 'max(x, 0)', 'x*y', 'zeta(x)'])('%s reads back', (source) => {
    const finding = relate(source);
    const text = writeFinding(finding);
    expect(readAnyFinding(text)).toEqual(finding);
    expect(writeFinding(readAnyFinding(text))).toBe(text);
  });

  const text = writeFinding(relate('sinh(x)', { with: 'f(x), f(-x)', maxDegree: 1 }));
  const power = writeFinding(relate('x^x'));
  it.each([
    [
      'function',
      text.replace('"function": "sinh(x)"', '"function": "cosh(x)"'),
      'the terms make another one',
    ],
    ['function and identity', text.replaceAll('sinh', 'cosh'), 'the identity is not proved by this'],
    ['text', text.replace('f(-x) = -f(x)', 'f(-x) = f(x)'), 'the terms make it'],
    ['status', text.replace('"status": "proved"', '"status": "measured"'), 'exactly proved relations'],
    ['condition', power.replace('"x > 0"', ''), 'the proof also takes x > 0'],
    ['term', text.replace('"f(-x)"', '"f(-x"'), 'a term is f(…) alone'],
    ['variables', text.replace('"variables": ["x"]', '"variables": ["y"]'), "the function's are x"],
  ])('refuses an edited %s', (_, edited, message) => {
    expect([text, power]).not.toContain(edited);
    expect(() => readAnyFinding(edited)).toThrow(NapierError);
    expect(() => readAnyFinding(edited)).toThrow(message);
  });
});

describe('what relate refuses', () => {
  it.each([
    ['tahn(x)', undefined, 'unknown function `tahn`'],
    ['pi + 1', undefined, 'no variable'],
    ['a + b + c + d', undefined, '4 variables'],
    ['f + 1', undefined, '`f` cannot be a variable'],
    ['sin(x)', 'f(x)', 'two terms or more'],
    ['sin(x)', '', 'two terms or more'],
    ['sin(x)', 'f(x), f(x)', 'there twice'],
    ['sin(x)', 'f(x, y), f(x)', 'f takes 1 argument, here are 2'],
    ['sin(x)', 'f(x), f(x+', 'the brackets do not match'],
    ['sin(x)', 'f(x), 2*f(y)', 'unknown function `f`'],
    ['sin(x)', 'f(x), f(y)+1', 'a term is f(…) alone'],
    ['x*y', "f(x, y), f'(x, y)", 'functions of one variable'],
    ['zeta(x)', "f(x), f'(x)", 'there is no derivative'],
    ['sin(x)', 'f(x), exq(x)', 'unknown function `exq`'],
    ['sin(x)', 'x,y,z,u,v,w,s,t,f(x)', 'more than 8 terms'],
  ])('%s with %s: %s', (source, terms, message) => {
    const ask = (): unknown => relate(source, terms === undefined ? {} : { with: terms });
    expect(ask).toThrow(NapierError);
    expect(ask).toThrow(message);
  });
});
