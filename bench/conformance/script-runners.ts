/** Tools that check programs instead of running them on a machine. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTotalJudge } from '../../src/certify/exhaustive-total.ts';
import { cellFrom } from '../../src/emit/languages/gappa-cell.ts';
import type { EmitFunction } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { decimalUp } from '../../src/number/decimal.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { programToExpression } from '../../src/program/program-to-expression.ts';
import type { ConformanceResult } from '../../src/report/conformance-section.ts';
import { isOrdinary, sollyaResults } from '../../test/emit/in-sollya.ts';
import { hasTool } from '../../test/tool.ts';
import type { Program } from '../../src/program/program.ts';
import type { Job, Lane, Runner } from './held.ts';
import { version } from './toolchain.ts';

/** So many inputs of a function: an operation on patterns takes Sollya a millisecond. */
const MOST = 256;
/** Of 131,072 inputs every so-manieth is looked at first: prime to all strata. */
const STRIDE = 509;

/** Where Sollya is asked: ordinary numbers, from all over the inputs. */
function ordinary(program: Program, inputs: Lane): ReadonlySet<number> {
  const is = isOrdinary(program);
  const found = new Set<number>();
  for (let k = 0; k < inputs.length && found.size < MOST; k++) {
    const i = (k * STRIDE) % inputs.length;
    if (is(inputs[i])) found.add(i);
  }
  return found;
}

const bySollya = ({ functions, inputs }: Job): Lane[] => {
  const asked = functions.map(({ program }) => [...ordinary(program, inputs)]);
  const cases = functions.map((f, k) => ({ f, inputs: asked[k].map((i) => inputs[i]) }));
  const results = sollyaResults(cases);
  return functions.map((_, k) => {
    const all = inputs.map(() => NaN) as Lane;
    asked[k].forEach((i, j) => (all[i] = results[k][j]));
    return all;
  });
};

/** Gappa is given so many seconds for a script, and its bound is held against so many inputs. */
const [PATIENCE, MEASURED] = [60, 256];

/** Gappa's bound on the rounding error next to the worst input, against what multiple precision measures there. */
function byGappa(f: EmitFunction, folder: string): Omit<ConformanceResult, 'name'> {
  const { program, certificate } = f;
  const path = join(folder, 'one.gappa');
  const script = TARGETS.gappa.emit([f], 'one')[0].contents as string;
  writeFileSync(path, script);
  const out = execFileSync('sh', ['-c', `timeout ${PATIENCE} gappa '${path}' 2>&1 || true`], { encoding: 'utf8' }); // prettier-ignore
  if (/not trivially equal/.test(out)) throw new RangeError(`Gappa doubts an equation of ${f.name}`);
  const [, ends] = /y - M\d+ in \[(.*)\]/.exec(out) ?? [];
  const [, lo, hi] = /inputs from (\S+) to (\S+) the/.exec(script) ?? [];
  if (ends === undefined || lo === undefined)
    return { compared: 0, differ: 0, refused: `Gappa gives no bound within ${PATIENCE} s` };
  // Six digits, which are rounded to nearest.
  const bound = Math.max(...[...ends.matchAll(/\{(-?[\d.e+-]+)/g)].map(([, x]) => Math.abs(Number(x)))) * (1 + 1e-5); // prettier-ignore
  const places = [exactDouble(certificate?.worst ?? '0x0p+0'), Number(lo), Number(hi)];
  const cell = places.map((x) => cellFrom(program, x)).find((each) => each?.lo === Number(lo));
  if (cell === undefined) throw new RangeError('the inputs that the script is about');
  const oracle = createOracle(programToExpression(cell.program), program.inputs);
  const run = compileProgram(program);
  const random = createRandom(1);
  return withWorkspace(256, (w) => {
    const judge = createTotalJudge(oracle, findFormat(program.format), 'absolute', w);
    let differ = 0;
    for (let i = 0; i < MEASURED; i++) {
      const x = findFormat(program.format).round(cell.lo + (cell.hi - cell.lo) * random.next());
      if (!(judge(x, run(x)).upper <= bound)) differ++;
    }
    return { compared: MEASURED, differ, proved: decimalUp(bound) };
  });
}

export const SCRIPT_RUNNERS: readonly Runner[] = [
  {
    target: 'sollya',
    tool: hasTool('sollya')
      ? version('sollya', '--version').replace(/^.*sollya (\S+).*$/i, 'Sollya $1')
      : 'Sollya',
    available: hasTool('sollya'),
    run: bySollya,
    only: ordinary,
  },
  {
    target: 'gappa',
    tool: `Gappa ${hasTool('gappa') ? version('sh', '-c', 'gappa --version 2>&1').replace(/^gappa /i, '') : ''}, next to the worst input`,
    available: hasTool('gappa'),
    check: byGappa,
  },
];
