import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { fromHexFloat, toHexFloat } from '../../src/number/exact-constant.ts';
import type { FormatName } from '../../src/number/formats.ts';
import type { Measure } from '../../src/number/measure.ts';
import type { Instruction, Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';

export function specification(
  text: string,
  domain: string,
  measure: Measure,
  format: FormatName = 'real',
): Specification {
  return { function: parseExpression(text), variable: 'x', domain: parseDomain(domain), format, measure };
}

/** Σ c_k x^k by Horner's rule; numbers become exact hexadecimal floats. */
export function horner(coefficients: readonly (string | number)[], format: FormatName = 'real'): Program {
  const constants = coefficients.map((c) => (typeof c === 'number' ? toHexFloat(c) : c));
  const code: Instruction[] = [];
  let sum = `c${constants.length - 1}`;
  for (let k = constants.length - 2; k >= 0; k--) {
    code.push({ op: 'mul', args: [sum, 'x'] });
    code.push({ op: 'add', args: [`t${code.length - 1}`, `c${k}`] });
    sum = `t${code.length - 1}`;
  }
  return { format, inputs: ['x'], constants, code };
}

/** x · P(x²) with fused multiply–adds. */
export function oddHorner(coefficients: readonly number[], format: FormatName): Program {
  const code: Instruction[] = [{ op: 'mul', args: ['x', 'x'] }];
  let sum = `c${coefficients.length - 1}`;
  for (let k = coefficients.length - 2; k >= 0; k--) {
    code.push({ op: 'fma', args: [sum, 't0', `c${k}`] });
    sum = `t${code.length - 1}`;
  }
  code.push({ op: 'mul', args: [sum, 'x'] });
  return { format, inputs: ['x'], constants: coefficients.map(toHexFloat), code };
}

/** A program in the notation `div c2 x; add x t0; …`. */
export function straightLine(
  constants: readonly string[],
  code: string,
  format: FormatName = 'real',
): Program {
  return {
    format,
    inputs: ['x'],
    constants,
    code: code.split(';').map((line) => {
      const [op, ...args] = line.trim().split(' ');
      return { op: op as Instruction['op'], args };
    }),
  };
}

/** Taylor's coefficients of exp, as doubles. */
export function exponentialSeries(degree: number): number[] {
  const coefficients = [1];
  for (let k = 1; k <= degree; k++) coefficients.push(coefficients[k - 1] / k);
  return coefficients;
}

/** A certificate's number: they are all doubles. */
export function value(text: string): number {
  const read = fromHexFloat(text);
  if (read === undefined) throw new Error(`not a double: ${text}`);
  return read;
}

/**
 * The programs for 2^x on (0, 1] that AutoNumerics-Zero published (Fig. 11 of the paper), and the last one's
 * constants refitted by us, with the largest errors found on a fine grid (research note, section 3b).
 */
export const PUBLISHED = [
  {
    name: 'f2',
    program: straightLine(['-2.1258595374472384', '-2.0413845597733418'], 'add c1 x; div c0 t0'),
    absolute: 4.13812e-2,
    relative: 4.138e-2,
  },
  {
    name: 'f3',
    program: straightLine(
      ['-8.387819235563974', '1.4427239805682266', '-3.4355225277901402'],
      'add c2 x; div c0 t0; sub t1 c1',
    ),
    absolute: 1.22661e-3,
    relative: 1.2266e-3,
  },
  {
    name: 'f5',
    program: straightLine(
      ['25.596749740144819', '17.746150088734609', '-0.99999366143081858', '-8.8505996518073289'],
      'div c0 x; add x t0; add c3 t1; div c1 t2; sub t3 c2',
    ),
    absolute: 6.33863e-6,
    relative: 6.3386e-6,
  },
  {
    name: 'f10',
    program: f10(
      '15141.981176922711',
      '-250.55247494972059',
      '5783.5330096027765',
      '501.10494991027866',
      '-0.99999999999999956',
    ),
    absolute: 3.556e-15,
    relative: 3.52e-15,
  },
  {
    name: 'f10 refitted',
    program: f10(
      '15141.93066626968804685606',
      '-250.5521240156975583911',
      '5783.524908925249184159',
      '501.1042480400311221795',
      '-0.99999999999999972602779',
    ),
    absolute: 4.3835e-15,
    relative: 2.192e-15,
  },
];

function f10(...constants: string[]): Program {
  return straightLine(
    constants,
    'div c2 x; add x t0; div c0 t1; add t2 t1; add c1 t3; div c3 t4; sub t5 c4; mul t6 t6; mul t7 t7; mul t8 t8',
  );
}
