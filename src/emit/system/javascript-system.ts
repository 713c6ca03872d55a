import type { SystemInstruction, SystemOperation, SystemProgram } from '../../program/system/system.ts';
import { docComment } from '../languages/comment.ts';
import { numberText } from '../number-text.ts';
import { chunked, type Chunk, type Chunked } from './chunks.ts';
import type { EmitSystem, SystemTarget } from './system-target.ts';

/** TurboFan leaves functions of more than 60 KB of bytecode to the interpreter and the baseline compiler. */
const CHUNK = 600;

type Write = (a: string, b: string) => string;

const NOTATION: Readonly<Record<SystemOperation, Write | undefined>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  neg: (a) => `-${a}`,
  min: (a, b) => `${b} < ${a} ? ${b} : ${a}`,
  max: (a, b) => `${a} < ${b} ? ${b} : ${a}`,
  round: (a) => `roundEven(${a})`,
  abs: undefined, sqrt: undefined, floor: undefined, ceil: undefined, trunc: undefined, exp: undefined,
  expm1: undefined, log: undefined, log2: undefined, log10: undefined, log1p: undefined, pow: undefined,
  cbrt: undefined, hypot: undefined, sin: undefined, cos: undefined, tan: undefined, asin: undefined, acos: undefined,
  atan: undefined, atan2: undefined, sinh: undefined, cosh: undefined, tanh: undefined, asinh: undefined,
  acosh: undefined, atanh: undefined,
}; // prettier-ignore

const ROUND_EVEN = `function roundEven(x) {
  const a = Math.abs(x);
  if (!(a < 4503599627370496)) return x;
  const r = a + 4503599627370496 - 4503599627370496;
  return x < 0 || Object.is(x, -0) ? -r : r;
}
`;

function expression({ op, args }: SystemInstruction, name: (register: number) => string): string {
  const write = NOTATION[op];
  return write === undefined
    ? `Math.${op}(${args.map(name).join(', ')})`
    : write(name(args[0]), args.length > 1 ? name(args[1]) : '');
}

function literal(value: number): string {
  const text = numberText(value);
  return text.startsWith('-') ? `(${text})` : text;
}

function piece(
  { inputs, constants, code, outputs }: SystemProgram,
  chunk: Chunk,
  { slots }: Chunked,
): string[] {
  const first = inputs.length + constants.length;
  const used = new Set<number>();
  const name = (register: number): string => {
    if (register < inputs.length) {
      used.add(register);
      return `x${register}`;
    }
    if (register < first) return literal(constants[register - inputs.length]);
    return `t${register - first}`;
  };
  const lines = code
    .slice(chunk.from, chunk.to)
    .map((instruction, k) => `  const t${chunk.from + k} = ${expression(instruction, name)};`);
  const kept = chunk.keeps.map((j) => `  w[${slots.get(j)}] = t${j};`);
  const results = chunk.outputs.map((i) => `  out[${i}] = ${name(outputs[i].register)};`);
  const loaded = [...used].sort((a, b) => a - b).map((i) => `  const x${i} = x[${i}];`);
  const read = chunk.reads.map((j) => `  const t${j} = w[${slots.get(j)}];`);
  return [...loaded, ...read, ...lines, ...kept, ...results];
}

/** The code of a system, without its self-test. */
export function javascriptSystem({ name, program, contract }: EmitSystem): string {
  const pieces = chunked(program, CHUNK);
  const doc = docComment(contract);
  const list = (names: readonly string[]): string => JSON.stringify(names);
  const head = [
    ...(program.code.some(({ op }) => op === 'round') ? [ROUND_EVEN] : []),
    `export const inputs = ${list(program.inputs)};`,
    `export const outputs = ${list(program.outputs.map((output) => output.name))};`,
    '',
  ];
  if (pieces.chunks.length === 1) {
    return [...head, doc, `export function ${name}(x, out) {`, ...piece(program, pieces.chunks[0], pieces), '}', ''].join('\n'); // prettier-ignore
  }
  const bodies = pieces.chunks.map((chunk, k) =>
    [`function ${name}_${k}(x, out, w) {`, ...piece(program, chunk, pieces), '}', ''].join('\n'),
  );
  return [
    ...head,
    `const between = new Float64Array(${Math.max(1, pieces.slots.size)});`,
    '',
    ...bodies,
    doc,
    `export function ${name}(x, out) {`,
    ...pieces.chunks.map((_, k) => `  ${name}_${k}(x, out, between);`),
    '}',
    '',
  ].join('\n');
}

export const vectorRows = ({ vectors }: EmitSystem): string =>
  vectors
    .map(
      ({ inputs, outputs }) =>
        `  [[${inputs.map(numberText).join(', ')}], [${outputs.map(numberText).join(', ')}]],`,
    )
    .join('\n');

function selfTest(system: EmitSystem): string {
  const { name, program } = system;
  const file = `./${name}.js`;
  return `// Self-test: node ${name}.self-test.js
import { ${name} } from '${file}';

const vectors = [
${vectorRows(system)}
];
let wrong = 0;
for (const [inputs, wanted] of vectors) {
  const out = new Float64Array(${program.outputs.length});
  ${name}(Float64Array.from(inputs), out);
  wanted.forEach((value, i) => {
    if (!Object.is(out[i], value)) {
      wrong += 1;
      console.log(\`output \${i}: got \${out[i]}, wanted \${value}\`);
    }
  });
}
console.log(\`${name}: \${wrong} values differ in \${vectors.length} vectors\`);
if (wrong > 0) process.exitCode = 1;
`;
}

export const javascriptSystemTarget: SystemTarget = {
  name: 'js',
  description: 'JavaScript, an ES module with .d.ts',
  emit(system) {
    const { name, contract } = system;
    const doc = docComment(contract);
    const types = `export const inputs: readonly string[];
export const outputs: readonly string[];
${doc}
export function ${name}(x: ArrayLike<number>, out: Float64Array): void;
`;
    return [
      { path: `${name}.js`, contents: javascriptSystem(system) },
      { path: `${name}.d.ts`, contents: types },
      { path: `${name}.self-test.js`, contents: selfTest(system) },
    ];
  },
};
