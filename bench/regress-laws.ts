/**
 * Laws of physics, chemistry and biology that stand on none of the benchmark's lists, from textbook knowledge, with ranges
 * of our own and without and with units: `npx tsx bench/regress-laws.ts [--rows 100] [--time 10] [--only NAME,NAME]`.
 * Recovered as in bench/regress.ts. Seconds are of processor time.
 */
import { parseArgs } from 'node:util';
import { regress } from '../src/discover/regress.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { createRandom } from '../src/number/random.ts';
import { lawOf, median, sameFormula, valuesAt, wilson } from './regress-sample.ts';

type Law = {
  readonly name: string;
  readonly expression: string;
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  /** Of the inputs and of `y`. */
  readonly units: string;
};

const law = (name: string, expression: string, ranges: Law['ranges'], units: string): Law => ({
  name,
  expression,
  ranges,
  units,
});

const LAWS: readonly Law[] = [
  law('pendulum', '2*pi*sqrt(l/g)', { l: [0.1, 5], g: [1, 25] }, 'l: m, g: m/s^2, y: s'),
  law(
    'projectile',
    'v^2*sin(2*a)/g',
    { v: [1, 30], a: [0.1, 1.4], g: [1, 25] },
    'v: m/s, a: 1, g: m/s^2, y: m',
  ),
  law(
    'drag',
    '0.5*r*v^2*c*s',
    { r: [0.5, 2], v: [1, 30], c: [0.1, 1.5], s: [0.5, 3] },
    'r: kg/m^3, v: m/s, c: 1, s: m^2, y: N',
  ),
  law('Stokes', '6*pi*n*r*v', { n: [0.5, 3], r: [0.1, 2], v: [0.5, 5] }, 'n: Pa*s, r: m, v: m/s, y: N'),
  law(
    'Poiseuille',
    'pi*r^4*p/(8*n*l)',
    { r: [0.5, 2], p: [1, 9], n: [0.5, 3], l: [1, 5] },
    'r: m, p: Pa, n: Pa*s, l: m, y: m^3/s',
  ),
  law(
    'Bernoulli',
    'p + 0.5*r*v^2 + r*g*h',
    { p: [1, 50], r: [0.5, 2], v: [1, 6], g: [5, 12], h: [0.5, 3] },
    'p: Pa, r: kg/m^3, v: m/s, g: m/s^2, h: m, y: Pa',
  ),
  law('escape', 'sqrt(2*g*m/r)', { g: [1, 5], m: [1, 9], r: [1, 5] }, 'g: m^3/(kg*s^2), m: kg, r: m, y: m/s'),
  law(
    'Kepler',
    '2*pi*sqrt(a^3/(g*m))',
    { a: [1, 5], g: [1, 5], m: [1, 9] },
    'a: m, g: m^3/(kg*s^2), m: kg, y: s',
  ),
  law(
    'vis viva',
    'sqrt(m*(2/r - 1/a))',
    { m: [1, 9], r: [1, 3], a: [2, 6] },
    'm: m^3/s^2, r: m, a: m, y: m/s',
  ),
  law(
    'elastic collision',
    '((m - n)*u + 2*n*v)/(m + n)',
    { m: [1, 5], n: [1, 5], u: [-3, 3], v: [-3, 3] },
    'm: kg, n: kg, u: m/s, v: m/s, y: m/s',
  ),
  law(
    'damped oscillation',
    'a*exp(-b*t)*cos(w*t)',
    { a: [1, 3], b: [0.1, 1], w: [1, 4], t: [0, 3] },
    'a: m, b: 1/s, w: 1/s, t: s, y: m',
  ),
  law(
    'charging',
    'u*(1 - exp(-t/(r*c)))',
    { u: [1, 9], t: [0, 5], r: [1, 4], c: [0.5, 2] },
    'u: V, t: s, r: ohm, c: F, y: V',
  ),
  law(
    'impedance',
    'sqrt(r^2 + (w*l)^2)',
    { r: [1, 5], w: [1, 5], l: [0.5, 2] },
    'r: ohm, w: 1/s, l: H, y: ohm',
  ),
  law('parallel resistors', 'r*s/(r + s)', { r: [1, 9], s: [1, 9] }, 'r: ohm, s: ohm, y: ohm'),
  law(
    'Doppler, moving both',
    'f*(c + v)/(c - w)',
    { f: [1, 9], c: [5, 9], v: [0, 3], w: [0, 3] },
    'f: 1/s, c: m/s, v: m/s, w: m/s, y: 1/s',
  ),
  law(
    'Stefan and Boltzmann, net',
    's*a*(t^4 - u^4)',
    { s: [0.5, 2], a: [1, 3], t: [1, 3], u: [1, 3] },
    's: W/(m^2*K^4), a: m^2, t: K, u: K, y: W',
  ),
  law(
    'van der Waals',
    'n*r*t/(v - n*b) - a*n^2/v^2',
    { n: [1, 2], r: [1, 3], t: [1, 5], v: [4, 9], a: [1, 3], b: [0.1, 0.5] },
    'n: mol, r: J/(mol*K), t: K, v: m^3, a: Pa*m^6/mol^2, b: m^3/mol, y: Pa',
  ),
  law('Carnot', '1 - c/h', { c: [1, 3], h: [4, 9] }, 'c: K, h: K, y: 1'),
  law(
    'Arrhenius',
    'a*exp(-e/(r*t))',
    { a: [1, 5], e: [1, 5], r: [1, 3], t: [1, 5] },
    'a: 1/s, e: J/mol, r: J/(mol*K), t: K, y: 1/s',
  ),
  law(
    'Nernst',
    'r*t/(z*f)*log(a/b)',
    { r: [1, 3], t: [1, 5], z: [1, 3], f: [1, 5], a: [1, 9], b: [1, 9] },
    'r: J/(mol*K), t: K, z: 1, f: C/mol, a: mol/m^3, b: mol/m^3, y: V',
  ),
  law(
    'Michaelis and Menten',
    'v*s/(k + s)',
    { v: [1, 5], s: [0.1, 9], k: [0.5, 4] },
    'v: mol/s, s: mol/m^3, k: mol/m^3, y: mol/s',
  ),
  law('Hill', 's^2/(k^2 + s^2)', { s: [0.1, 9], k: [0.5, 4] }, 's: mol/m^3, k: mol/m^3, y: 1'),
  law(
    'logistic growth',
    'k/(1 + a*exp(-r*t))',
    { k: [1, 9], a: [0.5, 5], r: [0.2, 2], t: [0, 5] },
    'k: 1, a: 1, r: 1/s, t: s, y: 1',
  ),
];

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100' },
    time: { type: 'string', default: '10' },
    only: { type: 'string' },
  },
});
const counts = [0, 0];
const times: number[][] = [[], []];
let tried = 0;
console.log('| law | without units | s | with units | s | found without |\n|---|---|---|---|---|---|');
for (const one of LAWS) {
  if (values.only !== undefined && !values.only.split(',').includes(one.name)) continue;
  tried += 1;
  const inputs = Object.keys(one.ranges);
  const rows = Number(values.rows);
  const random = createRandom(2_026);
  const columns = Object.values(one.ranges).map(([lo, hi]) =>
    Float64Array.from({ length: rows }, () => lo + (hi - lo) * random.next()),
  );
  const y = valuesAt(lawOf({ ...one, sample: 'U', rows }), inputs, columns);
  const table = { names: [...inputs, 'y'], columns: [...columns, y], rows };
  const cells: string[] = [];
  let text = '';
  for (const [i, units] of [undefined, one.units].entries()) {
    const start = process.cpuUsage();
    const seconds = (): number => {
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1e6;
    };
    const { front } = regress(table, {
      target: 'y',
      evaluations: 20_000,
      stopped: () => (seconds() > Number(values.time) ? 'time' : undefined),
      ...(units === undefined ? {} : { units }),
    });
    const expression = front.find(({ chosen }) => chosen)?.expression ?? '';
    const good = sameFormula(parseExpression(expression), parseExpression(one.expression), one.ranges);
    if (good) counts[i] += 1;
    times[i].push(seconds());
    cells.push(good ? 'yes' : 'no', seconds().toFixed(2));
    if (i === 0) text = expression;
  }
  console.log(`| ${one.name} | ${cells.join(' | ')} | \`${text}\` |`);
}
console.log(
  `\nwithout units ${counts[0]} of ${tried}, ${wilson(counts[0], tried)}, median ${median(times[0]).toFixed(2)} s; with units ${counts[1]} of ${tried}, ${wilson(counts[1], tried)}, median ${median(times[1]).toFixed(2)} s`,
);
