/**
 * The minimal polynomial of 2^(1/6) + 3^(1/5) (degree 30) from 200 digits, beside PARI's `algdep` and, with `--mpmath`,
 * mpmath's `findpoly`, in one run. The latter is stopped after so many seconds of processor (default 300). Times are of processor, so that a loaded machine
 * counts little; ours is the median of nine after one to warm up, PARI's the mean of twenty.
 *
 *   npx tsx bench/identify-algebraic.ts [--mpmath [SECONDS]]
 */
import { spawnSync } from 'node:child_process';
import { parseExpression } from '../src/expression/parse.ts';
import { integerRelations } from '../src/number/exact/integer-relation.ts';
import { toFixedPoint } from '../src/number/fixed-point.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { newInterval } from '../src/oracle/big-interval.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';

const DEGREE = 30;
/** 200 decimal digits. */
const BITS = 664;
const TRUE =
  '697,-1440,-20520,-98280,-102060,-1458,80,-43920,538380,-336420,1215,0,-80,-56160,-135540,-540,0,0,40,-7380,135,0,0,0,-10,-18,0,0,0,0,1';

const value = withWorkspace(BITS + 64, (w) => {
  const out = newInterval(w);
  createOracle(parseExpression('2^(1/6) + 3^(1/5)'), []).enclose([], BITS + 32, out);
  return toFixedPoint(out.lo, BITS);
});

function ours(): string {
  const powers = [1n << BigInt(BITS)];
  for (let i = 1; i <= DEGREE; i++) powers.push((powers[i - 1] * value) >> BigInt(BITS));
  const x = Number(value >> BigInt(BITS - 40)) / 2 ** 40;
  const [found] = integerRelations({
    values: powers.map((power) => [power]),
    bits: BITS,
    errors: powers.map((_, i) => Math.max(1, 2 * i * x ** (i - 1))),
  });
  const sign = found[DEGREE] < 0n ? -1n : 1n;
  return found.map((c) => c * sign).join();
}

const times: number[] = [];
let answer = ours();
for (let i = 0; i < 9; i++) {
  const before = process.cpuUsage();
  answer = ours();
  times.push(process.cpuUsage(before).user / 1000);
}
const own = times.toSorted((a, b) => a - b)[4];
console.log(`Napier: ${own.toFixed(1)} ms, ${answer === TRUE ? 'right' : 'WRONG'}`);

const gp = spawnSync('gp', ['-q', '-f'], {
  input: `default(realprecision,200);z=2^(1/6)+3^(1/5);gettime();for(i=1,20,p=algdep(z,${DEGREE}));t=gettime();print(t/20.);print(Vecrev(p))\n`,
  encoding: 'utf8',
});
const [time, polynomial] = gp.stdout.trim().split('\n');
const theirs = Number(time);
const right = polynomial.replace(/[[\]\s]/g, '') === TRUE;
console.log(
  `PARI algdep: ${theirs.toFixed(1)} ms, ${right ? 'right' : 'WRONG'}; Napier takes ${(own / theirs).toFixed(2)} times as long`,
);

const asked = process.argv.indexOf('--mpmath');
if (asked >= 0) {
  const most = Number(process.argv[asked + 1] ?? 300);
  const script = `
import resource, time
resource.setrlimit(resource.RLIMIT_CPU, (${most}, ${most}))
from mpmath import mp, mpf, findpoly
mp.dps = 200
z = mpf(2)**(mpf(1)/6) + mpf(3)**(mpf(1)/5)
t = time.process_time()
p = findpoly(z, ${DEGREE}, maxcoeff=10**6, maxsteps=10**6)
print(time.process_time() - t)
print(p)
`;
  const python = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8' });
  const [seconds, found] = python.stdout.trim().split('\n');
  if (found === undefined) {
    if (python.signal === null)
      throw new Error(`mpmath gave no answer: ${python.stderr.trim().split('\n').at(-1)}`);
    console.log(
      `mpmath findpoly: no answer after ${most} s of processor; Napier is at least ${((most * 1000) / own).toFixed(0)} times as fast`,
    );
    process.exit();
  }
  const coefficients = found.replace(/[[\]\s]/g, '').split(',');
  const same = [coefficients, coefficients.map((c) => String(-Number(c)))].some(
    (c) => c.toReversed().join() === TRUE,
  );
  const ratio = (Number(seconds) * 1000) / own;
  console.log(
    `mpmath findpoly: ${Number(seconds).toFixed(1)} s, ${same ? 'right' : 'WRONG'}; Napier is ${ratio.toFixed(0)} times as fast`,
  );
}
