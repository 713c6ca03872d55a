import type { OperationName } from '../../expression/operations.ts';
import { C_FUNCTIONS, JS_FUNCTIONS } from '../expression/library-functions.ts';
import { blockComment, docComment, lineComment } from '../languages/comment.ts';
import { numberText } from '../number-text.ts';
import type { TargetName } from '../target.ts';
import type { FormulaLanguage, FormulaText } from './formula-language.ts';

type Functions = FormulaLanguage['functions'];

/** With a point or an exponent, as languages want them that have integers too. */
const decimal = (x: number): string => {
  const text = numberText(x);
  return bracketed(/[.e]/.test(text) ? text : `${text}.0`);
};
/** Nine digits tell every float32 from all others. */
const single = (x: number): string => decimal(Number(Math.fround(x).toPrecision(9)));
const bracketed = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

const indented = ({ body, result }: FormulaText, end = ';', give = 'return '): string[] =>
  [...body, `${give}${result}${end}`].map((line) => `  ${line}`);

/** C and what is like it. */
const braces = (
  type: string,
  heading: (f: FormulaText) => string,
  comment: (lines: readonly string[]) => string,
): Pick<FormulaLanguage, 'local' | 'define'> => ({
  local: (name, value) => `${type} ${name} = ${value};`,
  define: (f) => `${comment(f.contract)}\n${heading(f)} {\n${indented(f).join('\n')}\n}\n`,
});

const listed = (parameters: readonly string[], each: (name: string) => string): string =>
  parameters.map(each).join(', ');

/** What functions of the names of `math.h` are called elsewhere. */
function renamed(names: readonly OperationName[], name: (operation: OperationName) => string): Functions {
  return Object.fromEntries(names.map((operation) => [operation, name(operation)]));
}

const ELEMENTARY = ['abs', 'sqrt', 'exp', 'log', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh'] as const; // prettier-ignore

const call =
  (name: string) =>
  (base: string, exponent: string): string =>
    `${name}(${base}, ${exponent})`;
/** Powers of shading languages: of positive numbers alone. */
const positivePower = (base: string, exponent: string, whole: boolean): string | undefined =>
  whole ? undefined : call('pow')(base, exponent);

const SHADER: Pick<FormulaLanguage, 'format' | 'number' | 'functions' | 'power'> = {
  format: 'f32',
  number: single,
  functions: {
    ...renamed(ELEMENTARY, (operation) => operation),
    cbrt: (a) => `(sign(${a}) * pow(abs(${a}), ${single(1 / 3)}))`,
  },
  power: positivePower,
};

const C_WORDS =
  'auto break case char const continue default do double else enum extern float for goto if inline int long register return short signed sizeof static struct switch typedef union unsigned void while bool half in out inout uniform sample point line class template this new delete'.split(
    ' ',
  );
const JS_WORDS =
  'break case catch class const continue default delete do else enum export extends false finally for function if import in instanceof let new null return super switch this throw true try typeof var void while with yield await async'.split(
    ' ',
  );
const PYTHON_WORDS =
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False np jnp torch'.split(
    ' ',
  );
const RUST_WORDS =
  'as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return self static struct super trait true type unsafe use where while async await dyn f64 f32'.split(
    ' ',
  );

/** Python with a library of arrays. */
function python(
  name: TargetName,
  library: string,
  import_: string,
  functions: Functions,
  power: string,
): FormulaLanguage {
  return {
    name,
    ending: name === 'numpy' ? '.py' : `_${name}.py`,
    format: 'f64',
    number: decimal,
    functions,
    power: call(`${library}.${power}`),
    reserved: PYTHON_WORDS,
    local: (local, value) => `${local} = ${value}`,
    define: (f) =>
      [
        `${lineComment('#')(f.contract)}`,
        import_,
        '',
        '',
        `def ${f.name}(${f.parameters.join(', ')}):`,
        ...indented(f, '').map((line) => `  ${line}`),
        '',
      ].join('\n'),
  };
}

const INVERSE: Partial<Record<OperationName, string>> = { asin: 'arcsin', acos: 'arccos', atan: 'arctan' };
const arrays = (library: string): Functions =>
  renamed([...ELEMENTARY, 'cbrt'], (operation) => `${library}.${INVERSE[operation] ?? operation}`);

const javascript = (name: 'js' | 'ts'): FormulaLanguage => ({
  name,
  ending: `.${name}`,
  format: 'f64',
  number: (x) => bracketed(numberText(x)),
  functions: Object.fromEntries(
    Object.entries(JS_FUNCTIONS).map(([operation, f]) => [operation, f && `Math.${f}`]),
  ),
  power: call('Math.pow'),
  reserved: [...JS_WORDS, 'Math'],
  ...braces(
    'const',
    ({ name: f, parameters }) =>
      name === 'js'
        ? `export function ${f}(${parameters.join(', ')})`
        : `export function ${f}(${listed(parameters, (p) => `${p}: number`)}): number`,
    docComment,
  ),
});

const c = (name: 'c' | 'cuda', mark: string): FormulaLanguage => ({
  name,
  ending: name === 'c' ? '.c' : '.cuh',
  format: 'f64',
  number: decimal,
  functions: C_FUNCTIONS,
  power: call('pow'),
  reserved: [...C_WORDS, ...Object.values(C_FUNCTIONS).filter((f) => f !== undefined)],
  ...braces(
    'const double',
    (f) =>
      `${mark}double ${f.name}(${f.parameters.length === 0 ? 'void' : listed(f.parameters, (p) => `double ${p}`)})`,
    (lines) => `${name === 'c' ? '#include <math.h>\n\n' : ''}${blockComment(lines)}`,
  ),
});

const shader = (
  name: 'glsl' | 'hlsl' | 'wgsl',
  frame: Pick<FormulaLanguage, 'local' | 'define'>,
): FormulaLanguage => ({
  name,
  ending: `.${name}`,
  ...SHADER,
  reserved: [...C_WORDS, ...RUST_WORDS, ...ELEMENTARY, 'pow', 'sign', 'var'],
  ...frame,
});

const RUST: FormulaLanguage = {
  name: 'rust',
  ending: '.rs',
  format: 'f64',
  number: (x) => {
    const text = decimal(x);
    return text.endsWith(')') ? `${text.slice(0, -1)}_f64)` : `${text}_f64`;
  },
  functions: renamed(
    [...ELEMENTARY, 'cbrt'],
    (operation) => `f64::${operation === 'log' ? 'ln' : operation}`,
  ),
  power: (base, exponent) => `f64::powf(${base}, ${exponent})`,
  reserved: RUST_WORDS,
  local: (name, value) => `let ${name} = ${value};`,
  define: (f) =>
    `${lineComment('///')(f.contract)}\npub fn ${f.name}(${listed(f.parameters, (p) => `${p}: f64`)}) -> f64 {\n${indented(
      f,
      '',
      '',
    )
      .map((line) => `  ${line}`)
      .join('\n')}\n}\n`,
};

const JULIA: FormulaLanguage = {
  name: 'julia',
  ending: '.jl',
  format: 'f64',
  number: decimal,
  functions: renamed([...ELEMENTARY, 'cbrt'], (operation) => operation),
  power: (base, exponent) => `(${base})^(${exponent})`,
  reserved: ['begin', 'break', 'const', 'do', 'else', 'elseif', 'end', 'for', 'function', 'global', 'if', 'in', 'let', 'local', 'module', 'return', 'struct', 'try', 'using', 'while', 'pi', 'im'], // prettier-ignore
  local: (name, value) => `${name} = ${value}`,
  define: (f) =>
    `${lineComment('#')(f.contract)}\nfunction ${f.name}(${f.parameters.join(', ')})\n${indented(f, '')
      .map((line) => `  ${line}`)
      .join('\n')}\nend\n`,
};

/** Languages that formulas are written in by their own libraries; WebAssembly and FPCore are written otherwise. */
export const FORMULA_LANGUAGES: Readonly<Partial<Record<TargetName, FormulaLanguage>>> = {
  c: c('c', ''),
  cuda: c('cuda', '__host__ __device__ inline '),
  js: javascript('js'),
  ts: javascript('ts'),
  rust: RUST,
  numpy: python('numpy', 'np', 'import numpy as np', arrays('np'), 'power'),
  jax: python('jax', 'jnp', 'import jax.numpy as jnp', arrays('jnp'), 'power'),
  torch: python(
    'torch',
    'torch',
    'import torch',
    {
      ...renamed(ELEMENTARY, (operation) => `torch.${operation}`),
      cbrt: (a) => `torch.sign(${a}) * torch.abs(${a}) ** (1.0 / 3.0)`,
    },
    'pow',
  ),
  julia: JULIA,
  glsl: shader(
    'glsl',
    braces('float', (f) => `float ${f.name}(${listed(f.parameters, (p) => `float ${p}`)})`, blockComment),
  ),
  hlsl: shader(
    'hlsl',
    braces('float', (f) => `float ${f.name}(${listed(f.parameters, (p) => `float ${p}`)})`, blockComment),
  ),
  wgsl: shader('wgsl', {
    ...braces(
      'let',
      (f) => `fn ${f.name}(${listed(f.parameters, (p) => `${p}: f32`)}) -> f32`,
      lineComment('//'),
    ),
  }),
};
