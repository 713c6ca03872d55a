import type { SystemInstruction, SystemOperation, SystemProgram } from '../../program/system/system.ts';
import { docComment } from '../languages/comment.ts';
import { numberText } from '../number-text.ts';
import { chunked, outputsByInstruction, type Chunk, type Chunked } from './chunks.ts';
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

/** Operations written within others, at most: so deep do brackets go. */
const NESTED = 8;

/** Operations whose text has its arguments twice. */
const TWICE: ReadonlySet<SystemOperation> = new Set(['min', 'max']);

/**
 * The lines of one piece. What is used once is written where it is used, and what lies in memory is read where it is first
 * needed: few names, short bytecode. `alone`: outputs are stored last, so that `out` may be `x`.
 */
function piece(program: SystemProgram, chunk: Chunk, { slots }: Chunked, alone: boolean): string[] {
  const { inputs, constants, code, outputs } = program;
  const first = inputs.length + constants.length;
  const uses = new Map<number, number>();
  const heldApart = new Set<number>();
  for (let i = chunk.from; i < chunk.to; i++) {
    for (const arg of code[i].args) {
      uses.set(arg, (uses.get(arg) ?? 0) + 1);
      if (TWICE.has(code[i].op)) heldApart.add(arg);
    }
  }
  const given = outputsByInstruction(program);
  const kept = new Set(chunk.keeps);
  const lines: string[] = [];
  const last: string[] = [];
  const named = new Set<number>();
  const inline = new Map<number, { readonly text: string; readonly depth: number }>();
  const once = (register: number): boolean => uses.get(register) === 1 && !heldApart.has(register);
  const name = (register: number): string => {
    if (register >= inputs.length && register < first) return literal(constants[register - inputs.length]);
    const nested = inline.get(register);
    if (nested !== undefined) return `(${nested.text})`;
    const j = register - first;
    const [own, there] =
      register < inputs.length ? [`x${register}`, `x[${register}]`] : [`t${j}`, `w[${slots.get(j)}]`];
    if (named.has(register)) return own;
    // Arguments of a library's function keep their order of evaluation: all of them are values.
    if (once(register)) return there;
    named.add(register);
    lines.push(`  const ${own} = ${there};`);
    return own;
  };
  const storeOutputs = (at: number): void => {
    for (const i of given.get(at) ?? [])
      (alone ? last : lines).push(`  out[${i}] = ${name(outputs[i].register)};`);
  };
  if (chunk.from === 0) storeOutputs(-1);
  for (let i = chunk.from; i < chunk.to; i++) {
    const register = first + i;
    const depth =
      1 + code[i].args.reduce((deepest, arg) => Math.max(deepest, inline.get(arg)?.depth ?? 0), 0);
    const text = expression(code[i], name);
    if (once(register) && !kept.has(i) && !given.has(i) && depth < NESTED) {
      inline.set(register, { text, depth });
      continue;
    }
    named.add(register);
    lines.push(`  const t${i} = ${text};`);
    if (kept.has(i)) lines.push(`  w[${slots.get(i)}] = t${i};`);
    storeOutputs(i);
  }
  return [...lines, ...last];
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
    return [...head, doc, `export function ${name}(x, out) {`, ...piece(program, pieces.chunks[0], pieces, true), '}', ''].join('\n'); // prettier-ignore
  }
  const bodies = pieces.chunks.map((chunk, k) =>
    [`function ${name}_${k}(x, out, w) {`, ...piece(program, chunk, pieces, false), '}', ''].join('\n'),
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
