import { isConstant, type Expression } from '../../expression/expression.ts';
import type { OperationIdentity } from '../../expression/identities.ts';
import { toText } from '../../expression/to-text.ts';
import { gcd } from '../../number/exact/integers.ts';
import { relationSum, type Relation, type RelationMonomial } from './relation.ts';

/**
 * A relation between f(x) and f at one other argument, as a row of the table that range reduction reads, where it is of such a
 * kind: f(−x), f(c − x), f(x + c), f(1/x) or f(2x) is t·f(x) + s·x + p, or f(x + c)·f(x) = t, with constants t, s, p.
 * @param variable the function's only one
 */
export function reductionRow(relation: Relation, variable: string): OperationIdentity | undefined {
  const calls = relation.terms.flatMap(({ call }, i) => (call === undefined ? [] : [{ i, ...call }]));
  const here = calls.find(({ args }) => isVariable(args[0], variable));
  const there = calls.find((one) => one !== here);
  if (here === undefined || there === undefined || calls.length > 2) return undefined;
  if (calls.some(({ order, args }) => order !== 0 || args.length !== 1)) return undefined;
  const line = relation.terms.findIndex(
    ({ call, expression }) => call === undefined && isVariable(expression, variable),
  );
  const known = new Set([here.i, there.i, line]);
  if (relation.terms.some(({ expression }, i) => !known.has(i) && !isConstant(expression))) return undefined;
  const parts = { here: [], there: [], line: [], rest: [], product: [] } as Record<Part, RelationMonomial[]>;
  for (const monomial of relation.monomials) {
    const part = partOf(monomial.exponents, here.i, there.i, line);
    if (part === undefined) return undefined;
    parts[part].push({ ...monomial, exponents: monomial.exponents.map((e, i) => (known.has(i) ? 0 : e)) });
  }
  const [argument] = there.args;
  if (parts.product.length > 0) {
    const by = shiftOf(argument, variable);
    const others = parts.here.length + parts.there.length + parts.line.length;
    if (by === undefined || others > 0 || parts.rest.length === 0) return undefined;
    return { kind: 'inversion', by, times: quotient(relation, parts.rest, parts.product) };
  }
  if (parts.there.length === 0 || parts.here.length === 0) return undefined;
  const [times, slope, plus] = [parts.here, parts.line, parts.rest].map((some) =>
    quotient(relation, some, parts.there),
  );
  return rowOf(argument, variable, { times, slope, plus });
}

type Part = 'here' | 'there' | 'line' | 'rest' | 'product';

function partOf(exponents: readonly number[], here: number, there: number, line: number): Part | undefined {
  const key = [here, there, line].map((i) => (i < 0 ? 0 : exponents[i])).join('');
  const parts: Readonly<Record<string, Part>> = {
    '100': 'here',
    '010': 'there',
    '001': 'line',
    '000': 'rest',
    '110': 'product',
  };
  return parts[key];
}

/** −(above)/(below) as text, both of constants. */
function quotient(
  { terms }: Relation,
  above: readonly RelationMonomial[],
  below: readonly RelationMonomial[],
): string {
  if (above.length === 0) return '0';
  const turned = above.map((m) => ({ ...m, coefficient: -m.coefficient }));
  if (above.length === 1 && below.length === 1) {
    const [p, q] = [turned[0], below[0]];
    if ([...p.exponents, ...q.exponents].every((e) => e === 0)) {
      const common = gcd(p.coefficient, q.coefficient) * (q.coefficient < 0n ? -1n : 1n);
      const [top, bottom] = [p.coefficient / common, q.coefficient / common];
      return bottom === 1n ? `${top}` : `${top}/${bottom}`;
    }
  }
  // Denominators begin with a plus.
  const flip = below[0].coefficient < 0n ? -1n : 1n;
  const signed = (some: readonly RelationMonomial[]): RelationMonomial[] =>
    some.map((m) => ({ ...m, coefficient: flip * m.coefficient }));
  const [top, bottom] = [signed(turned), signed(below)].map((monomials) =>
    relationSum({ form: 'given', terms, monomials }),
  );
  return bottom === '1' ? top : `(${top})/(${bottom})`;
}

function rowOf(
  argument: Expression,
  variable: string,
  { times, slope, plus }: { readonly times: string; readonly slope: string; readonly plus: string },
): OperationIdentity | undefined {
  const unit = times === '1' || times === '-1';
  const level = slope === '0';
  const shift = shiftOf(argument, variable);
  if (shift !== undefined) {
    return level && plus === '0' && !times.startsWith('0') ? { kind: 'shift', by: shift, times } : undefined;
  }
  const about = centreOf(argument, variable);
  if (about !== undefined) return unit ? { kind: 'reflection', about, times, slope, plus } : undefined;
  if (argument.kind !== 'apply' || !level) return undefined;
  const [a, b] = argument.args;
  if (argument.operation === 'div' && isVariable(b, variable) && toText(a) === '1')
    return unit ? { kind: 'reciprocal', times, plus } : undefined;
  if (argument.operation === 'mul' && isVariable(b, variable) && isConstant(a)) {
    if (times === '1') return { kind: 'scale', by: toText(a), plus };
    return plus === '0' ? { kind: 'power', by: toText(a), times } : undefined;
  }
  return undefined;
}

/** c of x + c, as text. */
function shiftOf(argument: Expression, variable: string): string | undefined {
  if (argument.kind !== 'apply' || argument.operation !== 'add') return undefined;
  const [a, b] = argument.args;
  return isVariable(a, variable) && isConstant(b) ? toText(b) : undefined;
}

/** c of c − x, as text; 0 of −x. */
function centreOf(argument: Expression, variable: string): string | undefined {
  if (argument.kind !== 'apply') return undefined;
  const [a, b] = argument.args;
  if (argument.operation === 'neg') return isVariable(a, variable) ? '0' : undefined;
  return argument.operation === 'sub' && isConstant(a) && isVariable(b, variable) ? toText(a) : undefined;
}

function isVariable(term: Expression, name: string): boolean {
  return term.kind === 'variable' && term.name === name;
}
