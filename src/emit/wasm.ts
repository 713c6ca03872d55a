/** The WebAssembly column: each program as a scalar function and as a loop over arrays, four or two lanes at a time. */
import { storageOf, type Operand } from '../program/program.ts';
import {
  isConstant,
  localTypes,
  placeTables,
  resultOperand,
  wasmInstructions,
  type PlacedProgram,
} from '../program/wasm-program.ts';
import { contractLines } from './header.ts';
import { supportedFormat } from './supported-format.ts';
import type { EmitFunction, EmittedFile, Target } from './target.ts';
import { encodeModule, unsigned, type WasmFunction } from '../program/wasm-encoder.ts';
import { wasmArrayFunction } from './wasm-array.ts';
import { wasmLoader, wasmSelfTest, wasmTypes } from './wasm-loader.ts';
import type { Lane } from '../program/wasm-opcodes.ts';
import { constantBytes, GET, scalarOperation, storageCode } from '../program/wasm-operations.ts';

/** A page of WebAssembly's memory. The loader's blocks of arrays fill the first, tables lie behind. */
const PAGE = 65536;

function scalarFunction(name: string, placed: PlacedProgram): WasmFunction {
  const { program, lane } = placed;
  const storage = storageCode(storageOf(program) as Lane, lane);
  const inputs = program.inputs.length;
  const push = (operand: Operand): number[] => {
    const input = program.inputs.indexOf(operand);
    if (input >= 0) return [GET, ...unsigned(input), ...storage.widen];
    const index = Number(operand.slice(1));
    return isConstant(program, operand)
      ? constantBytes(lane, program.constants[index])
      : [GET, ...unsigned(inputs + index)];
  };
  return {
    name,
    parameters: program.inputs.map(() => storage.lane),
    results: [storage.lane],
    locals: localTypes(placed),
    body: [
      ...wasmInstructions(placed, scalarOperation, push, (i) => inputs + i).flat(),
      ...push(resultOperand(program)),
      ...storage.narrow,
    ],
  };
}

const RELIES = ['WebAssembly 2.0 (SIMD): IEEE 754 round-to-nearest-even by the standard'];

/** A module (scalar and array functions), a loader with `f(x)` and `f.map(input, output)`, its types, a self-test. */
function emitWasm(
  functions: readonly EmitFunction[],
  moduleName: string,
  relies: readonly string[],
): EmittedFile[] {
  const { placed, data } = placeTables(
    functions.map(({ program }) => program),
    PAGE,
  );
  const encoded = functions.flatMap(({ name }, i) => [
    scalarFunction(name, placed[i]),
    wasmArrayFunction(name, placed[i]),
  ]);
  const note = functions.map((f) => contractLines(f, relies).join('\n')).join('\n\n');
  return [
    { path: `${moduleName}.wasm`, contents: encodeModule(encoded, note, { address: PAGE, bytes: data }) },
    { path: `${moduleName}.wasm.js`, contents: wasmLoader(functions, moduleName, relies) },
    { path: `${moduleName}.wasm.d.ts`, contents: wasmTypes(functions, relies) },
    { path: `${moduleName}.wasm.self-test.js`, contents: wasmSelfTest(functions, moduleName) },
  ];
}

export const wasmTarget: Target = {
  name: 'wasm',
  description: 'WebAssembly, scalar and SIMD, with a JavaScript loader',
  relies: RELIES,
  refuses: (program) => supportedFormat('wasm', program, ['f32', 'f64'], ['fma']),
  emit: (functions, moduleName) => emitWasm(functions, moduleName, RELIES),
};

const RELIES_ON_MADD =
  'relaxed_madd rounding once, as it does where the processor has fma (the standard lets it round twice)';

/** With `fma`, as relaxed_madd. */
export const wasmRelaxedTarget: Target = {
  name: 'wasm-relaxed',
  description: 'WebAssembly with Relaxed SIMD, for programs with fma',
  relies: [...RELIES, RELIES_ON_MADD],
  refuses: (program) => supportedFormat('wasm-relaxed', program, ['f32', 'f64']),
  emit: (functions, moduleName) => emitWasm(functions, `${moduleName}_relaxed`, wasmRelaxedTarget.relies),
};
