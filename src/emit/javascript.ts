/** The JavaScript column: an ES module with a `.d.ts` and a self-test. binary32 by `Math.fround` after each operation. */
import type { RealOperation } from '../program/machine-operations.ts';
import { contractLines } from './header.ts';
import { numberText } from './number-text.ts';
import { operandNames } from './operand-names.ts';
import { exactDouble } from '../number/exact-double.ts';
import { selfTestVectors } from './self-test.ts';
import { supportedFormat } from './supported-format.ts';
import type { EmitFunction, EmittedFile, Target } from './target.ts';

/** How each operation is written before rounding; `exact` operations give a value of the format and need none. */
const JS_NOTATION: Readonly<
  Record<
    Exclude<RealOperation, 'fma'>,
    { readonly exact: boolean; readonly write: (a: readonly string[]) => string }
  >
> = {
  add: { exact: false, write: ([a, b]) => `${a} + ${b}` },
  sub: { exact: false, write: ([a, b]) => `${a} - ${b}` },
  mul: { exact: false, write: ([a, b]) => `${a} * ${b}` },
  div: { exact: false, write: ([a, b]) => `${a} / ${b}` },
  neg: { exact: true, write: ([a]) => `-${a}` },
  abs: { exact: true, write: ([a]) => `Math.abs(${a})` },
  min: { exact: true, write: ([a, b]) => `${b} < ${a} ? ${b} : ${a}` },
  max: { exact: true, write: ([a, b]) => `${a} < ${b} ? ${b} : ${a}` },
  sqrt: { exact: false, write: ([a]) => `Math.sqrt(${a})` },
  floor: { exact: true, write: ([a]) => `Math.floor(${a})` },
  ceil: { exact: true, write: ([a]) => `Math.ceil(${a})` },
  round: { exact: true, write: ([a]) => `roundEven(${a})` },
  trunc: { exact: true, write: ([a]) => `Math.trunc(${a})` },
};

const RELIES = [
  'ECMAScript numbers (IEEE 754 binary64, round-to-nearest-even)',
  'Math.sqrt correctly rounded, as in every engine (the standard leaves it open)',
];

// JavaScript's Math.round rounds ties up. Adding 2^52 to |x| < 2^52 leaves an integer, ties to even.
const ROUND_EVEN = `function roundEven(x) {
  const a = Math.abs(x);
  if (!(a < 4503599627370496)) return x;
  const r = a + 4503599627370496 - 4503599627370496;
  return x < 0 || Object.is(x, -0) ? -r : r;
}
`;

function literal(constant: string): string {
  const text = numberText(exactDouble(constant));
  return text.startsWith('-') ? `(${text})` : text;
}

function definition(f: EmitFunction): string {
  const { program } = f;
  const single = program.format === 'f32';
  const names = operandNames(program, literal);
  const lines = program.code.map(({ op, args }, i) => {
    const { exact, write } = JS_NOTATION[op as Exclude<RealOperation, 'fma'>];
    const text = write(args.map(names));
    return `  const t${i} = ${single && !exact ? `fround(${text})` : text};`;
  });
  const result = program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`;
  const enter = single ? program.inputs.map((name) => `  ${name} = fround(${name});`) : [];
  const doc = ['/**', ...contractLines(f, RELIES).map((l) => ` * ${l.replaceAll('*/', '* /')}`), ' */'].join(
    '\n',
  );
  const functionText = [
    doc,
    `export function ${f.name}(${program.inputs.join(', ')}) {`,
    ...enter,
    ...lines,
    `  return ${result};`,
    '}',
    '',
  ];
  return functionText.join('\n');
}

function selfTest(functions: readonly EmitFunction[], moduleName: string): string {
  const tables = functions.map((f) => {
    const rows = selfTestVectors(f).map((v) => `  [${numberText(v.input)}, ${numberText(v.output)}],`);
    return `failures += check('${f.name}', ${f.name}, [\n${rows.join('\n')}\n]);\n`;
  });
  return `// Self-test: node ${moduleName}.self-test.js
import { ${functions.map((f) => f.name).join(', ')} } from './${moduleName}.js';

function check(name, f, vectors) {
  const wrong = vectors.filter(([input, wanted]) => !Object.is(f(input), wanted));
  for (const [input, wanted] of wrong) console.log(\`\${name}(\${input}): got \${f(input)}, wanted \${wanted}\`);
  console.log(\`\${name}: \${wrong.length} of \${vectors.length} vectors differ\`);
  return wrong.length;
}

let failures = 0;
${tables.join('\n')}
if (failures > 0) process.exitCode = 1;
`;
}

/** An ES module, its types, and a self-test for Node. */
export const javascriptTarget: Target = {
  name: 'js',
  description: 'JavaScript, an ES module with .d.ts',
  relies: RELIES,
  refuses: (program) => supportedFormat('js', program, ['f32', 'f64'], ['fma']),
  emit(functions, moduleName): EmittedFile[] {
    const rounds = functions.some((f) => f.program.code.some(({ op }) => op === 'round'));
    const single = functions.some((f) => f.program.format === 'f32');
    const source = [
      ...(single ? ['const { fround } = Math;\n'] : []),
      ...(rounds ? [ROUND_EVEN] : []),
      ...functions.map(definition),
    ].join('\n');
    const types = functions
      .map((f) => {
        const doc = contractLines(f, RELIES).map((l) => ` * ${l.replaceAll('*/', '* /')}`);
        const parameters = f.program.inputs.map((name) => `${name}: number`).join(', ');
        return ['/**', ...doc, ' */', `export function ${f.name}(${parameters}): number;`, ''].join('\n');
      })
      .join('\n');
    return [
      { path: `${moduleName}.js`, contents: source },
      { path: `${moduleName}.d.ts`, contents: types },
      { path: `${moduleName}.self-test.js`, contents: selfTest(functions, moduleName) },
    ];
  },
};
