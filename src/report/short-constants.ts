/** Digits that fitted constants are typeset with; the text beside has them all. */
export const SHORT_DIGITS = 5;

/** A formula's text with its long decimals rounded. */
export function shortConstants(expression: string): string {
  return expression.replace(/(?<![\w.])\d+\.\d+(?:e[+-]?\d+)?(?![\w.])/g, (number) => {
    // Five digits, or more where these would show 1.00004 as 1.
    for (let digits = SHORT_DIGITS; digits < 17; digits++) {
      const short = String(Number(Number(number).toPrecision(digits)));
      if (digitsOf(short) >= SHORT_DIGITS - 2) return digitsOf(number) > SHORT_DIGITS ? short : number;
    }
    return number;
  });
}

function digitsOf(number: string): number {
  return number.replace(/e.*/, '').replace('.', '').replace(/^0+/, '').length;
}
