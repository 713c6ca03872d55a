/** An interval of one variable: above < x ≤ upTo, without an end where nothing is said. */
export type Guard = {
  readonly variable: string;
  readonly above?: number;
  readonly upTo?: number;
};

/** The half line of one variable on which something holds; 0 itself is on neither. */
export type HalfLine = { readonly variable: string; readonly sign: 1 | -1 };

/** A half line as an interval, for the numbers of a format whose least positive one is given. */
export function guardOf({ variable, sign }: HalfLine, minPositive: number): Guard {
  return sign > 0 ? { variable, above: 0 } : { variable, upTo: -minPositive };
}

/** Whether an input lies within all of them. */
export function isWithin(guards: readonly Guard[], valueOf: (variable: string) => number): boolean {
  return guards.every(({ variable, above = -Infinity, upTo = Infinity }) => {
    const x = valueOf(variable);
    return x > above && x <= upTo;
  });
}
