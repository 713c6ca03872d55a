import { apply, constant, integer, type Expression } from '../../expression/expression.ts';
import { IDENTITIES, type OperationIdentity } from '../../expression/identities.ts';
import { parseExpression } from '../../expression/parse.ts';
import { substitute } from '../../expression/substitute.ts';
import { constantDouble } from './constant-value.ts';
import { confirmIdentity, type Identity } from './identity.ts';
import { argumentOf, composed, type ReducedFunction } from './reduced-function.ts';

/** An identity of a whole formula, with the constants that say which. `by` is positive in scales and powers. */
export type FoundIdentity = { readonly identity: Identity } &
  /** f(x + by) = times·f(x) + plus */
  (
    | { readonly kind: 'shift'; readonly by: Expression; readonly times: number; readonly plus?: Expression }
    | { readonly kind: 'scale'; readonly by: number; readonly plus: Expression }
    | { readonly kind: 'power'; readonly by: number; readonly times: number }
    | {
        readonly kind: 'reflection';
        readonly times: 1 | -1;
        readonly slope: Expression;
        readonly plus: Expression;
      }
    /** f(x + by) = times/f(x) */
    | { readonly kind: 'inversion'; readonly by: Expression; readonly times: number }
    | { readonly kind: 'reciprocal'; readonly times: number; readonly plus: Expression }
    /** f(about − x) = times·f(x) + plus */
    | {
        readonly kind: 'complement';
        readonly about: Expression;
        readonly times: 1 | -1;
        readonly plus: Expression;
      }
  );

const ZERO = integer(0);
/** Powers of two tried as the factor of an argument. */
const LARGEST_POWER = 6;

const add = (a: Expression, b: Expression): Expression => (b === ZERO ? a : apply('add', a, b));
const times = (a: Expression, b: Expression): Expression => apply('mul', a, b);

/**
 * The identities of a formula, each confirmed on the formula itself. Their constants come from two sides: from values
 * of the formula (if f(x + c) = 2·f(x) for some c, then c is ln 2/ln(f(1)/f(0))), and from the identities of the
 * operations in it whose arguments are linear in the variable (sin(3x) has the period of sin over 3).
 * @param own what else is known of the formula as a whole
 */
export function findIdentities(f: ReducedFunction, own: readonly OperationIdentity[] = []): FoundIdentity[] {
  const found: FoundIdentity[] = [];
  const told = new Set<string>();
  const given = own.flatMap((row) => [...fromOwn(f, row)]);
  for (const candidate of [...solved(f), ...inherited(f), ...given]) {
    const key = keyOf(candidate);
    if (told.has(key) || !confirmIdentity(candidate.identity)) continue;
    told.add(key);
    // Simpler forms of a reflection come first; a later one has a zero in disguise.
    const again = found.some(
      (known) =>
        candidate.kind === 'reflection' && known.kind === 'reflection' && known.times === candidate.times,
    );
    if (again) continue;
    found.push(candidate);
  }
  return found;
}

function keyOf(found: FoundIdentity): string {
  const values = Object.values(found).map((value) => {
    if (typeof value !== 'object') return String(value);
    return 'left' in value ? '' : String(constantDouble(value));
  });
  return values.join(' ');
}

/** Candidates whose constants follow from a few values of f. */
function* solved(f: ReducedFunction): Generator<FoundIdentity> {
  const at = (x: Expression): Expression => composed(f, x);
  const x = argumentOf(f);
  const base = definedPoint(f, (q) => [q, q + 1]);
  if (base !== undefined) {
    const ratio = apply('div', at(integer(base + 1)), at(integer(base)));
    const by = apply('div', constant('ln2'), apply('log', ratio));
    const size = constantDouble(by);
    if (size !== undefined && Number.isFinite(size) && size !== 0) yield shiftOf(f, by, 2, integer(2));
  }
  const three = definedPoint(f, (q) => [q, q + 1, q + 2], [0, 1, -1, -3], true);
  if (three !== undefined) {
    const [a, b, c] = [0, 1, 2].map((k) => at(integer(three + k)));
    const ratio = apply('div', apply('sub', c, b), apply('sub', b, a));
    const by = apply('div', constant('ln2'), apply('log', ratio));
    const size = constantDouble(by);
    const plus = apply('sub', at(apply('add', integer(three), by)), times(integer(2), a));
    const rest = constantDouble(plus);
    if (size !== undefined && Number.isFinite(size) && size !== 0 && rest !== undefined && rest !== 0) {
      const { identity } = shiftOf(f, by, 2, integer(2));
      yield {
        kind: 'shift',
        by,
        times: 2,
        plus,
        identity: { ...identity, right: add(identity.right, plus) },
      };
    }
  }
  const positive = definedPoint(f, (q) => [q, 2 * q], [1, 2, 3]);
  // A sum of two may vanish, as log(1) does on [1, 2]; of a factor nothing follows from that.
  const scaled = positive ?? definedPoint(f, (q) => [q, 2 * q], [1], true);
  if (scaled !== undefined) {
    const q = integer(scaled);
    yield scaleOf(f, 2, apply('sub', at(times(integer(2), q)), at(q)));
  }
  if (positive !== undefined) {
    const q = integer(positive);
    for (let power = 1; power <= LARGEST_POWER; power++) {
      const by = 2 ** power;
      const factor = constantDouble(apply('div', at(times(integer(by), q)), at(q)));
      if (factor === undefined || !(factor > 0) || Math.log2(factor) % 1 !== 0) continue;
      yield powerOf(f, by, factor);
      break;
    }
  }
  if (f.lo < 0 && f.hi > 0) {
    const [minus, plus] = [at(integer(-1)), at(integer(1))];
    const negated = apply('neg', x);
    yield reflectionOf(f, negated, 1, ZERO, ZERO);
    yield reflectionOf(f, negated, -1, ZERO, ZERO);
    yield reflectionOf(f, negated, 1, apply('sub', minus, plus), ZERO);
    yield reflectionOf(f, negated, -1, ZERO, apply('add', minus, plus));
  }
}

/** Candidates from the operations of the formula, their arguments scaled. */
function* inherited(f: ReducedFunction): Generator<FoundIdentity> {
  for (const { operation, argument } of operationsIn(f.expression)) {
    const slope = slopeOf(argument, f);
    if (slope === undefined) continue;
    for (const row of IDENTITIES[operation] ?? []) yield* fromRow(f, row, slope, argument);
  }
}

function* fromRow(
  f: ReducedFunction,
  row: OperationIdentity,
  slope: Expression,
  argument: Expression,
): Generator<FoundIdentity> {
  if (row.kind === 'shift') {
    const factor = parseExpression(row.times);
    const by = apply('div', parseExpression(row.by), slope);
    for (const divisor of [2, 1]) {
      const part = divisor === 1 ? by : apply('div', by, integer(divisor));
      // sin²(x) has half the period of sin.
      yield shiftOf(f, part, 1, integer(1));
      if (constantDouble(factor) !== 1) yield shiftOf(f, part, constantDouble(factor) as number, factor);
    }
  } else if (row.kind === 'inversion') {
    const [by, factor] = [apply('div', parseExpression(row.by), slope), parseExpression(row.times)];
    const left = composed(f, apply('add', argumentOf(f), by));
    const right = apply('div', factor, f.expression);
    const identity = { left, right, variable: f.variable, lo: f.lo, hi: f.hi };
    yield { kind: 'inversion', by, times: constantDouble(factor) as number, identity };
  } else if (row.kind === 'reciprocal' && argument === argumentOf(f)) {
    const factor = parseExpression(row.times);
    const value = constantDouble(factor) as number;
    const plus = apply('sub', composed(f, integer(1)), times(factor, composed(f, integer(1))));
    const left = composed(f, apply('div', integer(1), argumentOf(f)));
    const right = add(times(factor, composed(f, argumentOf(f))), plus);
    const identity = { left, right, variable: f.variable, lo: Math.max(f.lo, 0), hi: f.hi };
    yield { kind: 'reciprocal', times: value, plus, identity };
  }
}

/** Candidates from rows about the formula itself: of operations, these kinds are found from values. */
function* fromOwn(f: ReducedFunction, row: OperationIdentity): Generator<FoundIdentity> {
  const term = (text: string): Expression => parseExpression(text);
  if (row.kind === 'shift' || row.kind === 'inversion') yield* fromRow(f, row, integer(1), argumentOf(f));
  else if (row.kind === 'reciprocal') {
    const [factor, plus] = [row.times, row.plus].map(term);
    const left = composed(f, apply('div', integer(1), argumentOf(f)));
    const sign = constantDouble(factor) === 1 ? 1 : -1;
    const right = add(sign === 1 ? f.expression : apply('neg', f.expression), plus);
    const identity = { left, right, variable: f.variable, lo: Math.max(f.lo, 0), hi: f.hi };
    yield { kind: 'reciprocal', times: sign, plus, identity };
  } else if (row.kind === 'scale') {
    const by = constantDouble(term(row.by));
    if (by !== undefined && by > 0) yield scaleOf(f, by, term(row.plus));
  } else if (row.kind === 'power') {
    const [by, factor] = [row.by, row.times].map((text) => constantDouble(term(text)));
    // The step of this name takes powers of two.
    if (by === undefined || factor === undefined || !(by > 0 && factor > 0)) return;
    if (Math.log2(by) % 1 === 0 && Math.log2(factor) % 1 === 0) yield powerOf(f, by, factor);
  } else if (row.kind === 'reflection') {
    const [about, slope, plus] = [row.about, row.slope, row.plus].map(term);
    const sign = row.times === '1' ? 1 : -1;
    if (constantDouble(about) === 0) {
      yield reflectionOf(f, apply('neg', argumentOf(f)), sign, slope, plus);
      return;
    }
    if (constantDouble(slope) !== 0) return;
    const left = composed(f, apply('sub', about, argumentOf(f)));
    const right = add(sign === 1 ? f.expression : apply('neg', f.expression), plus);
    const identity = { left, right, variable: f.variable, lo: f.lo, hi: f.hi };
    yield { kind: 'complement', about, times: sign, plus, identity };
  }
}

function shiftOf(
  f: ReducedFunction,
  by: Expression,
  factor: number,
  term: Expression,
): FoundIdentity & { kind: 'shift' } {
  const left = composed(f, apply('add', argumentOf(f), by));
  const right = factor === 1 ? f.expression : times(term, f.expression);
  return {
    kind: 'shift',
    by,
    times: factor,
    identity: { left, right, variable: f.variable, lo: f.lo, hi: f.hi },
  };
}

function scaleOf(f: ReducedFunction, by: number, plus: Expression): FoundIdentity {
  const left = composed(f, times(integer(by), argumentOf(f)));
  const right = apply('add', f.expression, plus);
  const identity = { left, right, variable: f.variable, lo: Math.max(f.lo, 0), hi: f.hi };
  return { kind: 'scale', by, plus, identity };
}

function powerOf(f: ReducedFunction, by: number, factor: number): FoundIdentity {
  const left = composed(f, times(integer(by), argumentOf(f)));
  const factorTerm =
    factor >= 1 ? integer(factor) : apply('div', integer(1), integer(Math.round(1 / factor)));
  const right = times(factorTerm, f.expression);
  const identity = { left, right, variable: f.variable, lo: Math.max(f.lo, 0), hi: f.hi };
  return { kind: 'power', by, times: factor, identity };
}

function reflectionOf(
  f: ReducedFunction,
  reflected: Expression,
  sign: 1 | -1,
  slope: Expression,
  plus: Expression,
): FoundIdentity {
  const left = composed(f, reflected);
  const scaled = sign === 1 ? f.expression : apply('neg', f.expression);
  const linear = slope === ZERO ? scaled : apply('add', scaled, times(slope, argumentOf(f)));
  const reach = Math.min(-f.lo, f.hi);
  const identity = { left, right: add(linear, plus), variable: f.variable, lo: -reach, hi: reach };
  return { kind: 'reflection', times: sign, slope, plus, identity };
}

/** A small integer q at which f is defined together with its companions, and not zero. */
function definedPoint(
  f: ReducedFunction,
  companions: (q: number) => number[],
  tried: readonly number[] = [0, 1, 2, -1, -2, 3],
  mayVanish = false,
): number | undefined {
  return tried.find((q) =>
    companions(q).every((point) => {
      if (point < f.lo || point > f.hi) return false;
      const value = constantDouble(composed(f, integer(point)));
      return value !== undefined && (mayVanish || value !== 0) && Number.isFinite(value);
    }),
  );
}

/** Every operation of one argument in a term, with that argument. */
function operationsIn(root: Expression): { operation: keyof typeof IDENTITIES; argument: Expression }[] {
  const seen = new Set<Expression>();
  const list: { operation: keyof typeof IDENTITIES; argument: Expression }[] = [];
  const visit = (term: Expression): void => {
    if (term.kind !== 'apply' || seen.has(term)) return;
    seen.add(term);
    if (IDENTITIES[term.operation] !== undefined)
      list.push({ operation: term.operation as keyof typeof IDENTITIES, argument: term.args[0] });
    term.args.forEach(visit);
  };
  visit(root);
  return list;
}

/** The slope of a term that is linear in the variable (as the oracle sees it), else `undefined`. */
function slopeOf(argument: Expression, f: ReducedFunction): Expression | undefined {
  const x = argumentOf(f);
  if (argument === x) return integer(1);
  const at = (point: number): Expression => substitute(argument, new Map([[f.variable, integer(point)]]));
  const slope = apply('sub', at(1), at(0));
  const size = constantDouble(slope);
  if (size === undefined || size === 0 || !Number.isFinite(size)) return undefined;
  const line = apply('add', at(0), times(slope, x));
  const identity = { left: argument, right: line, variable: f.variable, lo: -8, hi: 8 };
  return confirmIdentity(identity) ? slope : undefined;
}
