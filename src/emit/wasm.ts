/** The WebAssembly column: each program as a scalar function and as a loop over arrays, four or two lanes at a time. */
import { commonPath, type CommonPath } from '../program/common-path.ts';
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
import {
  encodeModule,
  signed,
  unsigned,
  type ValueType,
  type WasmFunction,
} from '../program/wasm-encoder.ts';
import { wasmLoader, wasmSelfTest, wasmTypes } from './wasm-loader.ts';
import { ALL_TRUE, BYTES, type Lane } from '../program/wasm-opcodes.ts';
import {
  constantBytes,
  GET,
  scalarOperation,
  SET,
  SIMD,
  splatConstant,
  storageCode,
  vectorOperation,
} from '../program/wasm-operations.ts';

const I32_CONST = 0x41;
const I32_ADD = 0x6a;
const I32_LT_S = 0x48;
const BLOCK = 0x02;
const LOOP = 0x03;
const END = 0x0b;
const IF = 0x04;
const ELSE = 0x05;
const BRANCH = 0x0c;
const BRANCH_IF = 0x0d;
const NO_RESULT = 0x40;
/** A page of WebAssembly's memory. The loader's blocks of arrays fill the first, tables lie behind. */
const PAGE = 65536;

/** local += amount, for an i32. */
function addTo(local: number, amount: number): number[] {
  return [GET, ...unsigned(local), I32_CONST, ...signed(amount), I32_ADD, SET, ...unsigned(local)];
}

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
      ...wasmInstructions(placed, scalarOperation, push, (i) => inputs + i),
      ...push(resultOperand(program)),
      ...storage.narrow,
    ],
  };
}

/**
 * `name_array(input…, output, count)`: byte addresses, elements. Vectors first, then the remainder one by one, by the
 * same operations, so every element gets the same bits as from the scalar function.
 */
function arrayFunction(name: string, placed: PlacedProgram): WasmFunction {
  const { program, lane } = placed;
  const storage = storageCode(storageOf(program) as Lane, lane);
  const inputs = program.inputs.length;
  const bytes = BYTES[storage.lane];
  const [output, count] = [inputs, inputs + 1];
  const locals: ValueType[] = [];
  const fresh = (type: ValueType): number => inputs + 2 + locals.push(type) - 1;

  const vectorConstants = program.constants.map(() => fresh('v128'));
  const prologue = program.constants.flatMap((c, i) => [
    ...splatConstant(lane, c),
    SET,
    ...unsigned(vectorConstants[i]),
  ]);

  // block { loop { if count < step: leave; body; advance all addresses; count -= step; again } }
  const addresses = [...program.inputs.keys(), output];
  const loop = (step: number, body: number[]): number[] =>
    [
      [BLOCK, NO_RESULT, LOOP, NO_RESULT],
      [GET, ...unsigned(count), I32_CONST, ...signed(step), I32_LT_S, BRANCH_IF, 1],
      body,
      addresses.flatMap((local) => addTo(local, step * bytes)),
      addTo(count, -step),
      [BRANCH, 0, END, END],
    ].flat();

  const path = commonPath(program);
  // test; if it holds in all lanes { the common path } else { all }: the value is the last instruction's in both.
  const inTurn = (
    { condition, value, test, short }: CommonPath,
    code: (needed: (i: number) => boolean) => number[],
    push: (operand: Operand) => number[],
    results: readonly number[],
  ): number[] => [
    ...code((i) => test.has(i)),
    ...push(condition),
    ...[SIMD, ...unsigned(ALL_TRUE[lane])],
    ...[IF, NO_RESULT],
    ...code((i) => short.has(i) && !test.has(i)),
    ...push(value),
    SET,
    ...unsigned(results[results.length - 1]),
    ELSE,
    ...code((i) => !test.has(i)),
    END,
  ];

  const pass = (wide: boolean): number[] => {
    const inputLocals = program.inputs.map(() => fresh(wide ? 'v128' : lane));
    const resultLocals = localTypes(placed).map((type) => fresh(wide ? 'v128' : type));
    const load = wide ? storage.vectorLoad : [...storage.load, ...storage.widen];
    const store = wide ? storage.vectorStore : [...storage.narrow, ...storage.store];
    const push = (operand: Operand): number[] => {
      const input = program.inputs.indexOf(operand);
      if (input >= 0) return [GET, ...unsigned(inputLocals[input])];
      const index = Number(operand.slice(1));
      if (!isConstant(program, operand)) return [GET, ...unsigned(resultLocals[index])];
      return wide
        ? [GET, ...unsigned(vectorConstants[index])]
        : constantBytes(lane, program.constants[index]);
    };
    const code = (needed?: (i: number) => boolean): number[] =>
      wasmInstructions(
        placed,
        wide ? vectorOperation : scalarOperation,
        push,
        (i) => resultLocals[i],
        needed,
      );
    return [
      ...inputLocals.flatMap((to, p) => [GET, ...unsigned(p), ...load, SET, ...unsigned(to)]),
      ...(wide && path !== undefined ? inTurn(path, code, push, resultLocals) : code()),
      GET,
      ...unsigned(output),
      ...push(resultOperand(program)),
      ...store,
    ];
  };
  return {
    name: `${name}_array`,
    parameters: Array.from({ length: inputs + 2 }, () => 'i32' as const),
    results: [],
    body: [...prologue, ...loop(storage.step, pass(true)), ...loop(1, pass(false))],
    locals,
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
    arrayFunction(name, placed[i]),
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
