import {
  isCall,
  type Call,
  type SystemInstruction,
  type SystemProgram,
} from '../../program/system/system.ts';
import {
  encodeModule,
  signed,
  unsigned,
  type WasmFunction,
  type WasmImport,
} from '../../program/wasm-encoder.ts';
import { SCALAR, VECTOR } from '../../program/wasm-opcodes.ts';
import {
  floatBytes,
  GET,
  scalarOperation,
  SET,
  SIMD,
  vectorOperation,
} from '../../program/wasm-operations.ts';
import { docComment } from '../languages/comment.ts';
import { chunked, outputsByInstruction, type Chunk, type Chunked } from './chunks.ts';
import { vectorRows } from './javascript-system.ts';
import type { EmitSystem, SystemTarget } from './system-target.ts';

const CHUNK = 1_000;
const I32_CONST = 0x41;
const I32_MUL = 0x6c;
const I32_ADD = 0x6a;
const CALL = 0x10;
const PAGE = 65_536;

/** Parameters of every piece: addresses of inputs, outputs and values between pieces, and the stride of both arrays (of two states side by side; one lies packed). */
const [X, OUT, BETWEEN, STRIDE] = [0, 1, 2, 3];
const PARAMETERS = 4;

const offset = (bytes: number): number[] => [3, ...unsigned(bytes)];
const vectorOffset = (bytes: number): number[] => [4, ...unsigned(bytes)];

/** One piece, on one state (`wide` false) or on two states side by side. */
function pieceFunction(
  name: string,
  program: SystemProgram,
  chunk: Chunk,
  { slots }: Chunked,
  calls: readonly Call[],
  wide: boolean,
): WasmFunction {
  const { inputs, constants, code, outputs } = program;
  const first = inputs.length + constants.length;
  const type = wide ? ('v128' as const) : ('f64' as const);
  const local = new Map<number, number>();
  const localOf = (register: number): number => {
    let index = local.get(register);
    if (index === undefined) local.set(register, (index = PARAMETERS + local.size));
    return index;
  };
  const loadAt = (bytes: number): number[] =>
    wide ? [SIMD, 0x00, ...vectorOffset(bytes)] : [SCALAR.f64.load, ...offset(bytes)];
  const storeAt = (bytes: number): number[] =>
    wide ? [SIMD, 0x0b, ...vectorOffset(bytes)] : [SCALAR.f64.store, ...offset(bytes)];
  /** Where an input or output lies: what to push, and how far from there. */
  const address = (base: number, index: number): readonly [push: number[], bytes: number] =>
    !wide
      ? [[GET, base], 8 * index]
      : index === 0
        ? [[GET, base], 0]
        : [[GET, base, GET, STRIDE, I32_CONST, ...signed(index), I32_MUL, I32_ADD], 0];
  const slot = (j: number): number => (slots.get(j) as number) * 16;
  const body: number[] = [];
  const constantPush = (value: number): number[] =>
    wide
      ? [SIMD, 0x0c, ...floatBytes('f64', value), ...floatBytes('f64', value)]
      : [SCALAR.f64.constant, ...floatBytes('f64', value)];
  const given = outputsByInstruction(program);
  /** Where a later piece finds a value: one state's outputs are read back, so that they are stored once. */
  const between = (j: number): readonly [push: number[], bytes: number] => {
    const [output] = wide ? [] : (given.get(j) ?? []);
    return output === undefined ? [[GET, BETWEEN], slot(j)] : address(OUT, output);
  };
  // What lies in memory is loaded where it is first needed and stored where it is made: few values wait in registers.
  const push = (register: number): number[] => {
    if (register >= inputs.length && register < first)
      return constantPush(constants[register - inputs.length]);
    if (!local.has(register)) {
      const index = localOf(register);
      const [where, bytes] = register < inputs.length ? address(X, register) : between(register - first);
      body.push(...where, ...loadAt(bytes), SET, ...unsigned(index));
    }
    return [GET, ...unsigned(localOf(register))];
  };
  const storeOutputs = (at: number): void => {
    for (const i of given.get(at) ?? []) {
      const value = push(outputs[i].register);
      const [where, bytes] = address(OUT, i);
      body.push(...where, ...value, ...storeAt(bytes));
    }
  };
  if (chunk.from === 0) storeOutputs(-1);
  const kept = new Set(chunk.keeps);
  for (let i = chunk.from; i < chunk.to; i++) {
    const pushed = code[i].args.map(push);
    body.push(...operation(code[i], pushed, calls, wide), SET, ...unsigned(localOf(first + i)));
    if (kept.has(i) && (wide || !given.has(i)))
      body.push(GET, BETWEEN, GET, ...unsigned(localOf(first + i)), ...storeAt(slot(i)));
    storeOutputs(i);
  }
  return {
    name,
    parameters: ['i32', 'i32', 'i32', 'i32'],
    results: [],
    locals: [...local].map(() => type),
    body,
    internal: true,
  };
}

function operation(
  { op, args }: SystemInstruction,
  pushed: number[][],
  calls: readonly Call[],
  wide: boolean,
): number[] {
  if (!isCall(op))
    return (wide ? vectorOperation : scalarOperation)(
      op,
      'f64',
      pushed.map((push) => ({ push })),
    );
  const index = unsigned(calls.indexOf(op));
  if (!wide) return [...pushed.flat(), CALL, ...index];
  // The library's functions take one value: lane by lane.
  const { extract, splat, replace } = VECTOR.f64;
  const lane = (k: number): number[] => [
    ...args.flatMap((_, i) => [...pushed[i], SIMD, ...unsigned(extract), k]),
    CALL,
    ...index,
  ];
  return [...lane(0), SIMD, ...unsigned(splat), ...lane(1), SIMD, ...unsigned(replace), 1];
}

/** Calls all pieces. */
function wholeFunction(name: string, pieces: readonly number[]): WasmFunction {
  const body = pieces.flatMap((index) => [
    GET,
    X,
    GET,
    OUT,
    GET,
    BETWEEN,
    GET,
    STRIDE,
    CALL,
    ...unsigned(index),
  ]);
  return { name, parameters: ['i32', 'i32', 'i32', 'i32'], results: [], locals: [], body };
}

/** The module of a system: `one` and `two`, for one state, packed, and for two side by side. */
export function wasmSystem({ program, contract }: EmitSystem): Uint8Array {
  const pieces = chunked(program, CHUNK);
  const calls = [...new Set(program.code.flatMap(({ op }) => (isCall(op) ? [op] : [])))];
  const imports = calls.map((name): WasmImport => {
    const arity = program.code.find(({ op }) => op === name)?.args.length ?? 1;
    return { module: 'math', name, parameters: Array.from({ length: arity }, () => 'f64'), results: ['f64'] };
  });
  const functions: WasmFunction[] = [];
  const wholes: WasmFunction[] = [];
  for (const [name, wide] of [
    ['one', false],
    ['two', true],
  ] as const) {
    const indices = pieces.chunks.map((chunk, k) => {
      functions.push(pieceFunction(`${name}_${k}`, program, chunk, pieces, calls, wide));
      return calls.length + functions.length - 1;
    });
    wholes.push(wholeFunction(name, indices));
  }
  const data = { address: PAGE, bytes: [] };
  return encodeModule([...functions, ...wholes], contract.join('\n'), data, imports);
}

function loader({ name, program, contract }: EmitSystem): string {
  const pieces = chunked(program, CHUNK);
  const calls = [...new Set(program.code.flatMap(({ op }) => (isCall(op) ? [op] : [])))];
  const [n, m] = [program.inputs.length, program.outputs.length];
  const between = 16 * Math.max(1, pieces.slots.size);
  const doc = docComment(contract);
  const math = calls.length === 0 ? '' : `, { math: { ${calls.map((f) => `${f}: Math.${f}`).join(', ')} } }`;
  return `const url = new URL('./${name}.wasm', import.meta.url);
const bytes =
  url.protocol === 'file:'
    ? await (await import('node:fs/promises')).readFile(url)
    : await (await fetch(url)).arrayBuffer();
const { exports } = (await WebAssembly.instantiate(bytes${math})).instance;
export const inputs = ${JSON.stringify(program.inputs)};
export const outputs = ${JSON.stringify(program.outputs.map((output) => output.name))};

/** Memory: values between pieces, then inputs and outputs of one state, then those of many. */
const ONE = ${between};
const MANY = ONE + ${8 * (n + m)};
function reserve(states) {
  const needed = MANY + 8 * states * ${n + m};
  const missing = Math.ceil((needed - exports.memory.buffer.byteLength) / ${PAGE});
  if (missing > 0) exports.memory.grow(missing);
}

${doc}
export function ${name}(x, out) {
  reserve(0);
  new Float64Array(exports.memory.buffer, ONE, ${n}).set(x);
  exports.one(ONE, ONE + ${8 * n}, 0, 8);
  out.set(new Float64Array(exports.memory.buffer, ONE + ${8 * n}, ${m}));
}

/**
 * The same for many states, two at a time: input i of state s is x[i * states + s], output i of state s is
 * out[i * states + s].
 */
${name}.many = (x, out, states) => {
  reserve(states);
  const to = MANY + 8 * states * ${n};
  new Float64Array(exports.memory.buffer, MANY, states * ${n}).set(x);
  let s = 0;
  for (; s + 2 <= states; s += 2) exports.two(MANY + 8 * s, to + 8 * s, 0, 8 * states);
  out.set(new Float64Array(exports.memory.buffer, to, states * ${m}));
  if (s === states) return;
  // The last one of an odd number, packed.
  const last = new Float64Array(exports.memory.buffer, ONE, ${n + m});
  for (let i = 0; i < ${n}; i++) last[i] = x[i * states + s];
  exports.one(ONE, ONE + ${8 * n}, 0, 8);
  for (let i = 0; i < ${m}; i++) out[i * states + s] = last[${n} + i];
};
`;
}

function selfTest(system: EmitSystem): string {
  const { name, program } = system;
  const [n, m] = [program.inputs.length, program.outputs.length];
  const file = `./${name}.wasm.js`;
  return `// Self-test: node ${name}.wasm.self-test.js
import { ${name} } from '${file}';

const vectors = [
${vectorRows(system)}
];
let wrong = 0;
const compare = (got, value, i) => {
  if (Object.is(got, value)) return;
  wrong += 1;
  console.log(\`output \${i}: got \${got}, wanted \${value}\`);
};
const states = vectors.length;
const all = new Float64Array(${n} * states);
vectors.forEach(([inputs, wanted], s) => {
  const out = new Float64Array(${m});
  ${name}(Float64Array.from(inputs), out);
  wanted.forEach((value, i) => compare(out[i], value, i));
  inputs.forEach((value, i) => (all[i * states + s] = value));
});
const out = new Float64Array(${m} * states);
${name}.many(all, out, states);
vectors.forEach(([, wanted], s) => wanted.forEach((value, i) => compare(out[i * states + s], value, i)));
console.log(\`${name}: \${wrong} values differ in \${vectors.length} vectors, one by one and two at a time\`);
if (wrong > 0) process.exitCode = 1;
`;
}

export const wasmSystemTarget: SystemTarget = {
  name: 'wasm',
  description: 'WebAssembly, one state or two at a time (SIMD), with a JavaScript loader',
  emit(system) {
    const { name, contract } = system;
    const doc = docComment(contract);
    const types = `export const inputs: readonly string[];
export const outputs: readonly string[];
${doc}
export declare const ${name}: {
  (x: ArrayLike<number>, out: Float64Array): void;
  /** Input i of state s is x[i * states + s], output i of state s is out[i * states + s]. */
  many(x: ArrayLike<number>, out: Float64Array, states: number): void;
};
`;
    return [
      { path: `${name}.wasm`, contents: wasmSystem(system) },
      { path: `${name}.wasm.js`, contents: loader(system) },
      { path: `${name}.wasm.d.ts`, contents: types },
      { path: `${name}.wasm.self-test.js`, contents: selfTest(system) },
    ];
  },
};
