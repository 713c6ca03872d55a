/** A format's arithmetic beside that of `arithmetic-peer.c`: on all its numbers, or on random ones. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Format } from '../src/number/format.ts';

export type Comparison = { readonly results: number; readonly differ: number; readonly examples: string };

/** Compiles the peer. @returns the path of the program */
export function buildPeer(): string {
  const program = join(mkdtempSync(join(tmpdir(), 'napier-arithmetic-')), 'peer');
  const source = fileURLToPath(new URL('arithmetic-peer.c', import.meta.url));
  // x87 registers and contraction would round otherwise.
  execFileSync('gcc', [
    '-O2',
    '-std=gnu11',
    '-msse2',
    '-mfpmath=sse',
    '-ffp-contract=off',
    '-o',
    program,
    source,
    '-lm',
  ]);
  return program;
}

const BLOCK = 1 << 14;
const OPERATIONS = {
  '+': (f: Format) => f.add,
  '-': (f: Format) => f.sub,
  '*': (f: Format) => f.mul,
  '/': (f: Format) => f.div,
  r: (f: Format) => f.sqrt,
  f: (f: Format) => f.fma,
} as const;

function argumentsOf(format: Format): string[] {
  const { fixedPoint, name } = format;
  if (name === 'f64') return ['native64'];
  if (name === 'f32') return ['native32'];
  if (name === 'f16') return ['half'];
  if (fixedPoint !== undefined) {
    const count = (x: number): string => `${x * 2 ** fixedPoint.fraction}`;
    return [
      'fixed',
      `${fixedPoint.fraction}`,
      count(format.minFinite),
      count(format.maxFinite),
      fixedPoint.overflow === 'wrap' ? '1' : '0',
      `${format.bits}`,
    ];
  }
  const specials = format.infinities ? 'i' : format.nan ? 'n' : 'f';
  const saturates = /overflow saturates/.test(format.description) || !format.nan;
  return [
    'float',
    `${format.precision}`,
    `${format.emin}`,
    `${format.maxFinite}`,
    specials,
    saturates ? '1' : '0',
    format.signedZero ? '1' : '0',
  ];
}

/** A source of 32 random bits: xorshift (Marsaglia, 2003). */
function xorshift(seed: number): () => number {
  let s = seed | 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s >>> 0;
  };
}

/** Numbers of a format at random: all patterns alike. */
function anyOf(format: Format, random: () => number): () => number {
  if (format.bits <= 19) {
    const table = numbersOf(format);
    return () => table[random() % table.length];
  }
  const words = new Uint32Array(2);
  const double = new Float64Array(words.buffer);
  const single = new Float32Array(words.buffer);
  const { fixedPoint } = format;
  if (fixedPoint !== undefined) {
    const unit = 2 ** -fixedPoint.fraction;
    return () => {
      // Small ones too, whose products have room.
      const shift = random() & 31;
      const n = random() >>> shift;
      const within = n % 2 ** (format.precision + (fixedPoint.signed ? 1 : 0));
      return (fixedPoint.signed ? within + format.minFinite / unit : within) * unit;
    };
  }
  return () => {
    words[0] = random();
    words[1] = random();
    return format.bits === 64 ? double[0] : single[0];
  };
}

/** Every number there is, NaN once. */
export function numbersOf(format: Format): number[] {
  const found = Array.from({ length: 2 ** format.bits }, (_, i) => format.decode(BigInt(i)));
  const finite = found.filter((x) => !Number.isNaN(x));
  return format.nan ? [...finite, NaN] : finite;
}

type Triple = [a: number, b: number, c: number];

/** Cases that are random, have like exponents, nearly cancel, or have few bits. */
function* randomCases(format: Format, count: number, seed: number): Generator<Triple> {
  const random = xorshift(seed);
  const any = anyOf(format, random);
  for (let i = 0; i < count; i++) {
    const a = any();
    let b = any();
    let c = any();
    const kind = i & 3;
    if (kind === 1) {
      b = format.round(a * (1 + (random() % 4096) / 1024));
      c = format.round(b * (1 + (random() % 4096) / 1024));
    } else if (kind === 2) c = -format.round(a * b * (1 + ((random() % 9) - 4) * 2 ** -format.precision));
    else if (kind === 3) {
      const unit = 2 ** ((random() % 16) - 8);
      b = format.round(((random() % 65) - 32) * unit);
      c = format.round(((random() % 65) - 32) * unit);
    }
    yield [a, b, format.round(c)];
  }
}

function* pairsOf(numbers: readonly number[]): Generator<Triple> {
  for (const a of numbers) for (const b of numbers) yield [a, b, 0];
}
function* triplesOf(numbers: readonly number[]): Generator<Triple> {
  for (const a of numbers) for (const b of numbers) for (const c of numbers) yield [a, b, c];
}

/** All pairs by `+ - × ÷ √`, all triples by fma: for formats of few numbers. */
export async function compareAll(peer: string, format: Format): Promise<Comparison> {
  const numbers = numbersOf(format);
  const pairs = await compare(peer, format, '+-*/r', pairsOf(numbers));
  const triples = await compare(peer, format, 'f', triplesOf(numbers));
  return {
    results: pairs.results + triples.results,
    differ: pairs.differ + triples.differ,
    examples: pairs.examples + triples.examples,
  };
}

/** So many random cases, each through all six operations. */
export function compareRandom(
  peer: string,
  format: Format,
  cases: number,
  seed: number,
): Promise<Comparison> {
  return compare(peer, format, '+-*/rf', randomCases(format, Math.ceil(cases / BLOCK) * BLOCK, seed));
}

async function compare(
  peer: string,
  format: Format,
  operations: string,
  cases: Iterable<Triple>,
): Promise<Comparison> {
  const child = spawn(peer, [...argumentsOf(format), operations, `${BLOCK}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [output, examples] = ['', ''];
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (examples += text));
  const closed = once(child, 'close');
  const meanings = [...operations].map((op) => OPERATIONS[op as keyof typeof OPERATIONS](format));
  let block = new Float64Array((3 + operations.length) * BLOCK);
  let filled = 0;
  const send = async (): Promise<void> => {
    // What is missing of the last block is the first case again.
    for (let i = filled; i < BLOCK; i++) for (let k = 0; k < 3; k++) block[k * BLOCK + i] = block[k * BLOCK];
    meanings.forEach((meaning, o) => {
      const at = (3 + o) * BLOCK;
      for (let i = 0; i < BLOCK; i++) {
        block[at + i] = (meaning as (a: number, b: number, c: number) => number)(
          block[i],
          block[BLOCK + i],
          block[2 * BLOCK + i],
        );
      }
    });
    if (!child.stdin.write(new Uint8Array(block.buffer))) await once(child.stdin, 'drain');
    block = new Float64Array(block.length);
    filled = 0;
  };
  for (const [a, b, c] of cases) {
    block[filled] = a;
    block[BLOCK + filled] = b;
    block[2 * BLOCK + filled] = c;
    if (++filled === BLOCK) await send();
  }
  if (filled > 0) await send();
  child.stdin.end();
  await closed;
  const counts = /^(\d+) (\d+)\n$/.exec(output);
  if (counts === null) throw new Error(`${format.name}: the peer ended early: ${examples}`);
  return { results: Number(counts[1]), differ: Number(counts[2]), examples };
}
