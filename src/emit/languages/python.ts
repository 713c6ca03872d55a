/** What the Python columns share: whole arrays, an instruction a statement. */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { FunctionText, Language, Module, Scalar, TestedFunction, Write } from '../language.ts';
import { numberText } from '../number-text.ts';
import { integerPattern, vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { INFIX } from './infix.ts';

/** A Python expression that is exactly this constant, a float or an integer of `width` bits, signed or as a pattern. */
export function pythonNumber(constant: string, width: 32 | 64, signed = false): string {
  if (isIntegerText(constant)) {
    const integer = exactInteger(constant, width);
    return signed ? `${BigInt.asIntN(width, integer)}` : integerPattern(integer, width);
  }
  const value = exactDouble(constant);
  if (!Number.isFinite(value)) return `float('${numberText(value).replace('Infinity', 'inf')}')`;
  const text = numberText(value);
  // Shortest decimals are read back exactly, but only hexadecimal shows what the number is.
  return text.length <= 6
    ? /[.e]/.test(text)
      ? text
      : `${text}.0`
    : `float.fromhex('${toHexFloat(value)}')`;
}

/** Names that no parameter can have. */
const RESERVED =
  `and as assert def del elif except from global import in is lambda nonlocal not or pass raise try
    with None np jnp lax torch float`.split(/\s+/);

/** A function of arrays. `enter` makes arrays of the storage format of the arguments. */
export function pythonFunction(
  { name, parameters, doc, body, result, constant }: FunctionText,
  library: string,
  enter: (parameter: string) => string,
  before: readonly string[] = [],
  indent = '    ',
): string {
  const lines = [
    ...parameters.map((p) => `    ${p} = ${enter(p)}`),
    ...before.map((line) => `    ${line}`),
    ...body.map((line) => `${indent}${line}`),
    `${indent}return ${constant ? `${library}.broadcast_to(${result}, ${parameters[0]}.shape)` : result}`,
  ];
  return `${doc}\ndef ${name}(${parameters.join(', ')}):\n${lines.join('\n')}\n`;
}

/**
 * The end of a module: run as a program it compares stored bits. `check` defines `check(f, width, vectors)`, which
 * counts the vectors (pairs of bit patterns) at which a function differs.
 */
export function pythonSelfTest(tested: readonly TestedFunction[], check: string): string {
  const tests = tested.map(({ name, storage: { width }, vectors }) => {
    const rows = vectors.map(
      ({ input, output }) => `        (${vectorBits(input, width)}, ${vectorBits(output, width)}),`,
    );
    return `    wrong += check(${name}, ${width}, [\n${rows.join('\n')}\n    ])`;
  });
  return `

if __name__ == '__main__':
    import sys

${check}
    wrong = 0
${tests.join('\n')}
    sys.exit(wrong != 0)
`;
}

export function pythonExample({ name, functions }: Module, fileModule: string, array: string): string {
  return functions
    .map(
      (f) =>
        `# Example: from ${fileModule || name} import ${f.name}; y = ${f.name}(${f.f.program.inputs.map(() => array).join(', ')})`,
    )
    .join('\n');
}

/** What the array libraries write alike, each behind its own module: NumPy, JAX and PyTorch took NumPy's names. */
export const arrayNotation = (library: string) =>
  ({
    ...INFIX,
    abs: ([a]) => `${library}.abs(${a})`,
    min: ([a, b]) => `${library}.where(${b} < ${a}, ${b}, ${a})`,
    max: ([a, b]) => `${library}.where(${a} < ${b}, ${b}, ${a})`,
    sqrt: ([a]) => `${library}.sqrt(${a})`,
    floor: ([a]) => `${library}.floor(${a})`,
    ceil: ([a]) => `${library}.ceil(${a})`,
    trunc: ([a]) => `${library}.trunc(${a})`,
    toint: ([a], s) => `_toint${s.width}(${a})`,
    select: ([a, b, c]) => `${library}.where(${a}, ${b}, ${c})`,
    iselect: ([a, b, c]) => `${library}.where(${a}, ${b}, ${c})`,
  }) satisfies Readonly<Record<string, Write>>;

/** The f32 and f64 of a library whose types are named as NumPy's are. */
export function arrayScalars(library: string): Language['scalars'] {
  const scalar = (width: 32 | 64): Scalar => ({
    format: width === 32 ? 'f32' : 'f64',
    width,
    float: `${library}.float${width}`,
    int: `${library}.uint${width}`,
    signed: `${library}.int${width}`,
    bool: `${library}.bool_`,
  });
  return { f32: scalar(32), f64: scalar(64) };
}

/** The type of a constant in its scalar: of an integer or of a float. */
export function constantType(constant: string, { int, float }: Scalar): string {
  return isIntegerText(constant) ? int : float;
}

/** What does not differ between the Python columns at all. */
export const PYTHON = {
  reserved: RESERVED,
  comment: lineComment('#'),
  declare: (_, name, value) => `${name} = ${value}`,
  functionName: (name) => name,
} satisfies Partial<Language>;
