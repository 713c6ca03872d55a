import type { Scalar, Write } from '../language.ts';

/** Shift counts are taken modulo the width. */
export const modulo = (count: string, { width }: Scalar, suffix = 'u'): string =>
  `(${count} & ${width - 1}${suffix})`;

/** What nearly every language writes alike. */
export const INFIX = {
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  neg: ([a]) => `-${a}`,
  iadd: ([a, b]) => `${a} + ${b}`,
  isub: ([a, b]) => `${a} - ${b}`,
  imul: ([a, b]) => `${a} * ${b}`,
  // The third is a constant of the operation's own (`language-target.ts`).
  lmul: ([a, b, bias]) => `${a} + ${b} - ${bias}`,
  iand: ([a, b]) => `${a} & ${b}`,
  ior: ([a, b]) => `${a} | ${b}`,
  ixor: ([a, b]) => `${a} ^ ${b}`,
  lt: ([a, b]) => `${a} < ${b}`,
  le: ([a, b]) => `${a} <= ${b}`,
  eq: ([a, b]) => `${a} == ${b}`,
} satisfies Record<string, Write>;

/** The choices of languages with `? :`. */
export const TERNARY = {
  min: ([a, b]) => `${b} < ${a} ? ${b} : ${a}`,
  max: ([a, b]) => `${a} < ${b} ? ${b} : ${a}`,
  select: ([a, b, c]) => `${a} ? ${b} : ${c}`,
  iselect: ([a, b, c]) => `${a} ? ${b} : ${c}`,
} satisfies Record<string, Write>;

/** Shifts and comparisons of languages whose integers are unsigned and are cast like C++'s: `int(a)`. */
export const UNSIGNED = {
  ishl: ([a, b], s) => `${a} << ${modulo(b, s)}`,
  ishr: ([a, b], s) => `${a} >> ${modulo(b, s)}`,
  isar: ([a, b], s) => `${s.int}(${s.signed}(${a}) >> ${modulo(b, s)})`,
  ilt: ([a, b], { signed }) => `${signed}(${a}) < ${signed}(${b})`,
  fromint: ([a], { float, signed }) => `${float}(${signed}(${a}))`,
} satisfies Record<string, Write>;
