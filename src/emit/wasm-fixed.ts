/** The WebAssembly column of integer-only programs: functions of counts, i32 in and out. */
import { findFormat } from '../number/formats.ts';
import { INTEGER_OPERATIONS } from '../program/integer-operations.ts';
import type { HardwareOperation, MachineOperation } from '../program/machine-operations.ts';
import { storageOf, type Operand, type Program } from '../program/program.ts';
import { encodeModule, signed, unsigned, type WasmFunction } from '../program/wasm-encoder.ts';
import { GET, scalarOperation, SET } from '../program/wasm-operations.ts';
import { isConstant, resultOperand } from '../program/wasm-program.ts';
import { fixedScalarOf } from './fixed-scalar.ts';
import { contractLines } from './header.ts';
import { docComment } from './languages/comment.ts';
import { countOf, unitRows } from './languages/fixed.ts';
import type { FixedScalar } from './language.ts';
import { javascriptSelfTest } from './javascript-self-test.ts';
import { selfTestVectors } from './self-test.ts';
import type { EmitFunction, EmittedFile, Target } from './target.ts';

const TEE = 0x22;
const SELECT = 0x1b;
const CONST = 0x41;
const AND = 0x71;
const LESS = 0x48;
const GREATER = 0x4a;
const SHIFT_LEFT = 0x74;
const SHIFT_RIGHT = 0x75;
const WIDTH = 32;
const RELIES = ['a number is passed as its count of units'];

const WRITTEN: ReadonlySet<MachineOperation> = new Set([...INTEGER_OPERATIONS, 'bits', 'float']);

const fixedOf = (format: string): FixedScalar => fixedScalarOf(format) as FixedScalar;

function refusal(program: Program): string | undefined {
  const [format, storage] = [program.format, storageOf(program)];
  const [computes, keeps] = [fixedScalarOf(format), fixedScalarOf(storage)];
  if (computes === undefined || keeps === undefined)
    return `target wasm-fixed has no ${format} arithmetic; it writes fixed point, such as q(3.12)`;
  const other = program.code.find(({ op }) => !WRITTEN.has(op));
  if (other !== undefined)
    return `target wasm-fixed writes programs of integers alone (approximate --integer), not ${other.op}`;
  if (computes.bits !== WIDTH && program.code.length > 0)
    return `target wasm-fixed computes in integers of ${WIDTH} bits, not of ${computes.bits}`;
  return computes.fraction === keeps.fraction
    ? undefined
    : `target wasm-fixed stores counts of the unit it computes in, not in ${storage}`;
}

function wasmFunction({ name, program }: EmitFunction): WasmFunction {
  const inputs = program.inputs.length;
  const push = (operand: Operand): number[] => {
    const input = program.inputs.indexOf(operand);
    if (input >= 0) return [GET, ...unsigned(input)];
    const index = Number(operand.slice(1));
    if (!isConstant(program, operand)) return [GET, ...unsigned(inputs + index)];
    return [CONST, ...signed(Number(countOf(program.constants[index], fixedOf(program.format))))];
  };
  const steps = program.code.flatMap(({ op, args }, i) => {
    // A count is the integer it is read as; all else is as for the integers beside floats of 32 bits.
    const code =
      op === 'bits' || op === 'float'
        ? push(args[0])
        : scalarOperation(
            op as HardwareOperation,
            'f32',
            args.map((operand) => ({ push: push(operand) })),
          );
    return [...code, SET, ...unsigned(inputs + i)];
  });
  const spare = inputs + program.code.length;
  return {
    name,
    parameters: program.inputs.map(() => 'i32' as const),
    results: ['i32'],
    locals: [...program.code.map(() => 'i32' as const), 'i32'],
    body: [...steps, ...push(resultOperand(program)), ...stored(program, spare)],
  };
}

/** What is on the stack, taken into the range of the storage format. */
function stored(program: Program, local: number): number[] {
  const { bits, signed: hasSign, least, most, overflow } = fixedOf(storageOf(program));
  if (bits >= WIDTH) return [];
  if (overflow === 'wrap') {
    const spare = [CONST, ...signed(WIDTH - bits)];
    return hasSign ? [...spare, SHIFT_LEFT, ...spare, SHIFT_RIGHT] : [CONST, ...signed(2 ** bits - 1), AND];
  }
  const bound = (end: bigint, beyond: number): number[] => {
    const value = [CONST, ...signed(Number(end))];
    return [TEE, ...unsigned(local), ...value, GET, ...unsigned(local), ...value, beyond, SELECT];
  };
  // min, then max: `select` takes the first where the comparison holds.
  return [...bound(most, LESS), ...bound(least, GREATER)];
}

function loader(functions: readonly EmitFunction[], moduleName: string): string {
  const definitions = functions.map(
    (f) =>
      `${docComment(contractLines(f, RELIES))}\nexport const ${f.name} = (${f.program.inputs.join(', ')}) => exports.${f.name}(${f.program.inputs.join(', ')});\n`,
  );
  return `const url = new URL('./${moduleName}_fixed.wasm', import.meta.url);
const bytes =
  url.protocol === 'file:'
    ? await (await import('node:fs/promises')).readFile(url)
    : await (await fetch(url)).arrayBuffer();
const { exports } = (await WebAssembly.instantiate(bytes)).instance;

${definitions.join('\n')}`;
}

function selfTest(functions: readonly EmitFunction[], moduleName: string): string {
  return javascriptSelfTest(
    `${moduleName}_fixed.wasm`,
    functions.map((f) => ({
      name: f.name,
      rows: unitRows(selfTestVectors(f), fixedOf(storageOf(f.program))),
    })),
  );
}

/** A module of functions of counts, its loader, and a self-test for Node. */
export const wasmFixedTarget: Target = {
  name: 'wasm-fixed',
  description: 'WebAssembly with integers alone, for programs of integers (approximate --integer)',
  relies: RELIES,
  refuses: refusal,
  emit(functions, moduleName): EmittedFile[] {
    const note = functions.flatMap((f) => [f.name, ...contractLines(f, RELIES), '']).join('\n');
    const module = encodeModule(functions.map(wasmFunction), note, { address: 0, bytes: [] });
    const types = functions.map(
      ({ name, program }) =>
        `/** Counts of 2^-${findFormat(storageOf(program)).fixedPoint?.fraction}. */\nexport const ${name}: (${program.inputs.map((x) => `${x}: number`).join(', ')}) => number;\n`,
    );
    return [
      { path: `${moduleName}_fixed.wasm`, contents: module },
      { path: `${moduleName}_fixed.wasm.js`, contents: loader(functions, moduleName) },
      { path: `${moduleName}_fixed.wasm.d.ts`, contents: types.join('\n') },
      { path: `${moduleName}_fixed.wasm.self-test.js`, contents: selfTest(functions, moduleName) },
    ];
  },
};
