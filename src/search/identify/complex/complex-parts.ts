import { integer, type Expression } from '../../../expression/expression.ts';
import { tidyApply } from '../../../expression/tidy.ts';

/** Real and imaginary part of a term, without `i`. */
export type ComplexParts = { readonly re: Expression; readonly im: Expression };

const ZERO = integer(0);
/** Largest exponent that is multiplied out. */
const MOST_POWER = 64;

/**
 * Parts of a term in which the variable `i` stands for √−1: sums, products, quotients and whole powers of complex numbers, exp of
 * one, and anything of real ones.
 * @returns the first subterm that is none of these as `refused`
 */
export function complexParts(term: Expression): ComplexParts | { readonly refused: Expression } {
  const known = new Map<Expression, ComplexParts | { readonly refused: Expression }>();
  const visit = (node: Expression): ComplexParts | { readonly refused: Expression } => {
    let parts = known.get(node);
    if (parts === undefined) known.set(node, (parts = convert(node)));
    return parts;
  };
  const convert = (node: Expression): ComplexParts | { readonly refused: Expression } => {
    if (node.kind === 'variable' && node.name === 'i') return { re: ZERO, im: integer(1) };
    if (node.kind !== 'apply') return { re: node, im: ZERO };
    const args: ComplexParts[] = [];
    for (const arg of node.args) {
      const parts = visit(arg);
      if ('refused' in parts) return parts;
      args.push(parts);
    }
    if (args.every(({ im }) => im === ZERO))
      return { re: tidyApply(node.operation, ...args.map(({ re }) => re)), im: ZERO };
    const [a, b] = args;
    switch (node.operation) {
      case 'neg':
        return { re: tidyApply('neg', a.re), im: tidyApply('neg', a.im) };
      case 'add':
      case 'sub':
        return { re: tidyApply(node.operation, a.re, b.re), im: tidyApply(node.operation, a.im, b.im) };
      case 'mul':
        return times(a, b);
      case 'div':
        return over(a, b);
      case 'exp': {
        const size = tidyApply('exp', a.re);
        return {
          re: tidyApply('mul', size, tidyApply('cos', a.im)),
          im: tidyApply('mul', size, tidyApply('sin', a.im)),
        };
      }
      case 'pow': {
        const [, exponent] = node.args;
        if (exponent.kind !== 'number' || exponent.denominator !== 1n) break;
        const count = Number(exponent.numerator);
        if (Math.abs(count) > MOST_POWER) break;
        let power: ComplexParts = { re: integer(1), im: ZERO };
        for (let k = 0; k < Math.abs(count); k++) power = times(power, a);
        return count < 0 ? over({ re: integer(1), im: ZERO }, power) : power;
      }
    }
    return { refused: node };
  };
  return visit(term);
}

function times(a: ComplexParts, b: ComplexParts): ComplexParts {
  return {
    re: tidyApply('sub', tidyApply('mul', a.re, b.re), tidyApply('mul', a.im, b.im)),
    im: tidyApply('add', tidyApply('mul', a.re, b.im), tidyApply('mul', a.im, b.re)),
  };
}

function over(a: ComplexParts, b: ComplexParts): ComplexParts {
  if (b.im === ZERO) return { re: tidyApply('div', a.re, b.re), im: tidyApply('div', a.im, b.re) };
  const norm = tidyApply('add', tidyApply('mul', b.re, b.re), tidyApply('mul', b.im, b.im));
  const { re, im } = times(a, { re: b.re, im: tidyApply('neg', b.im) });
  return { re: tidyApply('div', re, norm), im: tidyApply('div', im, norm) };
}
