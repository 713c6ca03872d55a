/** The WebAssembly column: each program as a scalar function and as a loop over arrays, four or two lanes at a time. */
import { exactDouble } from '../number/exact-double.ts';
import type { RealOperation } from '../program/machine-operations.ts';
import type { Program } from '../program/program.ts';
import { contractLines } from './header.ts';
import { supportedFormat } from './supported-format.ts';
import type { EmitFunction, EmittedFile, Target } from './target.ts';
import { encodeModule, signed, unsigned, type ValueType, type WasmFunction } from './wasm-encoder.ts';
import { wasmLoader, wasmSelfTest, wasmTypes } from './wasm-loader.ts';

const GET = 0x20;
const SET = 0x21;
const I32_CONST = 0x41;
const I32_ADD = 0x6a;
const I32_LT_S = 0x48;
const SELECT = 0x1b;
const BLOCK = 0x02;
const LOOP = 0x03;
const END = 0x0b;
const BRANCH = 0x0c;
const BRANCH_IF = 0x0d;
const NO_RESULT = 0x40;
const SIMD = 0xfd;

type Lane = 'f32' | 'f64';
type Column = { readonly [K in Exclude<RealOperation, 'fma' | 'min' | 'max'>]: number };

/** Opcodes of the scalar instructions, and of `lt`, from which min and max are built with `select`. */
const SCALAR: Readonly<
  Record<Lane, Column & { readonly lt: number; readonly constant: number; load: number; store: number }>
> = {
  f32: {
    abs: 0x8b,
    neg: 0x8c,
    ceil: 0x8d,
    floor: 0x8e,
    trunc: 0x8f,
    round: 0x90,
    sqrt: 0x91,
    add: 0x92,
    sub: 0x93,
    mul: 0x94,
    div: 0x95,
    lt: 0x5d,
    constant: 0x43,
    load: 0x2a,
    store: 0x38,
  },
  f64: {
    abs: 0x99,
    neg: 0x9a,
    ceil: 0x9b,
    floor: 0x9c,
    trunc: 0x9d,
    round: 0x9e,
    sqrt: 0x9f,
    add: 0xa0,
    sub: 0xa1,
    mul: 0xa2,
    div: 0xa3,
    lt: 0x63,
    constant: 0x44,
    load: 0x2b,
    store: 0x39,
  },
};

/** Opcodes after the SIMD prefix. min and max are the pseudo-minimum and -maximum: `b < a ? b : a`, `a < b ? b : a`. */
const VECTOR: Readonly<
  Record<Lane, Column & { readonly min: number; readonly max: number; readonly splat: number }>
> = {
  f32: {
    abs: 0xe0,
    neg: 0xe1,
    sqrt: 0xe3,
    add: 0xe4,
    sub: 0xe5,
    mul: 0xe6,
    div: 0xe7,
    min: 0xea,
    max: 0xeb,
    ceil: 0x67,
    floor: 0x68,
    trunc: 0x69,
    round: 0x6a,
    splat: 0x13,
  },
  f64: {
    abs: 0xec,
    neg: 0xed,
    sqrt: 0xef,
    add: 0xf0,
    sub: 0xf1,
    mul: 0xf2,
    div: 0xf3,
    min: 0xf6,
    max: 0xf7,
    ceil: 0x74,
    floor: 0x75,
    trunc: 0x7a,
    round: 0x94,
    splat: 0x14,
  },
};

const BYTES: Readonly<Record<Lane, number>> = { f32: 4, f64: 8 };

function constantBytes(lane: Lane, constant: string): number[] {
  const view = new DataView(new ArrayBuffer(8));
  if (lane === 'f32') view.setFloat32(0, exactDouble(constant), true);
  else view.setFloat64(0, exactDouble(constant), true);
  return [SCALAR[lane].constant, ...new Uint8Array(view.buffer, 0, BYTES[lane])];
}

/** A stack-code writer for one program; `operand` pushes an operand's value. */
function scalarCode(
  program: Program,
  lane: Lane,
  local: (operand: string) => number[],
  result: (i: number) => number,
): number[] {
  const table = SCALAR[lane];
  return program.code.flatMap(({ op, args }, i) => {
    const values = args.map(local);
    const [a, b] = values;
    const code =
      op === 'min'
        ? [...b, ...a, ...b, ...a, table.lt, SELECT]
        : op === 'max'
          ? [...b, ...a, ...a, ...b, table.lt, SELECT]
          : [...values.flat(), table[op as keyof Column]];
    return [...code, SET, ...unsigned(result(i))];
  });
}

function vectorCode(
  program: Program,
  lane: Lane,
  local: (operand: string) => number[],
  result: (i: number) => number,
): number[] {
  const table = VECTOR[lane];
  return program.code.flatMap(({ op, args }, i) => [
    ...args.flatMap(local),
    SIMD,
    ...unsigned(table[op as Exclude<RealOperation, 'fma'>]),
    SET,
    ...unsigned(result(i)),
  ]);
}

/** local += amount, for an i32. */
function addTo(local: number, amount: number): number[] {
  return [GET, ...unsigned(local), I32_CONST, ...signed(amount), I32_ADD, SET, ...unsigned(local)];
}

function resultOperand(program: Program): string {
  return program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`;
}

function scalarFunction(name: string, program: Program, lane: Lane): WasmFunction {
  const inputs = program.inputs.length;
  const local = (operand: string): number[] => {
    const input = program.inputs.indexOf(operand);
    if (input >= 0) return [GET, ...unsigned(input)];
    const index = Number(operand.slice(1));
    return operand.startsWith('c')
      ? constantBytes(lane, program.constants[index])
      : [GET, ...unsigned(inputs + index)];
  };
  return {
    name,
    parameters: program.inputs.map(() => lane),
    results: [lane],
    locals: program.code.map(() => lane),
    body: [...scalarCode(program, lane, local, (i) => inputs + i), ...local(resultOperand(program))],
  };
}

/**
 * `name_array(input…, output, count)`: byte addresses, elements. Vectors first, then the remainder one by one, by the
 * same operations, so every element gets the same bits as from the scalar function.
 */
function arrayFunction(name: string, program: Program, lane: Lane): WasmFunction {
  const inputs = program.inputs.length;
  const bytes = BYTES[lane];
  const lanes = 16 / bytes;
  const [output, count] = [inputs, inputs + 1];
  const locals: ValueType[] = [];
  const fresh = (type: ValueType): number => inputs + 2 + locals.push(type) - 1;

  const vectorConstants = program.constants.map(() => fresh('v128'));
  const prologue = program.constants.flatMap((c, i) => [
    ...constantBytes(lane, c),
    SIMD,
    VECTOR[lane].splat,
    SET,
    ...unsigned(vectorConstants[i]),
  ]);

  // block { loop { if count < step: leave; body; advance all addresses; count -= step; again } }
  const addresses = [...program.inputs.keys(), output];
  const loop = (step: number, width: number, body: number[]): number[] =>
    [
      [BLOCK, NO_RESULT, LOOP, NO_RESULT],
      [GET, ...unsigned(count), I32_CONST, ...signed(step), I32_LT_S, BRANCH_IF, 1],
      body,
      addresses.flatMap((local) => addTo(local, width)),
      addTo(count, -step),
      [BRANCH, 0, END, END],
    ].flat();

  const pass = (
    type: ValueType,
  ): { local: (operand: string) => number[]; result: (i: number) => number; loads: number[] } => {
    const inputLocals = program.inputs.map(() => fresh(type));
    const resultLocals = program.code.map(() => fresh(type));
    const load = type === 'v128' ? [SIMD, 0x00, 0, 0] : [SCALAR[lane].load, 0, 0];
    return {
      local: (operand) => {
        const input = program.inputs.indexOf(operand);
        if (input >= 0) return [GET, ...unsigned(inputLocals[input])];
        const index = Number(operand.slice(1));
        if (!operand.startsWith('c')) return [GET, ...unsigned(resultLocals[index])];
        return type === 'v128'
          ? [GET, ...unsigned(vectorConstants[index])]
          : constantBytes(lane, program.constants[index]);
      },
      result: (i) => resultLocals[i],
      loads: inputLocals.flatMap((to, p) => [GET, ...unsigned(p), ...load, SET, ...unsigned(to)]),
    };
  };
  const v = pass('v128');
  const s = pass(lane);
  const store = (value: number[], code: number[]): number[] => [GET, ...unsigned(output), ...value, ...code];
  const vectorBody = [
    ...v.loads,
    ...vectorCode(program, lane, v.local, v.result),
    ...store(v.local(resultOperand(program)), [SIMD, 0x0b, 0, 0]),
  ];
  const scalarBody = [
    ...s.loads,
    ...scalarCode(program, lane, s.local, s.result),
    ...store(s.local(resultOperand(program)), [SCALAR[lane].store, 0, 0]),
  ];
  return {
    name: `${name}_array`,
    parameters: Array.from({ length: inputs + 2 }, () => 'i32' as const),
    results: [],
    locals,
    body: [...prologue, ...loop(lanes, 16, vectorBody), ...loop(1, bytes, scalarBody)],
  };
}

const RELIES = ['WebAssembly 2.0 (SIMD): IEEE 754 round-to-nearest-even by the standard'];

/** A module (scalar and array functions), a loader with `f(x)` and `f.map(input, output)`, its types, a self-test. */
export const wasmTarget: Target = {
  name: 'wasm',
  description: 'WebAssembly, scalar and SIMD, with a JavaScript loader',
  relies: RELIES,
  refuses: (program) => supportedFormat('wasm', program, ['f32', 'f64'], ['fma']),
  emit(functions: readonly EmitFunction[], moduleName: string): EmittedFile[] {
    const encoded = functions.flatMap((f) => {
      const lane = f.program.format as Lane;
      return [scalarFunction(f.name, f.program, lane), arrayFunction(f.name, f.program, lane)];
    });
    const note = functions.map((f) => contractLines(f, RELIES).join('\n')).join('\n\n');
    return [
      { path: `${moduleName}.wasm`, contents: encodeModule(encoded, 1, note) },
      { path: `${moduleName}.wasm.js`, contents: wasmLoader(functions, moduleName, RELIES) },
      { path: `${moduleName}.wasm.d.ts`, contents: wasmTypes(functions, RELIES) },
      { path: `${moduleName}.wasm.self-test.js`, contents: wasmSelfTest(functions, moduleName) },
    ];
  },
};
