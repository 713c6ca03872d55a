/**
 * One function as an ES module that needs no file beside it and no `await`: the scalar function in JavaScript, and
 * `f.map` over arrays on WebAssembly SIMD. The WebAssembly is compiled where `map` is first called, so importing costs
 * nothing, and bundlers can leave out what is not used.
 */
import { Buffer } from 'node:buffer';
import { storageOf } from '../program/program.ts';
import { contractLines } from './header.ts';
import { javascriptTarget } from './javascript.ts';
import { docComment } from './languages/comment.ts';
import type { EmitFunction, EmittedFile } from './target.ts';
import { wasmTarget } from './wasm.ts';

/** Elements per call of the loop: input and output of one block lie within the module's first page of memory. */
const BLOCK = 4096;

/** The file that modules of this folder import: compiles their WebAssembly. */
export const LIBRARY_RUNTIME: EmittedFile = { path: 'map.js', contents: mapperOf('Float32Array', 4) };

/** The same of modules of f64. */
export const DOUBLE_RUNTIME: EmittedFile = { path: 'double-map.js', contents: mapperOf('Float64Array', 8) };

/** Two blocks of either lie within the first page of memory: 64 KiB. */
function mapperOf(array: string, bytes: number): string {
  return `/**
 * \`f.map\` of a function whose loop over arrays is \`name\` in the WebAssembly module given as base64. Compiled at the
 * first call, here and now: the modules are a few KB each.
 */
export function mapper(code, name) {
  let loop;
  let from;
  let to;
  const compile = () => {
    const bytes = Uint8Array.from(atob(code), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    from = new ${array}(exports.memory.buffer, 0, ${BLOCK});
    to = new ${array}(exports.memory.buffer, ${bytes * BLOCK}, ${BLOCK});
    loop = exports[name];
  };
  return (input, output = new ${array}(input.length)) => {
    if (!(input instanceof ${array} && output instanceof ${array})) throw new TypeError('map works on ${array}');
    const { length } = input;
    if (output.length < length) throw new RangeError('output is shorter than input');
    if (loop === undefined) compile();
    const overlap = input.buffer === output.buffer && input.byteOffset !== output.byteOffset;
    const source = overlap ? input.slice() : input;
    for (let start = 0; start < length; start += ${BLOCK}) {
      const count = Math.min(${BLOCK}, length - start);
      from.set(count === length ? source : source.subarray(start, start + count));
      loop(0, ${bytes * BLOCK}, count);
      output.set(count === ${BLOCK} ? to : to.subarray(0, count), start);
    }
    return output;
  };
}
`;
}

/** The same of modules of f16: numbers are given and taken as their bit patterns, and every result is in a table. */
export const HALF_RUNTIME: EmittedFile = {
  path: 'half-map.js',
  contents: `/** \`f.map\` of a function of f16, over arrays of bit patterns or of type Float16Array: at first every result is computed. */
export function halfMapper(f) {
  let table;
  const isHalf = (array) => array instanceof Uint16Array || array?.constructor?.name === 'Float16Array';
  const patterns = (array) => new Uint16Array(array.buffer, array.byteOffset, array.length);
  return (input, output = new input.constructor(input.length)) => {
    if (!isHalf(input) || !isHalf(output)) throw new TypeError('map works on Uint16Array (bit patterns) or Float16Array');
    if (output.length < input.length) throw new RangeError('output is shorter than input');
    table ??= Uint16Array.from({ length: 65536 }, (_, bits) => encode(f(decode(bits))));
    const from = input.buffer === output.buffer && input.byteOffset !== output.byteOffset ? input.slice() : input;
    const [x, y] = [patterns(from), patterns(output)];
    for (let i = 0; i < x.length; i++) y[i] = table[x[i]];
    return output;
  };
}

/** The number with this pattern. */
function decode(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude =
    exponent === 31 ? (fraction === 0 ? Infinity : NaN) : exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits >> 15 === 0 ? magnitude : -magnitude;
}

const single = new Float32Array(1);
const word = new Uint32Array(single.buffer);

/** The pattern of a number of f16. */
function encode(x) {
  single[0] = x;
  const sign = (word[0] >>> 16) & 0x8000;
  const magnitude = Math.abs(x);
  if (x !== x) return 0x7e00;
  if (magnitude === Infinity) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  return sign | (((word[0] & 0x7fffffff) >>> 13) - 0x1c000);
}
`,
};

/** Why a program cannot be a module of the library, or `undefined`. */
export function refuseLibraryModule(f: EmitFunction): string | undefined {
  if (f.program.inputs.length !== 1) return 'modules of the library hold functions of one variable';
  const storage = storageOf(f.program);
  if (storage !== 'f32' && storage !== 'f16' && storage !== 'f64')
    return 'modules of the library hold functions of f32, f16 and f64';
  return (
    javascriptTarget.refuses(f.program) ?? (storage === 'f16' ? undefined : wasmTarget.refuses(f.program))
  );
}

/** `tanh.js` and `tanh.d.ts`; `folder` is where, seen from there, the runtime files lie. */
export function libraryModule(f: EmitFunction, folder: string): EmittedFile[] {
  const [source] = javascriptTarget.emit([f], f.name);
  const storage = storageOf(f.program);
  const half = storage === 'f16';
  const [input] = f.program.inputs;
  const relies = [...new Set([...javascriptTarget.relies, ...(half ? [] : wasmTarget.relies)])];
  const doc = docComment(contractLines(f, relies));
  const { path: runtime } = half ? HALF_RUNTIME : storage === 'f64' ? DOUBLE_RUNTIME : LIBRARY_RUNTIME;
  const map = half ? `halfMapper(${f.name})` : `mapper(\n  '${wasmCode(f)}',\n  '${f.name}_array',\n)`;
  return [
    {
      path: `${f.name}.js`,
      contents: `import { ${half ? 'halfMapper' : 'mapper'} } from '${folder}/${runtime}';

${source.contents as string}
${f.name}.map = /*#__PURE__*/ ${map};
`,
    },
    {
      path: `${f.name}.d.ts`,
      contents: `${doc}
export declare const ${f.name}: {
  (${input}: number): number;
${half ? HALF_MAP : storage === 'f64' ? DOUBLE_MAP : SINGLE_MAP}
};
`,
    },
  ];
}

const SINGLE_MAP = `  /** The function of each element; the same bits as one by one. \`output\` may be \`input\`. */
  map(input: Float32Array, output?: Float32Array): Float32Array;`;
const DOUBLE_MAP = SINGLE_MAP.replaceAll('Float32Array', 'Float64Array');
const HALF_MAP = `  /** The function of each element, given as bit patterns or as a Float16Array. \`output\` may be \`input\`. */
  map<T extends Uint16Array | (ArrayBufferView & { readonly length: number })>(input: T, output?: T): T;`;

function wasmCode(f: EmitFunction): string {
  const [binary] = wasmTarget.emit([f], f.name);
  return Buffer.from(binary.contents as Uint8Array).toString('base64');
}
