import { fail } from '../error/fault.ts';
import { apply, variable, type Expression } from '../expression/expression.ts';
import type { FPCore, FPCoreNode } from '../expression/fpcore.ts';
import { termFromFPCoreNode, type FPCoreScope } from '../expression/fpcore-expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { mpfr } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { newInterval, type BigInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Enclosure } from '../oracle/oracle.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** What inputs must obey besides lying in their domains. */
export type InputCondition =
  | {
      readonly kind: 'comparison';
      readonly sign: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly InputCondition[] }
  | { readonly kind: 'not'; readonly part: InputCondition };

const SIGN = /(<=|>=|==|!=|<|>)/;

/**
 * `b^2 >= 4*a*c, a != 0`: conditions, all of which must hold; each a comparison, or several joined by `and` or `or`, in
 * brackets and with `not (…)` where needed, as `conditionText` writes them.
 * @throws NapierError `syntax` or `name`
 */
export function parseInputConditions(source: string): InputCondition[] {
  let at = 0;
  return splitOutside(source).map((part) => {
    const condition = parseCondition(part, source, at);
    at += part.length + 1;
    return condition;
  });
}

/** @param at where the text begins in the source */
function parseCondition(text: string, source: string, at: number): InputCondition {
  const start = at + text.length - text.trimStart().length;
  const bare = text.trim();
  if (bare === 'true') return { kind: 'and', parts: [] };
  if (bare === 'false') return { kind: 'or', parts: [] };
  for (const kind of ['or', 'and'] as const) {
    const parts = splitByWord(bare, kind);
    if (parts.length > 1)
      return { kind, parts: parts.map(([part, from]) => parseCondition(part, source, start + from)) };
  }
  if (/^not\s*\(/.test(bare) && isBracketed(bare.slice(bare.indexOf('(')))) {
    const from = bare.indexOf('(') + 1;
    return { kind: 'not', part: parseCondition(bare.slice(from, -1), source, start + from) };
  }
  if (isBracketed(bare) && SIGN.test(bare)) return parseCondition(bare.slice(1, -1), source, start + 1);
  const pieces = bare.split(SIGN);
  if (pieces.length !== 3) {
    const span = [at, at + text.length] as const;
    const hint = 'such as x < y, or several with commas between';
    fail({ kind: 'syntax', message: 'expected one comparison', source, span, hint });
  }
  const [left, sign, right] = pieces;
  return {
    kind: 'comparison',
    sign: sign as Comparison,
    left: parseExpression(left),
    right: parseExpression(right),
  };
}

/** Whether one pair of brackets holds all of it. */
function isBracketed(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    if (depth === 0) return i === text.length - 1;
  }
  return false;
}

/** Parts between a word that stands outside brackets, each with where it begins. */
function splitByWord(source: string, word: string): (readonly [part: string, from: number])[] {
  const parts: (readonly [string, number])[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < source.length; i++) {
    if (source[i] === '(') depth += 1;
    else if (source[i] === ')') depth -= 1;
    else if (depth === 0 && /[\s)]/.test(source[i - 1] ?? '') && source.startsWith(word, i)) {
      if (!/^([\s(]|$)/.test(source.slice(i + word.length))) continue;
      parts.push([source.slice(start, i), start]);
      start = i + word.length;
    }
  }
  return [...parts, [source.slice(start), start]];
}

/** Parts between commas that stand outside brackets. */
export function splitOutside(source: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < source.length; i++) {
    if ('([{'.includes(source[i])) depth += 1;
    else if (')]}'.includes(source[i])) depth -= 1;
    else if (source[i] === ',' && depth <= 0) {
      parts.push(source.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, source.slice(start)];
}

/** One condition of a core's `:pre`. @throws NapierError `unsupported` where it is none that can be decided */
export function conditionFromFPCore(node: FPCoreNode, core: FPCore, given?: FPCoreScope): InputCondition {
  const outer = given ?? new Map(core.arguments.map(({ name }) => [name, variable(name)] as const));
  const convert = (part: FPCoreNode, scope: FPCoreScope): InputCondition => {
    if (part.kind === 'annotated') return convert(part.body, scope);
    if (part.kind === 'let') {
      const inner = new Map(scope);
      for (const { name, value } of part.bindings)
        inner.set(name, termFromFPCoreNode(value, part.sequential ? inner : scope, core.source));
      return convert(part.body, inner);
    }
    if (part.kind === 'symbol' && part.name === 'TRUE') return { kind: 'and', parts: [] };
    if (part.kind === 'symbol' && part.name === 'FALSE') return { kind: 'or', parts: [] };
    if (part.kind === 'operation') {
      if (part.operator === 'and' || part.operator === 'or')
        return { kind: part.operator, parts: part.args.map((arg) => convert(arg, scope)) };
      if (part.operator === 'not' && part.args.length === 1)
        return { kind: 'not', part: convert(part.args[0], scope) };
      if (/^([<>]=?|[!=]=)$/.test(part.operator)) {
        const sign = part.operator as Comparison;
        const sides = part.args.map((arg) => termFromFPCoreNode(arg, scope, core.source));
        const parts: InputCondition[] = [];
        for (let i = 0; i < sides.length; i++) {
          // All of `!=` differ from each other; the others compare neighbours.
          const others = sign === '!=' ? sides.slice(i + 1) : sides.slice(i + 1, i + 2);
          for (const right of others) parts.push({ kind: 'comparison', sign, left: sides[i], right });
        }
        const decidable = parts.filter(
          (p) => p.kind !== 'comparison' || sign !== '!=' || !areNumbers(p.left, p.right),
        );
        return { kind: 'and', parts: decidable };
      }
    }
    const message = 'this condition is none that inputs can be drawn for';
    return fail({ kind: 'unsupported', message, source: core.source, span: part.span });
  };
  return convert(node, outer);
}

/** `(!= x 0 1 -1)` compares 0 with 1 too, which says nothing of the inputs when it holds. */
function areNumbers(left: Expression, right: Expression): boolean {
  return left.kind === 'number' && right.kind === 'number' && left !== right;
}

/** As text, for findings: comparisons as people write them. */
export function conditionText(condition: InputCondition): string {
  switch (condition.kind) {
    case 'comparison':
      return `${toText(condition.left)} ${condition.sign} ${toText(condition.right)}`;
    case 'not':
      return `not (${conditionText(condition.part)})`;
    default: {
      if (condition.parts.length === 0) return condition.kind === 'and' ? 'true' : 'false';
      const texts = condition.parts.map(conditionText);
      return condition.parts.length === 1
        ? texts[0]
        : texts.map((text) => `(${text})`).join(` ${condition.kind} `);
    }
  }
}

/** Terms of a condition, to find its variables. */
export function conditionTerms(condition: InputCondition): Expression[] {
  if (condition.kind === 'comparison') return [condition.left, condition.right];
  return condition.kind === 'not' ? conditionTerms(condition.part) : condition.parts.flatMap(conditionTerms);
}

/** Whether a condition holds: at a point, or everywhere (true) or nowhere (false) in a box. */
export type Decision = boolean | undefined;

export type ConditionChecker = {
  at(point: readonly number[]): Decision;
  over(box: readonly BigInterval[], w: Workspace): Decision;
};

const BITS = 20;

/** A condition made ready for points and boxes of the variables, by enclosures of both sides' difference. */
export function conditionChecker(condition: InputCondition, variables: readonly string[]): ConditionChecker {
  if (condition.kind === 'not') {
    const inner = conditionChecker(condition.part, variables);
    const not = (value: Decision): Decision => (value === undefined ? undefined : !value);
    return { at: (point) => not(inner.at(point)), over: (box, w) => not(inner.over(box, w)) };
  }
  if (condition.kind !== 'comparison') {
    const parts = condition.parts.map((part) => conditionChecker(part, variables));
    const decisive = condition.kind === 'or';
    const join = (values: readonly Decision[]): Decision =>
      values.includes(decisive) ? decisive : values.includes(undefined) ? undefined : !decisive;
    return {
      at: (point) => join(parts.map((part) => part.at(point))),
      over: (box, w) => join(parts.map((part) => part.over(box, w))),
    };
  }
  const { sign } = condition;
  const oracle = createOracle(apply('sub', condition.left, condition.right), variables, {
    maxPrecision: 6000,
  });
  const decide = (found: Enclosure, d: BigInterval): Decision => {
    // Where a side has no value, no comparison holds.
    if (found.kind === 'undefined') return false;
    return found.kind === 'enclosed' ? signHolds(sign, mpfr.mpfr_sgn(d.lo), mpfr.mpfr_sgn(d.hi)) : undefined;
  };
  return {
    at: (point) =>
      withWorkspace(64, (w) => {
        const out = newInterval(w);
        return decide(oracle.enclose(point, BITS, out), out);
      }),
    over: (box, w) => {
      const range = oracle.range(box, w);
      return 'kind' in range
        ? range.kind === 'undefined'
          ? false
          : undefined
        : decide({ kind: 'enclosed' }, range);
    },
  };
}

function signHolds(sign: Comparison, lo: number, hi: number): Decision {
  const [below, zero, above] = [hi < 0, lo === 0 && hi === 0, lo > 0];
  switch (sign) {
    case '<':
      return below ? true : lo >= 0 ? false : undefined;
    case '<=':
      return hi <= 0 ? true : above ? false : undefined;
    case '>':
      return above ? true : hi <= 0 ? false : undefined;
    case '>=':
      return lo >= 0 ? true : below ? false : undefined;
    case '==':
      return zero ? true : below || above ? false : undefined;
    case '!=':
      return below || above ? true : zero ? false : undefined;
  }
}
