/**
 * The conformance tables: functions, each written in every target and run on its real toolchain, its bits compared with
 * the reference evaluator's.
 *
 * - f16: twelve shipped functions on all 65,536 numbers, infinities and NaN included. Their arithmetic is in f32, which every target has.
 * - f32: the same functions on 65,536 numbers (`samples.ts`). A target gets the first of the tiers precise,
 *   fast, close and correct that it can hold: `precise` often computes in f64, which shading languages lack.
 * - f64: all that is shipped, with fma and without, on 131,072 numbers.
 * - q(3.12): twelve functions by integers alone (`bench/fixed-findings.ts`) on all 65,536 numbers.
 *
 * Shading languages take subnormals for zero: inputs at which a program meets one are left out, and counted. Where they give
 * other bits, but within what is proved of the program there, it is counted apart.
 *
 *   npx tsx bench/conformance.ts [OUT.json [TARGET|all [FORMAT]]]    (default functions/conformance.json, which `napier functions --page` shows)
 *
 * With a target or a format its rows alone are made again.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTotalJudge } from '../src/certify/exhaustive-total.ts';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import type { Tier } from '../src/discover/shipped/shipped-functions.ts';
import { inShader } from '../src/emit/in-shader.ts';
import type { TargetName } from '../src/emit/target.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { FORMATS } from '../src/number/formats.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { compileProgram } from '../src/program/evaluate.ts';
import type { Program } from '../src/program/program.ts';
import type { ConformanceResult, ConformanceTable } from '../src/report/conformance-section.ts';
import { readConformance } from '../src/report/load-conformance.ts';
import { meetsSubnormals } from '../test/emit/in-chromium.ts';
import { FIXED_FORMAT, fixedFunctions } from './conformance/fixed-functions.ts';
import { FIXED_INPUTS, FIXED_RUNNERS } from './conformance/fixed-runners.ts';
import { FLOAT_RUNNERS } from './conformance/float-runners.ts';
import { DOUBLES, doubleTitle, heldBy, manifest, shippedIn, type Held, type Lane, type Runner } from './conformance/held.ts'; // prettier-ignore
import { SCRIPT_RUNNERS } from './conformance/script-runners.ts';
import { stratifiedDoubles, stratifiedSingles } from './conformance/samples.ts';

const NAMES = ['exp', 'exp2', 'expm1', 'sin', 'cos', 'tan', 'tanh', 'atan', 'erf', 'sigmoid', 'gelu', 'cbrt'];
const TIERS: readonly Tier[] = ['precise', 'fast', 'close', 'correct'];

const NUMBER_RUNNERS = [...FLOAT_RUNNERS, ...SCRIPT_RUNNERS];

/** One table: functions, the toolchains that run them, and where. */
type Comparison = {
  readonly format: string;
  readonly sample: string;
  readonly inputs: Lane;
  readonly runners: readonly Runner[];
  /** The functions as a target holds them, the same ones in the same order for every target. */
  readonly functions: (target: TargetName) => readonly Held[];
};

const doubles = DOUBLES.map((row) => ({
  title: doubleTitle(row),
  f: emitFunctionOf(row.name, loadShipped(row, manifest)),
}));
const fixed = fixedFunctions().toSorted((a, b) => NAMES.indexOf(a.name) - NAMES.indexOf(b.name));
const COMPARISONS: readonly Comparison[] = [
  {
    format: 'f16 in f32',
    sample: 'all numbers',
    inputs: Float32Array.from({ length: 65_536 }, (_, i) => FORMATS.f16.decode(BigInt(i))),
    runners: NUMBER_RUNNERS,
    functions: (target) => NAMES.map((name) => shippedIn(name, 'f16', target, ['precise'])),
  },
  {
    format: 'f32',
    sample: '128 numbers of each sign and exponent',
    inputs: stratifiedSingles(),
    runners: NUMBER_RUNNERS,
    functions: (target) => NAMES.map((name) => shippedIn(name, 'f32', target, TIERS)),
  },
  {
    format: 'f64',
    sample:
      '16 of each sign and exponent, the numbers in the programs with their neighbours, hard cases, and others of exponents from −30 to 9',
    inputs: stratifiedDoubles(
      doubles.map(({ f }) => f.program),
      doubles.map(({ f }) => exactDouble(f.certificate?.worst ?? '0x0p+0')),
    ),
    runners: NUMBER_RUNNERS,
    functions: (target) => doubles.map(({ title, f }) => heldBy(target, title, f)),
  },
  {
    format: FIXED_FORMAT,
    sample: 'all numbers, those beyond the domains too',
    inputs: FIXED_INPUTS,
    runners: FIXED_RUNNERS,
    functions: (target) => fixed.map((f) => heldBy(target, f.name, f)),
  },
];

/** The reference's results, which most targets share. */
const references = new Map<string, Lane>();
function referenceOf(name: string, program: Program, inputs: Lane): Lane {
  const key = `${name} ${inputs.length} ${JSON.stringify(program)}`;
  const known = references.get(key);
  if (known !== undefined) return known;
  const run = compileProgram(program);
  // Its numbers are kept in the type of the inputs: what a function in f64 gives of f32 is rounded so.
  const results = inputs.map((x) => run(x)) as Lane;
  references.set(key, results);
  return results;
}

/** How one function's results compare with the reference evaluator's. */
function judge(
  { name, tier, f }: Extract<Held, { f: unknown }>,
  inputs: Lane,
  found: Lane,
  { flushes = false, only }: Runner,
): ConformanceResult {
  const { program, allowed, specification } = flushes ? inShader(f) : f;
  const wanted = referenceOf(name, program, inputs);
  const apart = flushes ? meetsSubnormals(program) : () => false;
  const asked = only?.(program, inputs);
  const oracle = createOracle(specification.function, [specification.variable]);
  return withWorkspace(128, (w) => {
    const judgeAt = createTotalJudge(oracle, FORMATS.f32, 'ulp', w);
    let [compared, differ, within] = [0, 0, 0];
    let example: string | undefined;
    inputs.forEach((x, i) => {
      if (apart(x) || asked?.has(i) === false) return;
      compared++;
      // Shading languages may lose the sign of a zero.
      if (Object.is(wanted[i], found[i]) || (flushes && wanted[i] === found[i])) return;
      if (allowed !== undefined && Number.isFinite(x) && judgeAt(x, found[i]).upper <= allowed.bound) {
        within++;
        return;
      }
      differ++;
      example ??= `at ${x}: ${found[i]}, reference ${wanted[i]}`;
    });
    if (compared === 0)
      return { name, compared, differ, refused: 'there is no input that it can be asked about' };
    return {
      name,
      ...(tier === undefined ? {} : { tier }),
      compared,
      differ,
      ...(within === 0 ? {} : { within }),
      ...(example === undefined ? {} : { example }),
    };
  });
}

/** A row of a table; `undefined` where the target can hold none of the functions. */
async function compare(
  runner: Runner,
  { functions, inputs }: Comparison,
): Promise<ConformanceTable['rows'][number] | undefined> {
  const { target, tool } = runner;
  const all = functions(target);
  const held = all.filter((each) => 'f' in each);
  if (held.length === 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'napier-conformance-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const outputs = 'run' in runner ? await runner.run({ folder, functions: held.map(({ f }) => f), inputs }) : []; // prettier-ignore
    const results = all.map((each): ConformanceResult => {
      const { name } = each;
      if ('refused' in each) return { name, compared: 0, differ: 0, refused: each.refused };
      if ('check' in runner) return { name, ...runner.check(each.f, folder) };
      return judge(each, inputs, outputs[held.indexOf(each)], runner);
    });
    return { target, tool, results };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tell(format: string, { target, tool, results }: ConformanceTable['rows'][number]): void {
  const taken = results.filter(({ refused }) => refused === undefined);
  const equal = taken.filter(({ differ }) => differ === 0).length;
  const least = Math.min(...taken.map(({ compared }) => compared));
  console.log(
    `${format}, ${target} (${tool}): ${equal} of ${taken.length} functions equal, at least ${least} inputs each`,
  );
  for (const { name, differ, example, within, refused } of results) {
    if (refused !== undefined) console.log(`  ${name}: ${refused}`);
    if (differ > 0) console.log(`  ${name}: ${differ} differ, ${example}`);
    if (within !== undefined) console.log(`  ${name}: ${within} differ, within what is proved`);
  }
}

const tables: ConformanceTable[] = [];
const root = fileURLToPath(new URL('..', import.meta.url));
const [out = join(root, 'functions', 'conformance.json'), only = 'all', asked] = process.argv.slice(2);
const before =
  (only !== 'all' || asked !== undefined) && existsSync(out)
    ? readConformance(readFileSync(out, 'utf8')).tables
    : [];
for (const comparison of COMPARISONS) {
  const { format, sample, inputs, runners } = comparison;
  const rows: ConformanceTable['rows'][number][] = [];
  const sameFormat = before.find((table) => table.format === format);
  if (asked !== undefined && format !== asked) {
    if (sameFormat !== undefined) tables.push(sameFormat);
    continue;
  }
  const kept = sameFormat?.inputs === inputs.length ? sameFormat : undefined;
  for (const runner of runners) {
    const { target, tool, available } = runner;
    if (only !== 'all' && target !== only) {
      rows.push(...(kept?.rows.filter((row) => row.target === target && row.tool === tool) ?? []));
      continue;
    }
    if (!available) {
      console.log(`${target}: ${tool} is not here`);
      continue;
    }
    const row = await compare(runner, comparison);
    if (row === undefined) continue;
    rows.push(row);
    tell(format, row);
  }
  tables.push({ format, sample, inputs: inputs.length, rows });
}
writeFileSync(out, `${JSON.stringify({ tables }, undefined, 1)}\n`);
