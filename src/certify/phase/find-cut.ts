import type { ForwardValue } from '../forward/forward-value.ts';
import { Undecided } from '../forward/forward-value.ts';
import { NoRoundoffBound } from '../roundoff-rules.ts';
import type { LinearAnalysis, LinearProgram, LinearValue } from './linear-analysis.ts';
import { INPUT, integerSymbol, isInteger, isNoise, ONE } from './linear-form.ts';

/**
 * Where a program's result depends on its input through one float alone, or two, a value and what is to be added to it, and through
 * the low bits of an integer.
 */
export type Cut = { readonly value: number; readonly rest?: number; readonly count: number };

const INTEGER: ReadonlySet<string> = new Set('iadd isub imul ishl ishr isar iand ior ixor ilt'.split(' '));
/** Integers and comparisons made of floats. */
const INPUTS: ReadonlySet<string> = new Set(['bits', 'toint', 'lt', 'le', 'eq']);

/**
 * The cut of a program on some inputs: of the linear registers that are the input less integers' multiples, exactly, the first
 * from which alone the result comes; or of those that others use otherwise the first two, from
 * which all others of them must come. `undefined` where there is none.
 */
export function findCut(
  whole: LinearProgram,
  linear: LinearAnalysis,
  known: (register: number) => ForwardValue,
): Cut | undefined {
  const { program, first, operands } = whole;
  const result = first + program.code.length - 1;
  const isOfInput = (register: number): boolean => {
    if (register < first) return true;
    const value = attempt(() => linear.at(register));
    return (
      value !== undefined && [...value.form.keys()].every((symbol) => symbol === INPUT || symbol === ONE)
    );
  };
  /** Does a comparison or an integer depend on the input by itself, whatever its size? */
  const readsInput = (register: number): boolean => {
    if (register < first) return true;
    const { op } = program.code[register - first];
    const args = operands[register - first];
    if (INTEGER.has(op)) return args.every(readsInput);
    return INPUTS.has(op) && args.every(isOfInput);
  };
  /** What such a one is, where it is the same at all these inputs. */
  const settled = (register: number): ForwardValue | undefined => {
    const value = readsInput(register) ? attempt(() => known(register)) : undefined;
    return value?.kind === 'bool' || (value?.kind === 'int' && value.constant === true) ? value : undefined;
  };
  /** Visits what the result depends on, from the end, as far as `stops` lets it. */
  const visit = (stops: (register: number) => boolean): void => {
    const seen = new Set<number>();
    const go = (register: number): void => {
      if (seen.has(register) || (register < first && register !== 0)) return;
      seen.add(register);
      if (stops(register) || register === 0) return;
      const { op } = program.code[register - first];
      const args = operands[register - first];
      const condition = op === 'select' || op === 'iselect' ? settled(args[0]) : undefined;
      if (condition?.kind === 'bool') go(args[condition.truth ? 1 : 2]);
      else if (settled(register) === undefined) args.forEach(go);
    };
    go(result);
  };
  const isScaling = (register: number): boolean => {
    const { op } = program.code[register - first];
    if (op === 'neg') return true;
    const value = op === 'mul' ? linear.at(register) : undefined;
    const args = operands[register - first].map((operand) => linear.at(operand));
    return value !== undefined &&
      args.some((arg) => arg !== undefined && arg.form.size === value.form.size && arg !== value)
      ? args.some((arg) => arg?.form.size === 1)
      : false;
  };

  const counts = new Set<number>();
  const frontier = new Set<number>();
  visit((register) => {
    if (register === 0) {
      frontier.add(0);
      return true;
    }
    const { op } = program.code[register - first];
    if (op === 'bits' || op === 'toint') {
      const [of] = operands[register - first];
      const value = attempt(() => linear.at(of));
      if (value !== undefined && value.lattice >= 0 && [...value.form.keys()].some(isInteger)) {
        counts.add(of);
        return true;
      }
    }
    const value = attempt(() => linear.at(register));
    if (value === undefined || isScaling(register)) return false;
    frontier.add(register);
    return true;
  });
  if (counts.size !== 1 || frontier.has(0)) return undefined;
  const [count] = counts;
  const exactParts = new Set<number>();
  visit((register) => {
    const value = register < first ? undefined : attempt(() => linear.at(register));
    if (value !== undefined && isRemainder(value, count)) exactParts.add(register);
    return register === count;
  });
  const sorted = [...frontier].toSorted((a, b) => a - b);
  const isCut = (value: number, rest?: number): boolean => {
    let reachesInput = false;
    visit((register) => {
      if (register === value || register === rest) return true;
      const { op } = program.code[register - first] ?? {};
      if ((op === 'bits' || op === 'toint') && operands[register - first][0] === count) return true;
      if (register === 0) reachesInput = true;
      return reachesInput;
    });
    return !reachesInput;
  };
  const remainder = [...exactParts].toSorted((a, b) => a - b).find((value) => isCut(value));
  if (remainder !== undefined) return { value: remainder, count };
  for (const [k, value] of sorted.entries()) {
    for (const rest of sorted.slice(k + 1)) if (isCut(value, rest)) return { value, rest, count };
  }
  return undefined;
}

/** The input less multiples of a count and other integers, without any rounding. */
function isRemainder({ form }: LinearValue, count: number): boolean {
  const factor = form.get(INPUT);
  const whole = factor !== undefined && factor.m === 1n << BigInt(-factor.e);
  return whole && form.has(integerSymbol(count)) && ![...form.keys()].some(isNoise);
}

/** `undefined` where nothing is said. */
export function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Undecided || error instanceof NoRoundoffBound) return undefined;
    throw error;
  }
}
