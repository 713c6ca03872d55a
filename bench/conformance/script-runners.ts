/** Tools that check programs instead of running them on a machine. */
import { isOrdinary, sollyaResults } from '../../test/emit/in-sollya.ts';
import { hasTool } from '../../test/tool.ts';
import type { Program } from '../../src/program/program.ts';
import type { Lane, Runner } from './held.ts';
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

const bySollya: Runner['run'] = ({ functions, inputs }) => {
  const asked = functions.map(({ program }) => [...ordinary(program, inputs)]);
  const cases = functions.map((f, k) => ({ f, inputs: asked[k].map((i) => inputs[i]) }));
  const results = sollyaResults(cases);
  return functions.map((_, k) => {
    const all = inputs.map(() => NaN) as Lane;
    asked[k].forEach((i, j) => (all[i] = results[k][j]));
    return all;
  });
};

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
];
