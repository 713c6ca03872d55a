/**
 * What the engine `bits` finds for the reciprocal square root (or another function) in f32 from nothing, each program
 * run on every input:
 *   npx tsx bench/bits-rsqrt.ts [seed=1] [evaluations=30e6] [domain="[1,4)"] [most=10] [function] [measure] [operations]
 * For all positive normal numbers: domain "[2^-126,2^128)".
 */
import { approximate } from '../src/discover/approximate.ts';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { MACHINE_OPERATIONS } from '../src/program/machine-operations.ts';

const [
  seed = '1',
  evaluations = '30e6',
  domain = '[1,4)',
  most = '10',
  text = '1/sqrt(x)',
  measure = 'relative',
  operations = 'add,sub,mul,iadd,isub,ishl,ishr',
] = process.argv.slice(2);
const started = performance.now();
let found = 0;
const finding = await approximate(
  {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'f32',
    measure: measure === 'absolute' ? 'absolute' : 'relative',
    cost: 'operations',
    maxOperations: Number(most),
    fma: false,
    division: false,
    operations: MACHINE_OPERATIONS.filter((op) => operations.split(',').includes(op)),
    seed: Number(seed),
  },
  {
    engines: ['bits'],
    evaluations: Number(evaluations),
    onEvent: ({ phase }) => {
      if (phase === 'search') found = performance.now();
    },
  },
);
const processor = process.cpuUsage().user / 1e6;
console.log(
  `${text} on ${domain}, f32, ${measure}, seed ${seed}, ${Number(evaluations) / 1e6} M evaluations:`,
);
console.log(
  `search ${((found - started) / 1000).toFixed(1)} s; ${processor.toFixed(0)} s of processor in all`,
);
for (const { operations, certificate, error, program } of finding.front) {
  const bound =
    certificate === undefined ? `${error.value} measured` : exactDouble(certificate.bound).toExponential(4);
  const points = certificate?.method === 'exhaustive' ? `${certificate.points} inputs` : '';
  console.log(`${operations}  ${bound}  ${points}  ${program.text}`);
}
console.log(JSON.stringify(finding.provenance.history.filter(({ phase }) => phase !== 'prove')));
