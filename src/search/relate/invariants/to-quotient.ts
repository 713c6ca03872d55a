import { apply, integer, type Expression } from '../../../expression/expression.ts';
import { toText } from '../../../expression/to-text.ts';
import { NoPath } from './all-paths.ts';
import {
  addQuotients,
  divideQuotients,
  generatorQuotient,
  multiplyQuotients,
  numberQuotient,
  type Quotient,
} from './quotient.ts';

/** Largest whole exponent that is multiplied out. */
const MOST_POWER = 12n;

/**
 * A term as a quotient of polynomials. Cases (|a|, min, max) are chosen by their conditions; what is not rational becomes
 * a generator of its own.
 * @param generatorOf the number of a variable, or of a term that is not rational
 * @throws NoPath where a divisor is 0 throughout
 */
export function toQuotient(
  term: Expression,
  choose: (key: string) => boolean,
  generatorOf: (term: Expression) => number,
): Quotient {
  const known = new Map<Expression, Quotient>();
  const visit = (node: Expression): Quotient => {
    let value = known.get(node);
    if (value === undefined) known.set(node, (value = convert(node)));
    return value;
  };
  const less = (a: Expression, b: Expression): boolean => choose(lessKey(a, b));
  const divide = (a: Quotient, b: Quotient): Quotient => {
    const quotient = divideQuotients(a, b);
    if (quotient === undefined) throw new NoPath();
    return quotient;
  };
  const convert = (node: Expression): Quotient => {
    if (node.kind === 'number') return numberQuotient(node.numerator, node.denominator);
    if (node.kind !== 'apply') return generatorQuotient(generatorOf(node));
    const [a, b, c] = node.args;
    switch (node.operation) {
      case 'add':
        return addQuotients(visit(a), visit(b));
      case 'sub':
        return addQuotients(visit(a), visit(b), -1n);
      case 'neg':
        return addQuotients(numberQuotient(0n, 1n), visit(a), -1n);
      case 'mul':
        return multiplyQuotients(visit(a), visit(b));
      case 'div':
        return divide(visit(a), visit(b));
      case 'fma':
        return addQuotients(multiplyQuotients(visit(a), visit(b)), visit(c));
      case 'abs':
        return less(a, integer(0)) ? visit(apply('neg', a)) : visit(a);
      case 'min':
        return less(b, a) ? visit(b) : visit(a);
      case 'max':
        return less(a, b) ? visit(b) : visit(a);
      case 'pow':
        if (
          b.kind === 'number' &&
          b.denominator === 1n &&
          b.numerator >= -MOST_POWER &&
          b.numerator <= MOST_POWER
        ) {
          let power = numberQuotient(1n, 1n);
          const base = visit(a);
          for (let k = b.numerator < 0n ? -b.numerator : b.numerator; k > 0n; k--)
            power = multiplyQuotients(power, base);
          return b.numerator < 0n ? divide(numberQuotient(1n, 1n), power) : power;
        }
    }
    return generatorQuotient(generatorOf(node));
  };
  return visit(term);
}

/** The condition a < b. */
export function lessKey(a: Expression, b: Expression): string {
  return `${toText(a)} < ${toText(b)}`;
}
