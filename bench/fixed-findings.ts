/**
 * Makes the fixed-point programs of the conformance tables (`bench/conformance.ts`): twelve functions in q(3.12) by integer
 * operations alone, found from nothing by the engine `integer`, each proved on every number of its domain. The same bytes each time.
 *
 *   npx tsx bench/fixed-findings.ts [NAME...]      (writes bench/findings/NAME-fixed.napier.json; some 10 s of processor each)
 */
import { writeFileSync } from 'node:fs';
import { approximate } from '../src/discover/approximate.ts';
import { chooseEntry } from '../src/discover/choose-entry.ts';
import { writeFinding } from '../src/discover/write-finding.ts';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { INTEGER_OPERATIONS } from '../src/program/integer-operations.ts';
import { FIXED_FORMAT, fixedPath } from './conformance/fixed-functions.ts';

/** Formulas and domains: as far as the values are numbers of the format. */
const FUNCTIONS: Readonly<Record<string, readonly [formula: string, domain: string]>> = {
  exp: ['exp(x)', '[-8,2]'],
  exp2: ['2^x', '[-8,3)'],
  expm1: ['expm1(x)', '[-8,2]'],
  sin: ['sin(x)', '[-2,2]'],
  cos: ['cos(x)', '[-2,2]'],
  tan: ['tan(x)', '[-1,1]'],
  tanh: ['tanh(x)', '[-8,8)'],
  atan: ['atan(x)', '[-8,8)'],
  erf: ['erf(x)', '[-8,8)'],
  sigmoid: ['1/(1+exp(-x))', '[-8,8)'],
  gelu: ['x*(1+erf(x/sqrt(2)))/2', '[-8,8)'],
  cbrt: ['cbrt(x)', '[1/8,8)'],
};

const asked = process.argv.slice(2);
for (const [name, [formula, domain]] of Object.entries(FUNCTIONS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const start = process.cpuUsage();
  const finding = await approximate(
    {
      function: parseExpression(formula),
      variable: 'x',
      domain: parseDomain(domain),
      format: FIXED_FORMAT,
      measure: 'ulp',
      cost: 'operations',
      fma: false,
      division: false,
      operations: INTEGER_OPERATIONS,
      maxOperations: 20,
      seed: 1,
    },
    { engines: ['integer'], evaluations: 60_000 },
  );
  const best = chooseEntry(finding);
  // What is emitted is the program of the smallest bound: it alone is kept.
  writeFileSync(fixedPath(name), writeFinding({ ...finding, front: best === undefined ? [] : [best] }));
  const seconds = process.cpuUsage(start).user / 1e6;
  console.log(`${name}: ${best?.operations} operations, ${best?.error.bound} ulp, ${seconds.toFixed(1)} s of processor`); // prettier-ignore
}
