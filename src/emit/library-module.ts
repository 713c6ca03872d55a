/**
 * One function as an ES module that needs no file beside it and no `await`: the scalar function in JavaScript, and
 * `f.map` over arrays on WebAssembly SIMD. The WebAssembly is compiled where `map` is first called, so importing costs
 * nothing, and bundlers can leave out what is not used.
 */
import { Buffer } from 'node:buffer';
import { storageOf } from '../program/program.ts';
import { contractLines } from './header.ts';
import { javascriptTarget } from './javascript.ts';
import type { EmitFunction, EmittedFile } from './target.ts';
import { wasmTarget } from './wasm.ts';

/** Elements per call of the loop: input and output of one block lie within the module's first page of memory. */
const BLOCK = 4096;

/** The file that modules of this folder import: compiles their WebAssembly. */
export const LIBRARY_RUNTIME: EmittedFile = {
  path: 'map.js',
  contents: `/**
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
    from = new Float32Array(exports.memory.buffer, 0, ${BLOCK});
    to = new Float32Array(exports.memory.buffer, ${4 * BLOCK}, ${BLOCK});
    loop = exports[name];
  };
  return (input, output = new Float32Array(input.length)) => {
    if (!(input instanceof Float32Array && output instanceof Float32Array)) throw new TypeError('map works on Float32Array');
    const { length } = input;
    if (output.length < length) throw new RangeError('output is shorter than input');
    if (loop === undefined) compile();
    const overlap = input.buffer === output.buffer && input.byteOffset !== output.byteOffset;
    const source = overlap ? input.slice() : input;
    for (let start = 0; start < length; start += ${BLOCK}) {
      const count = Math.min(${BLOCK}, length - start);
      from.set(count === length ? source : source.subarray(start, start + count));
      loop(0, ${4 * BLOCK}, count);
      output.set(count === ${BLOCK} ? to : to.subarray(0, count), start);
    }
    return output;
  };
}
`,
};

/** Why a program cannot be a module of the library, or `undefined`. */
export function refuseLibraryModule(f: EmitFunction): string | undefined {
  if (f.program.inputs.length !== 1) return 'modules of the library hold functions of one variable';
  if (storageOf(f.program) !== 'f32') return 'modules of the library hold functions of f32';
  return javascriptTarget.refuses(f.program) ?? wasmTarget.refuses(f.program);
}

/** \`tanh.js\` and \`tanh.d.ts\`; `runtime` is how they import {@link LIBRARY_RUNTIME}. */
export function libraryModule(f: EmitFunction, runtime: string): EmittedFile[] {
  const [source] = javascriptTarget.emit([f], f.name);
  const [binary] = wasmTarget.emit([f], f.name);
  const code = Buffer.from(binary.contents as Uint8Array).toString('base64');
  const [input] = f.program.inputs;
  const relies = [...new Set([...javascriptTarget.relies, ...wasmTarget.relies])];
  const doc = contractLines(f, relies).map((line) => ` * ${line.replaceAll('*/', '* /')}`);
  return [
    {
      path: `${f.name}.js`,
      contents: `import { mapper } from '${runtime}';

${source.contents as string}
${f.name}.map = /*#__PURE__*/ mapper(
  '${code}',
  '${f.name}_array',
);
`,
    },
    {
      path: `${f.name}.d.ts`,
      contents: `/**
${doc.join('\n')}
 */
export declare const ${f.name}: {
  (${input}: number): number;
  /** The function of each element; the same bits as one by one. \`output\` may be \`input\`. */
  map(input: Float32Array, output?: Float32Array): Float32Array;
};
`,
    },
  ];
}
