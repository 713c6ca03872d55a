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
import { ALL_TRUE, BYTES, VECTOR, type Lane } from '../program/wasm-opcodes.ts';
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
      ...wasmInstructions(placed, scalarOperation, push, (i) => inputs + i).flat(),
      ...push(resultOperand(program)),
      ...storage.narrow,
    ],
  };
}

/** Elements whose conditions are looked at as one (see `commonPath`): enough that the jump and the constants are cheap. */
const BLOCK_LENGTH = 256;
/** Vectors a turn of a loop. */
const PAIR = 2;

/**
 * `name_array(input…, output, count)`: byte addresses, elements. Vectors first, then the remainder one by one, by the
 * same operations, so every element gets the same bits as from the scalar function. Whole blocks of a program with a
 * common path are asked first whether it is right for all their inputs.
 */
function arrayFunction(name: string, placed: PlacedProgram): WasmFunction {
  const { program, lane } = placed;
  const storage = storageCode(storageOf(program) as Lane, lane);
  const inputs = program.inputs.length;
  const bytes = BYTES[storage.lane];
  const [output, count] = [inputs, inputs + 1];
  const locals: ValueType[] = [];
  const fresh = (type: ValueType): number => inputs + 2 + locals.push(type) - 1;
  const addresses = [...program.inputs.keys(), output];
  const advance = (locals: readonly number[], step: number): number[] =>
    locals.flatMap((local) => addTo(local, step * bytes));

  /** Locals of a part's own, so that a loop's registers are not taken up by another's constants. */
  const part = (
    lane: Lane,
    copies: number,
    wide = true,
    needed: (i: number) => boolean = () => true,
  ): Part => {
    const used = program.code.filter((_, i) => needed(i)).flatMap(({ args }) => args);
    const constants = new Map(
      program.constants.flatMap((text, i) =>
        wide && used.includes(`c${i}`) ? [[`c${i}`, { local: fresh('v128'), text }]] : [],
      ),
    );
    const copy = (): Copy => {
      const inputLocals = program.inputs.map(() => fresh(wide ? 'v128' : lane));
      const results = localTypes(placed).map((type, i) => (needed(i) ? fresh(wide ? 'v128' : type) : -1));
      const push = (operand: Operand): number[] => {
        const input = program.inputs.indexOf(operand);
        if (input >= 0) return [GET, ...unsigned(inputLocals[input])];
        if (!isConstant(program, operand)) return [GET, ...unsigned(results[Number(operand.slice(1))])];
        const constant = constants.get(operand);
        return constant === undefined
          ? constantBytes(lane, program.constants[Number(operand.slice(1))])
          : [GET, ...unsigned(constant.local)];
      };
      const operation = wide ? vectorOperation : scalarOperation;
      return {
        push,
        load: (from, code) =>
          inputLocals.flatMap((to, p) => [GET, ...unsigned(from[p]), ...code, SET, ...unsigned(to)]),
        code: wasmInstructions({ ...placed, lane }, operation, push, (i) => results[i], needed),
      };
    };
    return {
      setup: [...constants.values()].flatMap(({ local, text }) => [
        ...splatConstant(lane, text),
        SET,
        ...unsigned(local),
      ]),
      copies: Array.from({ length: copies }, copy),
    };
  };
  /** A turn of a loop: vectors are loaded, computed and stored. Two at a time, instruction by instruction, wait less. */
  const turn = (copies: readonly Copy[], value: Operand): number[] => {
    const offset = (k: number): number => k * storage.step * bytes;
    return [
      ...copies.flatMap(({ load }, k) => load(addresses, storage.vectorLoad(offset(k)))),
      ...copies[0].code.flatMap((_, i) => copies.flatMap(({ code }) => code[i])),
      ...copies.flatMap(({ push }, k) => [
        GET,
        ...unsigned(output),
        ...push(value),
        ...storage.vectorStore(offset(k)),
      ]),
      ...advance(addresses, copies.length * storage.step),
    ];
  };
  // block { loop { if count < step: leave; body; count -= step; again } }
  const whileLeft = (step: number, body: number[]): number[] =>
    [
      [BLOCK, NO_RESULT, LOOP, NO_RESULT],
      [GET, ...unsigned(count), I32_CONST, ...signed(step), I32_LT_S, BRANCH_IF, 1],
      body,
      addTo(count, -step),
      [BRANCH, 0, END, END],
    ].flat();
  const result = resultOperand(program);
  const whole = part(lane, PAIR);

  const blocks = (path: CommonPath): number[] => {
    const left = fresh('i32');
    const all = fresh('v128');
    const probes = program.inputs.map(() => fresh('i32'));
    // left = n; loop { body; left -= 1; if left: again }
    const times = (n: number, body: number[]): number[] =>
      [
        [I32_CONST, ...signed(n), SET, ...unsigned(left)],
        [LOOP, NO_RESULT],
        body,
        addTo(left, -1),
        [GET, ...unsigned(left), BRANCH_IF, 0, END],
      ].flat();
    const testLane = path.narrow ? storage.lane : lane;
    const testStorage = path.narrow ? storageCode(storage.lane, storage.lane) : storage;
    const test = part(testLane, 1, true, (i) => path.test.has(i));
    const short = part(lane, PAIR, true, (i) => path.short.has(i));
    const [probe] = test.copies;
    const through = ({ setup, copies }: Part, value: Operand): number[] => [
      ...setup,
      ...times(BLOCK_LENGTH / (PAIR * storage.step), turn(copies, value)),
    ];
    return whileLeft(BLOCK_LENGTH, [
      ...test.setup,
      ...splatConstant(testLane, 'i:-1'),
      SET,
      ...unsigned(all),
      ...probes.flatMap((at, p) => [GET, p, SET, ...unsigned(at)]),
      ...times(BLOCK_LENGTH / testStorage.step, [
        ...probe.load(probes, testStorage.vectorLoad(0)),
        ...probe.code.flat(),
        GET,
        ...unsigned(all),
        ...probe.push(path.condition),
        SIMD,
        ...unsigned(VECTOR[testLane].iand),
        SET,
        ...unsigned(all),
        ...advance(probes, testStorage.step),
      ]),
      GET,
      ...unsigned(all),
      SIMD,
      ...unsigned(ALL_TRUE[testLane]),
      IF,
      NO_RESULT,
      ...through(short, path.value),
      ELSE,
      ...through(whole, result),
      END,
    ]);
  };

  const path = commonPath(program);
  const [first] = whole.copies;
  const [one] = part(lane, 1, false).copies;
  return {
    name: `${name}_array`,
    parameters: Array.from({ length: inputs + 2 }, () => 'i32' as const),
    results: [],
    body: [
      ...(path === undefined ? [] : blocks(path)),
      ...whole.setup,
      ...whileLeft(PAIR * storage.step, turn(whole.copies, result)),
      ...whileLeft(storage.step, turn([first], result)),
      ...whileLeft(1, [
        ...one.load(addresses, [...storage.load, ...storage.widen]),
        ...one.code.flat(),
        GET,
        ...unsigned(output),
        ...one.push(result),
        ...storage.narrow,
        ...storage.store,
        ...advance(addresses, 1),
      ]),
    ],
    locals,
  };
}

/** Code with constants in locals of its own, set before a loop, for one or more vectors a turn. */
type Part = { readonly setup: readonly number[]; readonly copies: readonly Copy[] };

/** The code for one vector: inputs are loaded by the load's code, instructions run one after the other. */
type Copy = {
  readonly load: (addresses: readonly number[], code: readonly number[]) => number[];
  readonly code: readonly (readonly number[])[];
  readonly push: (operand: Operand) => number[];
};

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
