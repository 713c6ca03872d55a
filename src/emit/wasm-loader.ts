/** The JavaScript around an emitted WebAssembly module: loading, whole arrays, types and a self-test. */
import { storageOf } from '../program/program.ts';
import { contractLines } from './header.ts';
import { docComment } from './languages/comment.ts';
import { javascriptSelfTest } from './javascript-self-test.ts';
import { numberRows, selfTestVectors } from './self-test.ts';
import type { EmitFunction } from './target.ts';

/** Elements per call of the array loop: input and output of one block stay within the module's one page of memory. */
const BLOCK = 4096;

function arrayType(f: EmitFunction): 'Float32Array' | 'Float64Array' {
  return storageOf(f.program) === 'f32' ? 'Float32Array' : 'Float64Array';
}

/** An ES module for Node and browsers that loads `<module>.wasm` from beside itself. */
export function wasmLoader(
  functions: readonly EmitFunction[],
  moduleName: string,
  relies: readonly string[],
): string {
  const definitions = functions.map((f) => {
    const array = arrayType(f);
    const scalar = `${docComment(contractLines(f, relies))}\nexport const ${f.name} = (${f.program.inputs.join(', ')}) => exports.${f.name}(${f.program.inputs.join(', ')});\n`;
    return f.program.inputs.length === 1
      ? `${scalar}${f.name}.map = mapper(exports.${f.name}_array, ${array});\n`
      : scalar;
  });
  return `const url = new URL('./${moduleName}.wasm', import.meta.url);
const bytes =
  url.protocol === 'file:'
    ? await (await import('node:fs/promises')).readFile(url)
    : await (await fetch(url)).arrayBuffer();
const { exports } = (await WebAssembly.instantiate(bytes)).instance;

/** Applies an array loop block by block through the module's memory. */
function mapper(loop, ArrayType) {
  const from = new ArrayType(exports.memory.buffer, 0, ${BLOCK});
  const to = new ArrayType(exports.memory.buffer, ${BLOCK} * ArrayType.BYTES_PER_ELEMENT, ${BLOCK});
  return (input, output = new ArrayType(input.length)) => {
    if (output.length < input.length) throw new RangeError('output is shorter than input');
    for (let start = 0; start < input.length; start += ${BLOCK}) {
      const block = input.subarray(start, start + ${BLOCK});
      from.set(block);
      loop(from.byteOffset, to.byteOffset, block.length);
      output.set(block.length === ${BLOCK} ? to : to.subarray(0, block.length), start);
    }
    return output;
  };
}

${definitions.join('\n')}`;
}

export function wasmTypes(functions: readonly EmitFunction[], relies: readonly string[]): string {
  return functions
    .map((f) => {
      const array = arrayType(f);
      const parameters = f.program.inputs.map((name) => `${name}: number`).join(', ');
      const map = `\n  /** The function of each element; \`output\` may be \`input\`. */\n  map(input: ${array}, output?: ${array}): ${array};`;
      return `${docComment(contractLines(f, relies))}\nexport const ${f.name}: {\n  (${parameters}): number;${f.program.inputs.length === 1 ? map : ''}\n};\n`;
    })
    .join('\n');
}

/** Compares the scalar function and the array loop with stored results, bit for bit, in Node. */
export function wasmSelfTest(functions: readonly EmitFunction[], moduleName: string): string {
  return javascriptSelfTest(
    `${moduleName}.wasm`,
    functions.map((f) => ({
      name: f.name,
      rows: numberRows(selfTestVectors(f)),
      ...(f.program.inputs.length === 1 ? { array: arrayType(f) } : {}),
    })),
  );
}
