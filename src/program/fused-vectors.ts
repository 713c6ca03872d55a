import { encodeModule, type WasmFunction } from './wasm-encoder.ts';
import type { Lane } from './wasm-opcodes.ts';
import { GET, vectorOperation } from './wasm-operations.ts';

const FLAG = '--experimental-wasm-relaxed-simd';
const EXTRACT: Readonly<Record<Lane, number>> = { f32: 0x1f, f64: 0x21 };

let known: boolean | undefined;

/**
 * Do WebAssembly's vectors have fused multiply–add here? Relaxed SIMD lets `relaxed_madd` round once or twice, but
 * one way or the other throughout: what it does is seen at a few products that tell the two apart. Where the engine
 * has relaxed SIMD behind a flag (Node 20), the flag is set.
 */
export function hasFusedVectors(): boolean {
  return (known ??= isFused() ?? (allow() && isFused() === true));
}

function allow(): boolean {
  const v8 = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:v8');
  v8?.setFlagsFromString(FLAG);
  return v8 !== undefined;
}

/** `undefined` where such a module does not compile. */
function isFused(): boolean | undefined {
  try {
    return (['f32', 'f64'] as const).every((lane) =>
      probes(lane).every(([a, c, wanted]) => madd(lane, a, c) === wanted),
    );
  } catch {
    return undefined;
  }
}

/** a·a + c, whose value is lost when the product is rounded first. */
function probes(lane: Lane): [a: number, c: number, wanted: number][] {
  const unit = lane === 'f32' ? 2 ** -23 : 2 ** -52;
  // (1 + ku)² = 1 + 2ku + k²u²: the last term is below the last place of the product.
  return [1, 3, -5].map((k) => [1 + k * unit, -(1 + 2 * k * unit), k * k * unit * unit]);
}

function madd(lane: Lane, a: number, c: number): number {
  const local = { push: [GET, 0, ...splat(lane)] };
  const body = [
    ...vectorOperation('fma', lane, [local, local, { push: [GET, 1, ...splat(lane)] }]),
    0xfd,
    EXTRACT[lane],
    1,
  ];
  const run: WasmFunction = { name: 'run', parameters: [lane, lane], results: [lane], locals: [], body };
  const module = new WebAssembly.Module(encodeModule([run], '', { address: 0, bytes: [] }));
  const { exports } = new WebAssembly.Instance(module);
  return (exports.run as (a: number, c: number) => number)(a, c);
}

const splat = (lane: Lane): number[] => [0xfd, lane === 'f32' ? 0x13 : 0x14];
