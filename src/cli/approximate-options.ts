import { PROBLEM_LIMITS } from '../discover/check-problem.ts';
import { DEFAULT_EVALUATIONS } from '../discover/approximate.ts';
import { TARGET_NAMES } from '../emit/target.ts';
import { MEASURES } from '../number/measure.ts';
import { COST_MODEL_NAMES } from '../program/cost.ts';
import { ENGINE_NAMES } from '../search/engine.ts';
import { OPERATION_WORDS } from './read-operations.ts';
import type { OptionRow, Verb } from './verb.ts';

const PROBLEM_ROWS: readonly OptionRow[] = [
  {
    name: 'domain',
    value: 'INTERVAL',
    meaning:
      'where: "[0,1]", "(0,1]" without its left end, "[-pi/4,pi/4]" (default in f32, f16, bf16: every number of the ' +
      'format, infinities and NaN included)',
  },
  {
    name: 'format',
    value: 'NAME',
    meaning:
      `the numbers that the program computes with: real, f64, f32, f16, bf16, fp8e4m3, float(exponent=5,significand=7), q(3.12), … ` +
      '(default f64; `napier format` lists them)',
  },
  {
    name: 'error',
    value: 'BOUND',
    meaning:
      'stop at the cheapest program proved to err by at most this: 1ulp, 1e-7 (relative unless --measure says ' +
      'otherwise), 12digits, 40bits; correct: the correctly rounded result at every input. Without it the whole front is searched and proved',
  },
  {
    name: 'measure',
    value: 'NAME',
    meaning: `${MEASURES.join(', ')} (default: relative for real, ulp for the others)`,
  },
  {
    name: 'cost',
    value: 'NAME',
    meaning: `what is cheap: ${COST_MODEL_NAMES.join(', ')} (default operations)`,
  },
  {
    name: 'max-ops',
    value: 'N',
    meaning: `no program of more operations (at most ${PROBLEM_LIMITS.operations})`,
  },
  {
    name: 'max-degree',
    value: 'N',
    meaning: `no polynomial of a higher degree (at most ${PROBLEM_LIMITS.degree})`,
  },
  { name: 'fma', meaning: 'let programs use fused multiply-add' },
  { name: 'no-fma', meaning: 'do not (the default: JavaScript and WebAssembly have none)' },
  { name: 'no-division', meaning: 'do not let programs divide' },
  {
    name: 'arithmetic',
    value: 'FORMAT',
    meaning:
      'compute in this format alone: `f32` for results of f32 on machines without f64 (default: as the error needs)',
  },
  {
    name: 'operations',
    value: 'LIST',
    meaning:
      `the only operations that programs may use, of ${OPERATION_WORDS.join(' ')} ` +
      '(engine evolve without it: + - * /, and fma with --fma)',
  },
  {
    name: 'integer',
    meaning: 'programs of shifts, sums and products of integers alone, in fixed point (q(3.12), i16, …)',
  },
  { name: 'odd', meaning: 'f(-x) = -f(x) bit for bit, at every input' },
  { name: 'monotone', meaning: 'never falls (or never rises) from one input to the next, at every input' },
  {
    name: 'exact',
    value: 'LIST',
    meaning: 'results at certain inputs: "0->0" or "0→0, 1→1"',
  },
  { name: 'no-branches', meaning: 'no comparison and no selection in programs (min and max may be)' },
  {
    name: 'max-table',
    value: 'BYTES',
    meaning: 'let programs read tables of this many bytes in all; 0 for none (default 4096)',
  },
  {
    name: 'identities',
    value: 'FILE',
    meaning:
      'let range reduction use what `napier relate FUNCTION --out FILE` proved; `find` in place of FILE: relate it now',
  },
  {
    name: 'engine',
    value: 'LIST',
    meaning: `which engines search, of ${ENGINE_NAMES.join(', ')} (default minimax,rational, rewriting first where the formula is made of a operations of programs, and evolve in real; reduction on an unbounded domain; integer with --integer)`,
  },
  { name: 'budget', value: 'N', meaning: `programs to evaluate, at most (default ${DEFAULT_EVALUATIONS})` },
  {
    name: 'from-scratch',
    meaning: 'no engine starts from what another found (evolve does otherwise)',
  },
  { name: 'seed', value: 'N', meaning: 'the same seed gives the same bytes (default 1)' },
  { name: 'fpcore', meaning: 'FUNCTION is FPCore (found by itself when it begins with "(FPCore")' },
];

/** Options that say what the problem is: a checkpoint holds them all. */
export const PROBLEM_OPTIONS: readonly string[] = PROBLEM_ROWS.map(({ name }) => name);

export const APPROXIMATE_OPTIONS: readonly OptionRow[] = [
  ...PROBLEM_ROWS,
  {
    name: 'out',
    value: 'FOLDER',
    meaning: 'write NAME.napier.json and the targets there; files of the same names are overwritten',
  },
  { name: 'target', value: 'LIST', meaning: `source code to write, of ${TARGET_NAMES.join(', ')}` },
  {
    name: 'name',
    value: 'NAME',
    meaning: 'name of the files and of the function (default: from the formula, else f)',
  },
  { name: 'json', meaning: 'print the finding itself instead of the table' },
  { name: 'time', value: 'SECONDS', meaning: 'stop after this long with what was found' },
  {
    name: 'workers',
    value: 'N',
    meaning: 'threads for the proofs (default: one a processor); never changes a result',
  },
  {
    name: 'checkpoint',
    value: 'FILE',
    meaning:
      'keep the state of the run there (default with --out: NAME.checkpoint.json in it); taken away at the end',
  },
  {
    name: 'resume',
    value: 'FILE',
    meaning: 'go on from a checkpoint; the function and the options above --out come from it',
  },
  {
    name: 'provenance',
    value: 'KIND',
    meaning: 'minimal (default), or full: also seconds and machine, which makes the bytes differ',
  },
];

export const APPROXIMATE_DETAILS: Verb['details'] = [
  'FUNCTION is a formula in one variable: exp(x), sin(pi*x)/x, log(1+exp(x)), x^3 - 2x; `napier functions` lists what ' +
    'it may use. The result is a front of programs, cheapest first, each with its proved error.',
  'Ctrl-C ends the search and keeps what was found; a killed run goes on with --resume.',
];

export const APPROXIMATE_EXAMPLES: Verb['examples'] = [
  [
    'napier approximate "tanh(x)" --domain "[-1,1]" --format f32 --error 1ulp --target c,js,wasm --out tanh',
    'code for tanh in float32, every input proved',
  ],
  [
    'napier approximate "2^x" --domain "[0,1]" --format real --max-ops 8',
    'the front over the reals: operations against error',
  ],
  [
    'napier approximate "(FPCore (x) :pre (<= 0 x 1) (exp x))" --format f16 --error 1ulp --json',
    'FPCore in, the finding out',
  ],
];
