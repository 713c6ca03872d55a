/** The loop over an array of an emitted WebAssembly module: vectors of four or two elements, several a turn. */
import { exactDouble } from '../number/exact-double.ts';
import { FORMATS } from '../number/formats.ts';
import { commonPath, type CommonPath } from '../program/common-path.ts';
import { exactInteger } from '../program/integer-constant.ts';
import { neededBy } from '../program/needed-by.ts';
import { peakValues } from '../program/peak-values.ts';
import { storageOf, type Operand, type Program } from '../program/program.ts';
import { unsigned, signed, type ValueType, type WasmFunction } from '../program/wasm-encoder.ts';
import { ALL_TRUE, BYTES, VECTOR, type Lane } from '../program/wasm-opcodes.ts';
import { GET, SET, SIMD, splatConstant, storageCode } from '../program/wasm-operations.ts';
import { resultOperand, type PlacedProgram } from '../program/wasm-program.ts';
import { wasmPart, type Copy, type Part } from './wasm-part.ts';

const I32_CONST = 0x41;
const I32_ADD = 0x6a;
const I32_LT_S = 0x48;
const I32_GE_S = 0x4e;
const SELECT = 0x1b;
const BLOCK = 0x02;
const LOOP = 0x03;
const END = 0x0b;
const IF = 0x04;
const BRANCH = 0x0c;
const BRANCH_IF = 0x0d;
const NO_RESULT = 0x40;
/** i32x4.max_s. */
const MAX_I32X4 = 0xb8;

/** Elements whose conditions are looked at as one (see `commonPath`): enough that the jump and the constants are cheap. */
const BLOCK_LENGTH = 256;

/**
 * Vectors a turn of a loop: a processor waits for what a chain of operations gives, and other vectors' fill the time.
 * More than its 16 registers hold of values costs more than it gains (measured with 1 to 12 vectors on all shipped
 * functions: 8 are best up to 5 values a vector, 4 or 5 from there on).
 */
function vectorsATurn(program: Program, result: Operand): number {
  return peakValues(program, result) <= 5 ? 8 : 4;
}

/**
 * How the conditions of a block's vectors are joined, from a first value to what is true in all lanes. A limit on one
 * value holds for a block where it holds for the largest; there is a largest of integers of 32 bits alone.
 */
function blockTest(
  program: Program,
  { condition, test, limit }: CommonPath,
  lane: Lane,
): {
  readonly start: string;
  readonly joined: { readonly value: Operand; readonly by: number };
  readonly needed: ReadonlySet<number>;
  readonly end: readonly number[];
} {
  const { iand, ilt } = VECTOR[lane];
  if (limit === undefined || lane !== 'f32')
    return { start: 'i:-1', joined: { value: condition, by: iand }, needed: test, end: [] };
  const { value, bound, of, strict } = limit;
  const pattern =
    of === 'integer' ? exactInteger(bound, 32) : FORMATS.f32.encode(exactDouble(bound)) + (strict ? 0n : 1n);
  return {
    start: `i:${-(2 ** 31)}`,
    joined: { value, by: MAX_I32X4 },
    needed: neededBy(program, value),
    end: [...splatConstant(lane, `i:${BigInt.asIntN(32, pattern)}`), SIMD, ...unsigned(ilt)],
  };
}

/** local += amount, for an i32. */
function addTo(local: number, amount: number): number[] {
  return [...get(local), ...constant(amount), I32_ADD, SET, ...unsigned(local)];
}
const get = (local: number): number[] => [GET, ...unsigned(local)];
const constant = (value: number): number[] => [I32_CONST, ...signed(value)];

/**
 * `name_array(input…, output, count)`: byte addresses, elements. Vectors first, then the remainder one by one, by the
 * same operations, so every element gets the same bits as from the scalar function. Whole blocks of a program with a
 * common path are asked first whether it is right for all their inputs.
 */
export function wasmArrayFunction(name: string, placed: PlacedProgram): WasmFunction {
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

  /** A turn of a loop: vectors are loaded, computed and stored, instruction by instruction. */
  const turn = (copies: readonly Copy[], value: Operand): number[] => {
    const offset = (k: number): number => k * storage.step * bytes;
    return [
      ...copies.flatMap(({ load }, k) => load(addresses, storage.vectorLoad(offset(k)))),
      ...copies[0].code.flatMap((_, i) => copies.flatMap(({ code }) => code[i])),
      ...copies.flatMap(({ push }, k) => [...get(output), ...push(value), ...storage.vectorStore(offset(k))]),
      ...advance(addresses, copies.length * storage.step),
    ];
  };
  // block { loop { if left < step: leave; body; left -= step; again } }
  const whileLeft = (left: number, step: number, body: number[]): number[] =>
    [
      [BLOCK, NO_RESULT, LOOP, NO_RESULT],
      [...get(left), ...constant(step), I32_LT_S, BRANCH_IF, 1],
      body,
      addTo(left, -step),
      [BRANCH, 0, END, END],
    ].flat();
  // left = n; loop { body; left -= 1; if left: again }
  const times = (left: number, n: number, body: number[]): number[] =>
    [
      [...constant(n), SET, ...unsigned(left)],
      [LOOP, NO_RESULT],
      body,
      addTo(left, -1),
      [...get(left), BRANCH_IF, 0, END],
    ].flat();

  const result = resultOperand(program);
  const whole = wasmPart(placed, lane, fresh, { copies: vectorsATurn(program, result) });
  const wholeStep = whole.copies.length * storage.step;

  /** Leaves on the stack whether the condition holds for a whole block. */
  const holds = (path: CommonPath, left: number): number[] => {
    const all = fresh('v128');
    const probes = program.inputs.map(() => fresh('i32'));
    const testLane = path.narrow ? storage.lane : lane;
    const testStorage = path.narrow ? storageCode(storage.lane, storage.lane) : storage;
    const { start, joined, needed, end } = blockTest(program, path, testLane);
    const test = wasmPart(placed, testLane, fresh, { needed });
    const [probe] = test.copies;
    return [
      ...test.setup,
      ...splatConstant(testLane, start),
      SET,
      ...unsigned(all),
      ...probes.flatMap((at, p) => [...get(p), SET, ...unsigned(at)]),
      ...times(left, BLOCK_LENGTH / testStorage.step, [
        ...probe.load(probes, testStorage.vectorLoad(0)),
        ...probe.code.flat(),
        ...get(all),
        ...probe.push(joined.value),
        SIMD,
        ...unsigned(joined.by),
        SET,
        ...unsigned(all),
        ...advance(probes, testStorage.step),
      ]),
      ...get(all),
      ...end,
      SIMD,
      ...unsigned(ALL_TRUE[testLane]),
    ];
  };

  /**
   * loop { if a block is left and the condition holds for it: the short way, again;
   *        turns of the whole program to the end of the block; if a turn is left: again }
   */
  const blocks = (path: CommonPath): number[] => {
    const left = fresh('i32');
    const short: Part = wasmPart(placed, lane, fresh, {
      copies: vectorsATurn(program, path.value),
      needed: neededBy(program, path.value),
    });
    const shortStep = short.copies.length * storage.step;
    return [
      [LOOP, NO_RESULT],
      [...get(count), ...constant(BLOCK_LENGTH), I32_GE_S, IF, NO_RESULT],
      holds(path, left),
      [IF, NO_RESULT],
      short.setup,
      times(left, BLOCK_LENGTH / shortStep, turn(short.copies, path.value)),
      addTo(count, -BLOCK_LENGTH),
      [BRANCH, 2, END, END],
      whole.setup,
      [...get(count), ...constant(BLOCK_LENGTH), ...get(count), ...constant(BLOCK_LENGTH), I32_LT_S],
      [SELECT, SET, ...unsigned(left)],
      whileLeft(left, wholeStep, [...turn(whole.copies, result), ...addTo(count, -wholeStep)]),
      [...get(count), ...constant(wholeStep), I32_GE_S, BRANCH_IF, 0, END],
    ].flat();
  };

  const path = commonPath(program);
  const [first] = whole.copies;
  const [one] = wasmPart(placed, lane, fresh, { wide: false }).copies;
  return {
    name: `${name}_array`,
    parameters: Array.from({ length: inputs + 2 }, () => 'i32' as const),
    results: [],
    body: [
      ...(path === undefined
        ? [...whole.setup, ...whileLeft(count, wholeStep, turn(whole.copies, result))]
        : blocks(path)),
      ...whole.setup,
      ...whileLeft(count, storage.step, turn([first], result)),
      ...whileLeft(count, 1, [
        ...one.load(addresses, [...storage.load, ...storage.widen]),
        ...one.code.flat(),
        ...get(output),
        ...one.push(result),
        ...storage.narrow,
        ...storage.store,
        ...advance(addresses, 1),
      ]),
    ],
    locals,
  };
}
