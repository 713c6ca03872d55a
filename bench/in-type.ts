/**
 * What refitting constants in the type that runs is worth: for each function and format the programs of one polynomial
 * degree, as the coefficient search leaves them and after `refitInType`; Sollya's `fpminimax` coefficients in the same
 * Horner program beside. Errors are those of one sweep over the domain ('sixteenth'), the same for all.
 *
 *   npx tsx bench/in-type.ts [filter]
 */
import { spawnSync } from 'node:child_process';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { fromHexFloat } from '../src/number/exact-constant.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { COST_MODELS } from '../src/program/cost.ts';
import type { Program } from '../src/program/program.ts';
import { fitPolynomial } from '../src/search/fit-polynomial.ts';
import { createRefitSession, disposeRefitSession, refitInType } from '../src/search/in-type/refit-in-type.ts';
import { fitInFormat } from '../src/search/machine/fit-in-format.ts';
import { polynomialProgram } from '../src/search/machine/machine-forms.ts';
import type { Problem } from '../src/search/problem.ts';
import { problemTarget } from '../src/search/problem-target.ts';
import { FORMATS } from '../src/number/formats.ts';

/** Function, domain, lowest power, stride, coefficients in f32 and in f16. */
const CASES: readonly (readonly [string, string, 0 | 1, 1 | 2, number, number])[] = [
  ['exp(x)', '[-0.35,0.35]', 0, 1, 7, 5],
  ['exp(x)', '[0,1]', 0, 1, 8, 6],
  ['2^x', '[-1/2,1/2]', 0, 1, 7, 5],
  ['2^x', '[0,1]', 0, 1, 8, 5],
  ['sin(x)', '[-pi/4,pi/4]', 1, 2, 4, 3],
  ['sin(x)', '[-pi/2,pi/2]', 1, 2, 5, 4],
  ['cos(x)', '[-pi/4,pi/4]', 0, 2, 5, 3],
  ['cos(x)', '[-1,1]', 0, 2, 5, 4],
  ['tan(x)', '[-pi/4,pi/4]', 1, 2, 8, 4],
  ['tan(x)', '[-1/2,1/2]', 1, 2, 6, 3],
  ['atan(x)', '[-1/2,1/2]', 1, 2, 6, 4],
  ['atan(x)', '[-1,1]', 1, 2, 9, 5],
  ['tanh(x)', '[-1/2,1/2]', 1, 2, 6, 3],
  ['tanh(x)', '[-1,1]', 1, 2, 8, 5],
  ['erf(x)', '[0,1/2]', 1, 2, 5, 3],
  ['erf(x)', '[0,1]', 1, 2, 7, 4],
  ['asin(x)', '[-1/2,1/2]', 1, 2, 6, 4],
  ['asin(x)', '[0,1/4]', 1, 2, 4, 3],
  ['log1p(x)', '[0,1/4]', 1, 1, 7, 4],
  ['log1p(x)', '[-1/4,1/4]', 1, 1, 8, 5],
  ['expm1(x)', '[-1/4,1/4]', 1, 1, 6, 4],
  ['expm1(x)', '[0,1/2]', 1, 1, 7, 5],
  ['sinh(x)', '[-1,1]', 1, 2, 5, 3],
  ['sinh(x)', '[-1/2,1/2]', 1, 2, 4, 3],
];
const SOLLYA_FORMAT = { f32: 'SG', f16: 'HP' } as const;
const EVALUATIONS = { f32: 1e7, f16: 2e5 } as const;

/** Sollya's coefficients for the relative error, in the same powers. */
function sollya(
  text: string,
  domain: string,
  powers: readonly number[],
  format: 'f32' | 'f16',
): number[] | undefined {
  const list = powers.join(',');
  const formats = powers.map(() => SOLLYA_FORMAT[format]).join(',');
  // A relative error has no meaning where the function is 0; Sollya wants the zero left out.
  const ends = domain.replace('[0,', '[1b-20,').replace('[-pi', '[1b-20-0*pi').slice(1, -1).split(',');
  const lo = powers[0] > 0 && domain.startsWith('[-') ? '1b-20' : ends[0];
  const script = `prec=200!;display=hexadecimal!;verbosity=0!;
p=fpminimax(${text}, [|${list}|], [|${formats}|], [${lo};${ends[1]}], relative);
${powers.map((k) => `print(coeff(p,${k}));`).join('\n')}`;
  const run = spawnSync('sollya', [], { input: script, encoding: 'utf8', timeout: 20_000 });
  const values = run.stdout
    .trim()
    .split('\n')
    .map((line) => fromHexFloat(line.trim()) ?? NaN);
  return values.length === powers.length && values.every(Number.isFinite) ? values : undefined;
}

const filter = process.argv[2] ?? '';
console.log('function   domain           format form         ops  Sollya   lattice  refit    met 1 ulp');
for (const [text, domain, first, stride, wide, narrow] of CASES) {
  for (const format of ['f32', 'f16'] as const) {
    if (!`${text} ${domain} ${format}`.includes(filter)) continue;
    const problem: Problem = {
      function: parseExpression(text),
      variable: 'x',
      domain: parseDomain(domain),
      format,
      measure: 'ulp',
      cost: 'operations',
      fma: false,
      division: false,
      seed: 1,
    };
    const oracle = createOracle(problem.function, ['x']);
    const target = problemTarget(problem, oracle, { name: 'full', first, stride });
    const powers = Array.from({ length: format === 'f32' ? wide : narrow }, (_, k) => first + k * stride);
    const fit = fitPolynomial(target, powers);
    if (fit.kind === 'failure') continue;
    const inFormat = fitInFormat(target, powers, FORMATS[format]);
    if (inFormat.kind === 'failure') continue;
    const peer = sollya(text, domain, powers, format);
    const session = createRefitSession(problem, oracle);
    const errorOf = (program: Program): number =>
      session.sweep.run(program, { kind: 'error', value: Infinity }, 'sixteenth', 1).error;
    for (const heads of [0, 1]) {
      const program = (coefficients: readonly number[]): Program =>
        polynomialProgram(problem, { powers, coefficients }, 'horner', heads);
      const start = program(inFormat.best[0].coefficients);
      const free = start.constants.flatMap((c, i) => (/^-?0x1p/.test(c) ? [] : [i]));
      const found = refitInType(start, free, problem, { session, evaluations: EVALUATIONS[format] });
      const row = [peer && errorOf(program(peer)), errorOf(start), found?.error];
      console.log(
        text.padEnd(10),
        domain.padEnd(16),
        format.padEnd(6),
        (heads === 0 ? 'horner' : 'leading last').padEnd(12),
        String(COST_MODELS.operations.cost(start)).padStart(3),
        ...row.map((value) => (value?.toFixed(4) ?? '-').padStart(8)),
        (found?.error ?? 9) <= 1 ? 'yes' : '',
      );
    }
    disposeRefitSession(session);
  }
}
