/**
 * Vector operations of shipped f32 functions beside SLEEF's and ARM's kernels, all counted by one rule in the compiled
 * code: instructions with vector operands, without moves, loads, stores, broadcasts and what joins or splits registers. Of
 * code with branches the shortest way from entry to return (the usual case, without theirs for special inputs). Of ours
 * what usual inputs take: the loop over whole vectors, special inputs and all, or, of a program with a short way, the
 * test of a block of inputs (its loop, and what joins its vectors, shared out), and the loop of the short way.
 *
 * `npm run build && npx tsx bench/functions-operations.ts [NAME...]`: x86-64 with AVX2 and FMA beside SLEEF's `u10` (gcc,
 * binutils, libsleef-dev), and, where `ARM_ROUTINES` is a checkout of ARM-software/optimized-routines and
 * gcc-aarch64-linux-gnu is there, AArch64 AdvSIMD beside ARM's vector functions.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { TARGETS } from '../src/emit/targets.ts';

type Instruction = {
  readonly at: number;
  readonly name: string;
  readonly operands: string;
  /** Where a branch goes, within the function. */
  readonly target?: number;
};

/** A peer's kernel, and the largest error it says it has, in ulp. */
type Peer = { readonly code: Instruction[]; readonly error: string };

type Machine = {
  readonly title: string;
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Numbers of f32 in a vector. */
  readonly lanes: number;
  readonly objdump: string;
  /** Does the instruction compute on vectors? */
  readonly computes: (instruction: Instruction) => boolean;
  readonly isReturn: (name: string) => boolean;
  readonly isBranch: (name: string) => boolean;
  readonly isJump: (name: string) => boolean;
};

const X86: Machine = {
  title: 'x86-64, AVX2 and FMA, vectors of 8',
  compiler: process.env.CC ?? 'gcc',
  flags: ['-O3', '-mavx2', '-mfma'],
  lanes: 8,
  objdump: 'objdump',
  computes: ({ name, operands }) =>
    name.startsWith('v') &&
    /%[xy]mm/.test(operands) &&
    !/^v(p?mov|p?broadcast|extract|insert|perm|zero|lddqu|p?unpck)/.test(name),
  isReturn: (name) => name.startsWith('ret'),
  isBranch: (name) => name.startsWith('j'),
  isJump: (name) => name === 'jmp',
};

const ARM: Machine = {
  title: 'AArch64, AdvSIMD, vectors of 4',
  compiler: 'aarch64-linux-gnu-gcc',
  flags: ['-O3'],
  lanes: 4,
  objdump: 'aarch64-linux-gnu-objdump',
  computes: ({ name, operands }) =>
    /\bv\d+\.\d+[bhsd]\b/.test(operands) && !/^(ld|st|mov|dup|ins|umov|fmov|zip|uzp|ext)/.test(name),
  isReturn: (name) => name === 'ret',
  isBranch: (name) => /^(b|b\.\w+|cbn?z|tbn?z)$/.test(name),
  isJump: (name) => name === 'b',
};

/** Inputs of a block of emitted code. */
const BLOCK = 128;

const SLEEF_PATHS = [
  '/usr/lib/x86_64-linux-gnu/libsleef.so',
  '/usr/lib64/libsleef.so',
  '/usr/local/lib/libsleef.so',
];

const manifest = loadManifest();
const names = process.argv.length > 2 ? process.argv.slice(2) : ['exp', 'log', 'sin', 'tanh'];
const folder = mkdtempSync(join(tmpdir(), 'napier-operations-'));
try {
  compareOn(X86, ['SLEEF u10'], (name) => [sleefCode(name)]);
  compareOn(ARM, ['ARM', 'ARM 1u'], (name) => [armCode(name), armCode(name, '_1u')]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compareOn(
  machine: Machine,
  peers: readonly string[],
  peerCodes: (name: string) => readonly (Peer | undefined)[],
): void {
  if (spawnSync(machine.compiler, ['--version']).status !== 0) {
    console.log(`skipped: ${machine.title} needs ${machine.compiler}`);
    return;
  }
  const version = execFileSync(machine.compiler, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  console.log(`${machine.title}; ${version} ${machine.flags.join(' ')}`);
  for (const name of names) {
    const theirs = peerCodes(name).flatMap((peer, i) =>
      peer === undefined ? [] : [`${peers[i]} ${shortestWay(machine, peer.code)} (≤ ${peer.error} ulp)`],
    );
    const ours = manifest.shipped.filter(
      (row) => row.format === 'f32' && row.name === name && row.tier === 'precise',
    );
    const texts = ours.map((row) => {
      const { whole, short } = ourCounts(machine, row);
      const other = Number.isFinite(whole) ? `${whole} the other way` : 'the other way no vectors';
      return `${short ?? whole} (${short === undefined ? '' : `${other}; `}${row.operations} of the program, ≤ ${row.bound} ulp proved${row.fma ? ', fma' : ''})`;
    });
    console.log(
      `  ${name.padEnd(8)} ${theirs.join(', ') || 'none of theirs'}; ours ${texts.join('; ') || 'not shipped'}`,
    );
  }
}

/**
 * Vector operations of the program for every input, and, where it has a short way, what blocks of usual inputs take: its
 * test, what joins the test's vectors shared out, and the short way. The loops are those of the emitted array function, each
 * compiled by itself, so that none is unrolled.
 */
function ourCounts(
  machine: Machine,
  row: (typeof manifest.shipped)[number],
): { readonly whole: number; readonly short?: number } {
  const f = emitFunctionOf(row.name, loadShipped(row, manifest));
  const files = TARGETS['c-array'].emit([f], 'f');
  for (const { path, contents } of files) writeFileSync(join(folder, path), contents);
  const source = files.find(({ path }) => path.endsWith('.c') && !path.includes('test'));
  if (source === undefined) throw new Error('no C');
  const text = String(source.contents);
  const name = /^static inline int (\w+)_usual\(/m.exec(text)?.[1];
  const loop = (body: string): string => `for (size_t k = 0; k < n; k++) ${body};`;
  const scalar = name ?? /^void (\w+)_array\(/m.exec(text)?.[1];
  if (scalar === undefined) throw new Error('no array function');
  const arrays = 'const float *restrict x, float *restrict y, size_t n';
  const parts = [
    `__attribute__((flatten)) void count_whole(${arrays}) { ${loop(`y[k] = ${scalar}(x[k])`)} }`,
    ...(name === undefined
      ? []
      : [
          `__attribute__((flatten)) int count_test(const float *x) { return ${name}_usual(x); }`,
          `__attribute__((flatten)) void count_short(${arrays}) { ${loop(`y[k] = ${name}_short(x[k])`)} }`,
        ]),
  ];
  writeFileSync(join(folder, 'count.c'), `${String(source.contents)}\n${parts.join('\n')}\n`);
  const object = join(folder, 'f.o');
  const flags = [...machine.flags, '--param=max-completely-peel-times=0'];
  execFileSync(machine.compiler, [...flags, '-c', 'count.c', '-o', object], { cwd: folder });
  const countOf = (part: string): { readonly loop: number; readonly all: number } => {
    const code = disassembled(machine, object, new RegExp(`<count_${part}>:$`));
    const all = code.filter((instruction) => machine.computes(instruction)).length;
    return { loop: vectorLoop(machine, code), all };
  };
  const whole = countOf('whole').loop;
  if (name === undefined) return { whole };
  const test = countOf('test');
  const joined = test.loop + Math.ceil((test.all - test.loop) / (BLOCK / machine.lanes));
  return { whole, short: joined + countOf('short').loop };
}

function sleefCode(name: string): Peer | undefined {
  const library = SLEEF_PATHS.find((path) => existsSync(path));
  if (library === undefined) return undefined;
  const symbols = execFileSync('nm', ['-D', library], { encoding: 'utf8' });
  const address = new RegExp(`^([0-9a-f]+) T Sleef_${name}f8_u10avx2$`, 'm').exec(symbols)?.[1];
  if (address === undefined) return undefined;
  const start = Number.parseInt(address, 16);
  const end = [...symbols.matchAll(/^([0-9a-f]+) [Tt] /gm)]
    .map(([, at]) => Number.parseInt(at, 16))
    .filter((at) => at > start)
    .reduce((a, b) => Math.min(a, b), start + 65_536);
  const text = execFileSync(
    X86.objdump,
    ['-d', '--no-show-raw-insn', `--start-address=${start}`, `--stop-address=${end}`, library],
    { encoding: 'utf8' },
  );
  return { code: instructionsOf(X86, text.split('\n')), error: '1' };
}

/** @param variant what its file and symbol end with: `_1u` are its kernels within 1 ulp */
function armCode(name: string, variant = ''): Peer | undefined {
  const root = process.env.ARM_ROUTINES;
  if (root === undefined) return undefined;
  const math = resolve(root, 'math');
  const source = join(math, `aarch64/advsimd/${name}f${variant}.c`);
  if (!existsSync(source)) return undefined;
  const object = join(folder, 'arm.o');
  const include = ['include', '.', 'aarch64', 'aarch64/advsimd'].flatMap((path) => ['-I', join(math, path)]);
  execFileSync(ARM.compiler, [
    ...ARM.flags,
    '-std=c11',
    '-DWANT_VMATH=1',
    ...include,
    '-c',
    source,
    '-o',
    object,
  ]);
  // What its tests allow over the half ulp of rounding.
  const over = /TEST_ULP \((?:V_NAME_F1 \(\w+\)|_ZGVnN4v_\w+), ([\d.]+)\)/.exec(
    readFileSync(source, 'utf8'),
  )?.[1];
  return {
    code: disassembled(ARM, object, new RegExp(`<_ZGVnN4v_${name}f${variant}>:$`)),
    error: over === undefined ? '?' : (Number(over) + 0.5).toFixed(2),
  };
}

function disassembled({ objdump, ...machine }: Machine, object: string, head: RegExp): Instruction[] {
  const lines = execFileSync(objdump, ['-d', '--no-show-raw-insn', object], { encoding: 'utf8' }).split('\n');
  const from = lines.findIndex((line) => head.test(line));
  const length = lines.slice(from + 1).findIndex((line) => line.trim() === '');
  return instructionsOf(
    { objdump, ...machine },
    lines.slice(from + 1, length < 0 ? undefined : from + 1 + length),
  );
}

function instructionsOf(machine: Machine, lines: readonly string[]): Instruction[] {
  return lines.flatMap((line): Instruction[] => {
    const match = /^\s*([0-9a-f]+):\t(?:(?:bnd|notrack|cs|data16) )*(\S+)\s*(.*)$/.exec(line);
    if (match === null) return [];
    const [, at, name, operands] = match;
    const target = machine.isBranch(name) ? /([0-9a-f]+) </.exec(operands)?.[1] : undefined;
    return [
      {
        at: Number.parseInt(at, 16),
        name,
        operands,
        ...(target === undefined ? {} : { target: Number.parseInt(target, 16) }),
      },
    ];
  });
}

/** The fewest computing instructions on a way from the first instruction to a return. */
function shortestWay(machine: Machine, code: readonly Instruction[]): number {
  const index = new Map(code.map(({ at }, i) => [at, i]));
  const best = code.map(() => Infinity);
  const queue: [number, number][] = [[0, 0]];
  let least = Infinity;
  while (queue.length > 0) {
    const [i, before] = queue.pop() as [number, number];
    if (i >= code.length || before >= best[i]) continue;
    best[i] = before;
    const instruction = code[i];
    const count = before + (machine.computes(instruction) ? 1 : 0);
    if (machine.isReturn(instruction.name)) {
      least = Math.min(least, count);
      continue;
    }
    const to = instruction.target === undefined ? undefined : index.get(instruction.target);
    if (to !== undefined) queue.push([to, count]);
    if (!machine.isJump(instruction.name)) queue.push([i + 1, count]);
  }
  return least;
}

type Loop = { readonly start: number; readonly end: number };

/** The loops of a function, and those of them with no loop within. */
function loopsOf(code: readonly Instruction[]): { readonly all: Loop[]; readonly inner: Loop[] } {
  const index = new Map(code.map(({ at }, i) => [at, i]));
  const all = code.flatMap(({ target }, end): Loop[] => {
    const start = target === undefined ? undefined : index.get(target);
    return start !== undefined && start <= end ? [{ start, end }] : [];
  });
  const inner = all.filter((loop) => !all.some((other) => other !== loop && isWithin(other, loop)));
  return { all, inner };
}

function isWithin(inner: Loop, outer: Loop): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function computing(machine: Machine, code: readonly Instruction[], { start, end }: Loop): number {
  return code.slice(start, end + 1).filter((instruction) => machine.computes(instruction)).length;
}

/** Works a loop on whole vectors? The scalar loop for what is left over computes on vectors' first elements. */
function isWhole(code: readonly Instruction[], { start, end }: Loop): boolean {
  return code.slice(start, end + 1).some(({ operands }) => /%ymm|\.4s/.test(operands));
}

/** The computing instructions of the loop that has most of them and no loop within. */
function vectorLoop(machine: Machine, code: readonly Instruction[]): number {
  const whole = loopsOf(code).inner.filter((loop) => isWhole(code, loop));
  return Math.max(...whole.map((loop) => computing(machine, code, loop)));
}
