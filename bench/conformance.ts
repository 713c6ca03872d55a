/**
 * The conformance tables: shipped functions, each written in every target and run on its real toolchain, its bits compared with
 * the reference evaluator's.
 *
 * - f16: twelve functions on all 65,536 numbers, infinities and NaN included. Their arithmetic is in f32, which every target has.
 * - f32: the same functions on 65,536 numbers: of each sign and exponent, those of infinities, NaN and subnormals too, the
 *   first two and the last significand, one alternating one, and 124 random ones. A target gets the first of the tiers precise,
 *   fast, close and correct that it can hold: `precise` often computes in f64, which shading languages lack.
 *
 * Shading languages take subnormals for zero: inputs at which a program meets one are left out, and counted. Where they give
 * other bits, but within what is proved of the program there, it is counted apart.
 *
 *   npx tsx bench/conformance.ts [OUT.json [TARGET]]    (default functions/conformance.json, which `napier functions --page` shows)
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTotalJudge } from '../src/certify/exhaustive-total.ts';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import type { ShippedFormat, Tier } from '../src/discover/shipped/shipped-functions.ts';
import { carried } from '../src/emit/carried.ts';
import { inShader } from '../src/emit/in-shader.ts';
import type { EmitFunction, TargetName } from '../src/emit/target.ts';
import { TARGETS } from '../src/emit/targets.ts';
import { FORMATS } from '../src/number/formats.ts';
import { createRandom } from '../src/number/random.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { compileProgram } from '../src/program/evaluate.ts';
import type { ConformanceResult, ConformanceTable } from '../src/report/conformance-section.ts';
import { meetsSubnormals } from '../test/emit/in-chromium.ts';
import { RUNNERS, type Runner } from './conformance-runners.ts';

const NAMES = ['exp', 'exp2', 'expm1', 'sin', 'cos', 'tan', 'tanh', 'atan', 'erf', 'sigmoid', 'gelu', 'cbrt'];
const TIERS: readonly Tier[] = ['precise', 'fast', 'close', 'correct'];
const manifest = loadManifest();

/** The first tier's program of a shipped function that a target can hold, or why there is none. */
function heldBy(name: string, format: ShippedFormat, target: TargetName, tiers: readonly Tier[]): Held {
  let refused = 'not shipped';
  for (const tier of tiers) {
    const row = manifest.shipped.find((each) => each.name === name && each.format === format && each.tier === tier && !each.fma); // prettier-ignore
    if (row === undefined) continue;
    const f = emitFunctionOf(name, loadShipped(row, manifest));
    const held = carried(TARGETS[target], f);
    if (held !== undefined) return { name, tier, f: held };
    refused = TARGETS[target].refuses(f.program) ?? refused;
  }
  return { name, refused };
}
type Held = { readonly name: string } & (
  { readonly tier: Tier; readonly f: EmitFunction } | { readonly refused: string }
);

/** 128 numbers of each sign and exponent of f32. */
function stratified(): Float32Array {
  const random = createRandom(1);
  const bits = new Uint32Array(2 ** 16);
  for (let i = 0; i < bits.length; i++) {
    const [stratum, k] = [i >> 7, i & 127];
    const significand = [0, 1, 0x7fffff, 0x555555][k] ?? random.integer(2 ** 23);
    bits[i] = ((stratum << 23) | significand) >>> 0;
  }
  return new Float32Array(bits.buffer);
}

const COMPARISONS = [
  {
    format: 'f16',
    label: 'f16 in f32',
    sample: 'all numbers',
    tiers: ['precise'] as const,
    inputs: Float32Array.from({ length: 65_536 }, (_, i) => FORMATS.f16.decode(BigInt(i))),
  },
  {
    format: 'f32',
    label: 'f32',
    sample: '128 numbers of each sign and exponent',
    tiers: TIERS,
    inputs: stratified(),
  },
] as const;

/** How one function's results compare with the reference evaluator's. */
function judge(
  { name, tier, f }: Extract<Held, { f: EmitFunction }>,
  inputs: Float32Array,
  found: Float32Array,
  flushes: boolean,
): ConformanceResult {
  const { program, allowed, specification } = flushes ? inShader(f) : f;
  const run = compileProgram(program);
  const apart = flushes ? meetsSubnormals(program) : () => false;
  const oracle = createOracle(specification.function, [specification.variable]);
  return withWorkspace(128, (w) => {
    const judgeAt = createTotalJudge(oracle, FORMATS.f32, 'ulp', w);
    let [compared, differ, within] = [0, 0, 0];
    let example: string | undefined;
    inputs.forEach((x, i) => {
      if (apart(x)) return;
      compared++;
      const wanted = Math.fround(run(x));
      // Shading languages may lose the sign of a zero.
      if (Object.is(wanted, found[i]) || (flushes && wanted === found[i])) return;
      if (allowed !== undefined && Number.isFinite(x) && judgeAt(x, found[i]).upper <= allowed.bound) {
        within++;
        return;
      }
      differ++;
      example ??= `at ${x}: ${found[i]}, reference ${wanted}`;
    });
    return {
      name,
      tier,
      compared,
      differ,
      ...(within === 0 ? {} : { within }),
      ...(example === undefined ? {} : { example }),
    };
  });
}

async function compare(
  { target, tool, run, flushes = false }: Runner,
  { format, tiers, inputs }: (typeof COMPARISONS)[number],
): Promise<ConformanceTable['rows'][number]> {
  const all = NAMES.map((name) => heldBy(name, format, target, tiers));
  const held = all.filter((each) => 'f' in each);
  const folder = mkdtempSync(join(tmpdir(), 'napier-conformance-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const outputs = await run({ folder, functions: held.map(({ f }) => f), inputs });
    const judged = held.map((each, k) => judge(each, inputs, outputs[k], flushes));
    return {
      target,
      tool,
      results: all.map(
        (each) => judged.find(({ name }) => name === each.name) ?? { name: each.name, compared: 0, differ: 0, refused: 'refused' in each ? each.refused : '' },
      ),
    }; // prettier-ignore
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tables: ConformanceTable[] = [];
const root = fileURLToPath(new URL('..', import.meta.url));
const [out = join(root, 'functions', 'conformance.json'), only] = process.argv.slice(2);
for (const comparison of COMPARISONS) {
  const { label, sample, inputs } = comparison;
  const rows: ConformanceTable['rows'][number][] = [];
  for (const runner of RUNNERS) {
    const { target, tool, available } = runner;
    if (only !== undefined && target !== only) continue;
    if (!available) {
      console.log(`${target}: ${tool} is not here`);
      continue;
    }
    const row = await compare(runner, comparison);
    rows.push(row);
    const taken = row.results.filter(({ refused }) => refused === undefined);
    const equal = taken.filter(({ differ }) => differ === 0).length;
    const least = Math.min(...taken.map(({ compared }) => compared));
    console.log(
      `${label}, ${target} (${tool}): ${equal} of ${taken.length} functions equal, at least ${least} inputs each`,
    );
    for (const { name, differ, example, within, refused } of row.results) {
      if (refused !== undefined) console.log(`  ${name}: ${refused}`);
      if (differ > 0) console.log(`  ${name}: ${differ} differ, ${example}`);
      if (within !== undefined) console.log(`  ${name}: ${within} differ, within what is proved`);
    }
  }
  tables.push({ format: label, sample, inputs: inputs.length, rows });
}
writeFileSync(out, `${JSON.stringify({ tables }, undefined, 1)}\n`);
