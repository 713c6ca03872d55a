import { apply, integer, isConstant, variable, type Expression } from '../../../expression/expression.ts';
import { DEFINITIONS, HELD_DEFINITIONS } from '../../../expression/identities.ts';
import { parseExpression } from '../../../expression/parse.ts';
import { substitute } from '../../../expression/substitute.ts';
import type { OperationName } from '../../../expression/operations.ts';
import type { MachineOperation } from '../../../program/machine-operations.ts';
import type { Operand } from '../../../program/program.ts';
import { rangeOf } from '../argument-range.ts';
import { constantDouble, powerOfTwoIn } from '../constant-value.ts';
import type { Emitter } from '../emitter.ts';
import { confirmIdentity, type Identity } from '../identity.ts';
import { emitKeptTerm, keepsAll } from '../kept-term.ts';
import { keptOf, keptSum, settled, type KeptValue } from '../kept-value.ts';
import { reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { keepsProducts, total, type EmitValue, type Reduction, type Step, type Sum } from '../step.ts';

/** Operations that a machine has. */
export const DIRECT: Partial<Record<OperationName, MachineOperation>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  neg: 'neg',
  abs: 'abs',
  min: 'min',
  max: 'max',
  fma: 'fma',
  sqrt: 'sqrt',
  floor: 'floor',
  ceil: 'ceil',
  round: 'round',
  trunc: 'trunc',
};

/** Whole powers that are products. */
const LARGEST_POWER = 16;

/**
 * The formula as it stands, or through a definition of its outermost operation: arithmetic is done by the machine, and
 * every other operation in it is a part with a plan of its own.
 */
export const formulaStep: Step = {
  name: 'formula',
  description:
    'compute the formula, or a definition of it, operation by operation; each function in it by its own plan',
  reductions: (f, _identities, context) => {
    const { division, arithmetic, storage, correct } = context;
    // Where results are rounded to the format computed in, what each operation rounds away may have to be kept.
    const narrow = arithmetic === storage && !correct;
    const list: Reduction[] = [];
    for (const [name, term] of versions(f.expression, context.byAnalysis)) {
      const identity: Identity = {
        left: f.expression,
        right: term,
        variable: f.variable,
        lo: f.lo,
        hi: f.hi,
      };
      if (term !== f.expression && !confirmIdentity(identity)) continue;
      const parts = partsOf(term, f);
      if (parts === undefined || (!division && uses(term, 'div'))) continue;
      // The whole formula as its own only part is no step.
      if (parts.some(({ part }) => part.expression === f.expression)) continue;
      list.push({
        step: 'formula',
        parameters: { of: name },
        ...(term === f.expression ? {} : { identity }),
        inners: parts.map(({ part }) => part),
        emit: (e, x, ...inners) => ({ tail: emitTerm(e, x, term, f.variable, parts, inners) }),
      });
      if (narrow && (parts.length <= 1 || context.byAnalysis)) {
        const kept = keptReduction(f, term, parts, keepsProducts(context));
        if (kept !== undefined)
          list.push({ ...list[list.length - 1], ...kept, parameters: { of: name, kept: true } });
      }
    }
    return list;
  },
};

/** The term itself when its outermost operation is a machine's or its argument a formula, and its definitions when it has any. */
function versions(term: Expression, byAnalysis = false): [string, Expression][] {
  if (term.kind !== 'apply') return [];
  const list: [string, Expression][] = [];
  const plain = withoutPowers(term);
  const computed =
    plain.kind === 'apply' && (DIRECT[plain.operation] !== undefined || !plain.args.every(isLinear));
  if (computed) list.push(['itself', plain]);
  // In a format of its own exponents alone what overflows on the way is of no use.
  const held = byAnalysis ? HELD_DEFINITIONS[term.operation] : undefined;
  for (const [k, text] of (held ?? DEFINITIONS[term.operation] ?? []).entries()) {
    const definition = substitute(parseExpression(text), new Map([['a', term.args[0]]]));
    list.push([`${term.operation}${k === 0 ? '' : ` ${k + 1}`}`, definition]);
  }
  return list;
}

/** Small whole powers as products, squares first: x⁵ = (x²)²·x. */
function withoutPowers(term: Expression): Expression {
  if (term.kind !== 'apply') return term;
  const args = term.args.map(withoutPowers);
  const exponent = term.operation === 'pow' && isConstant(args[1]) ? constantDouble(args[1]) : undefined;
  if (exponent === undefined || !Number.isInteger(exponent) || Math.abs(exponent) > LARGEST_POWER)
    return args.every((arg, i) => arg === term.args[i]) ? term : apply(term.operation, ...args);
  const powerOf = (n: number): Expression => {
    if (n === 1) return args[0];
    const half = powerOf(n >> 1);
    const square = apply('mul', half, half);
    return n % 2 === 0 ? square : apply('mul', square, args[0]);
  };
  if (exponent === 0) return integer(1);
  const positive = powerOf(Math.abs(exponent));
  return exponent > 0 ? positive : apply('div', integer(1), positive);
}

/** A function within a formula: of the formula's own variable where its argument is linear in it, else of its argument. */
type Part = {
  readonly term: Expression;
  readonly part: ReducedFunction;
  /** What the part is computed at; the variable itself when absent. */
  readonly argument?: Expression;
};

function partsOf(root: Expression, f: ReducedFunction): Part[] | undefined {
  const parts: Part[] = [];
  const seen = new Set<Expression>();
  const visit = (term: Expression): boolean => {
    if (term.kind !== 'apply' || seen.has(term) || !dependsOn(term, f.variable)) return true;
    seen.add(term);
    const inner = term === root ? term : functionIn(term);
    if (inner === term && DIRECT[term.operation] !== undefined) return term.args.every(visit);
    if (inner.args.length !== 1) return false;
    const [argument] = inner.args;
    if (isLinear(argument)) {
      parts.push({ term, part: reducedFunction(term, f.variable, f.lo, f.hi) });
      return true;
    }
    const { factor, of } = multipleIn(argument);
    const range = rangeOf(of, f);
    if (range === undefined) return false;
    const own = variable(f.variable);
    const bare = apply(inner.operation, factor === undefined ? own : apply('mul', factor, own));
    const whole = inner === term ? bare : apply(term.operation, bare, ...term.args.slice(1));
    parts.push({ term, argument: of, part: reducedFunction(whole, f.variable, range.lo, range.hi) });
    return visit(of);
  };
  return visit(root) ? parts : undefined;
}

type Application = Expression & { readonly kind: 'apply' };

/**
 * The function of which the term is a part's multiple: −log(x) and exp(x)/2 are functions like any other, the sign or the
 * power of two costs nothing, and exp(x) may overflow where its half does not.
 */
function functionIn(term: Application): Application {
  const { operation, args } = term;
  const [inner, divisor] = args;
  const multiple = operation === 'neg' || (operation === 'div' && powerOfTwoIn(divisor) !== undefined);
  return multiple && inner.kind === 'apply' && DIRECT[inner.operation] === undefined ? inner : term;
}

/** A power of two before an argument belongs to the function: log(2x) is one like any other, and 2x may overflow where x does not. */
function multipleIn(argument: Expression): { readonly factor?: Expression; readonly of: Expression } {
  if (argument.kind !== 'apply' || argument.operation !== 'mul') return { of: argument };
  const [factor, of] = argument.args;
  return powerOfTwoIn(factor) === undefined ? { of: argument } : { factor, of };
}

/** Products with, and sums of, constants: no function in them, and no other use of the variable. */
function isLinear(term: Expression): boolean {
  if (term.kind === 'variable') return true;
  if (term.kind !== 'apply') return false;
  const { operation, args } = term;
  const free = args.filter((arg) => !isConstant(arg));
  if (free.length !== 1 || !isLinear(free[0])) return false;
  return operation === 'neg' || operation === 'mul' || (operation === 'div' && isConstant(args[1]));
}

function dependsOn(term: Expression, name: string): boolean {
  if (term.kind === 'variable') return term.name === name;
  return term.kind === 'apply' && term.args.some((arg) => dependsOn(arg, name));
}

function uses(term: Expression, operation: OperationName): boolean {
  return (
    term.kind === 'apply' && (term.operation === operation || term.args.some((arg) => uses(arg, operation)))
  );
}

function emitTerm(
  e: Emitter,
  x: Operand,
  root: Expression,
  name: string,
  parts: readonly Part[],
  inners: readonly EmitValue[],
): Operand {
  const known = new Map<Expression, Operand>();
  const emit = (term: Expression): Operand => {
    let operand = known.get(term);
    if (operand === undefined) known.set(term, (operand = fresh(term)));
    return operand;
  };
  const fresh = (term: Expression): Operand => {
    if (term.kind === 'variable') return x;
    if (!dependsOn(term, name) || term.kind !== 'apply')
      return e.number(e.format.round(constantDouble(term) ?? NaN));
    const at = parts.findIndex((part) => part.term === term);
    if (at >= 0) {
      const { argument } = parts[at];
      return total(e, inners[at](e, argument === undefined ? x : emit(argument)));
    }
    // A machine that divides does it whatever the divisor.
    const divisor = term.operation === 'div' ? powerOfTwoIn(term.args[1]) : undefined;
    if (divisor !== undefined) return e.op('mul', emit(term.args[0]), e.number(1 / divisor));
    return e.op(DIRECT[term.operation] as MachineOperation, ...term.args.map(emit));
  };
  return emit(root);
}

/** The same with what every operation rounds away kept, and that of the argument given, to first order. */
function keptReduction(
  f: ReducedFunction,
  root: Expression,
  parts: readonly Part[],
  products: boolean,
): Pick<Reduction, 'emit' | 'emitAtSum'> | undefined {
  const known = new Set(parts.map(({ term }) => term));
  const insides = parts.map(({ argument }) => argument ?? variable(f.variable));
  if (![root, ...insides].every((one) => keepsAll(one, known, products))) return undefined;
  const larger = new Map<Expression, 'first' | 'second' | undefined>();
  const anyOf = (operations: readonly OperationName[]): boolean =>
    operations.some((operation) => [root, ...insides].some((one) => uses(one, operation)));
  // Products and quotients take rests for rounding errors.
  const used = uses(root, 'div') || uses(root, 'mul') || uses(root, 'sqrt');
  const emit = (e: Emitter, x: Operand, rest: Operand | undefined, inners: readonly EmitValue[]): Sum => {
    const at = { e, f, x: { value: x, ...(rest === undefined ? {} : { rest }) }, larger };
    const emits = parts.map(({ term }, k) => {
      const emitPart = (emitTermOf: (inside: Expression) => KeptValue): KeptValue => {
        const y = settled(e, emitTermOf(insides[k]));
        const value = keptOf(inners[k](e, y.value, y.rest));
        return used ? settled(e, value) : value;
      };
      return [term, emitPart] as const;
    });
    return keptSum(emitKeptTerm(root, at, new Map(emits)));
  };
  return {
    emit: (e, x, ...inners) => emit(e, x, undefined, inners),
    ...(anyOf(['abs', 'min', 'max'])
      ? {}
      : {
          emitAtSum: (e: Emitter, x: Operand, rest: Operand, ...inners: EmitValue[]) =>
            emit(e, x, rest, inners),
        }),
  };
}
