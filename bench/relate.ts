/**
 * The 80 functions of RSR-Bench (Bitween, arXiv 2412.18134): identities found and proved, and the time of processor.
 * Beside "proved", the column "reduction" says whether one of them relates values of f at different arguments (a random
 * self-reduction or a symmetry), which is what the paper counts; an equation between f, its derivatives and x does not
 * count there. Every identity is evaluated once more by mpmath to 40 digits at up to 60 points, from its text.
 *
 *   npx tsx bench/relate.ts [--all: every identity in full] [NUMBER …]
 */
import { spawnSync } from 'node:child_process';
import { relate } from '../src/discover/relate.ts';
import type { RelationEntry } from '../src/discover/relation.ts';

type Row = { readonly source: string; readonly with?: string };
const f = (source: string, terms?: string): Row => ({
  source,
  ...(terms === undefined ? {} : { with: terms }),
});

/** In the order of the benchmark (numbers 1 to 80); where it hands a function helpers, we do too. */
// prettier-ignore
const FUNCTIONS: readonly Row[] = [
  f('5*x'), f('exp(x)'), f('exp(x) - 1'), f('exp(x)/x'), f('exp(x)/x', 'f(x), f(y), f(x+y), exp(x), exp(y), x, y'),
  f('x + y'), f('(x + y + z)/3'), f('tan(x)'), f('1/tan(x)'), f('x^2 - y^2'),
  f('1/x^2'), f('1/x'), f('1/(x+1)'), f('1/(1/tan(x) + 1)'), f('1/(tan(x) + 1)'),
  f('x/(1-x)'), f('-x/(1-x)'), f('cos(x)'), f('cosh(x)'), f('x^2'),
  f('sin(x)'), f('sinh(x)'), f('x^3'), f('log(x)'), f('1/cos(x)'),
  f('1/sin(x)'), f('sin(x)/x'), f('sin(x)/x', 'f(x), f(y), f(x+y), cos(x), cos(y), x, y'),
  f('x - 101*floor(x/101)'), f('x*y - 100001*floor(x*y/100001)'),
  f('x*y'), f('tanh(x)'), f('1/(1+exp(-x))'), f('exp(x)/(exp(x)+exp(y))'), f('exp(y)/(exp(x)+exp(y))'),
  f('1/(1+exp(-2*x))'), f('3/(1+exp(-2*x))'), f('(1-x)^2'), f('1/(1+exp(x))^2'),
  f('1/(1+exp(x))^2', 'f(x), f(y), f(x+y), 1/(1+exp(x)), 1/(1+exp(y))'),
  f('asin(x)'), f('acos(x)'), f('atan(x)'), f('asinh(x)'), f('acosh(x)'),
  f('atanh(x)'), f('max(x, 0)'), f('max(x, x/100)'), f('x/(1+exp(-x))'), f('gelu(x)'),
  f('log(1+x)'), f('log(x/(1-x))'), f('log2(x)'), f('sqrt(x)'), f('cbrt(x)'),
  f('x^x'), f('floor(x)'), f('ceil(x)'), f('x - floor(x)'), f('erf(x)'),
  f('gamma(x)'), f('exp(sin(x))'), f('sin(exp(x))'), f('log(abs(cos(x)))'), f('sqrt(1+x^2)'),
  f('abs(x)'), f('x/abs(x)'), f('atan(sinh(x))'), f('2^x'), f('10^x'),
  f('(1+x/2)/(1-x/2)'), f('(1+x/2+x^2/12)/(1-x/2+x^2/12)'), f('1+1/(1+1/(1+1/(1+x)))'), f('x/(1-x^2/(3-x^2/5))'),
  f('(2*x+1)/(x+3)'), f('1/x'), f('(x-1)/(x+1)'), f('exp(x^2)'), f('exp(cos(x))'), f('x^4'),
];

/** Whether two values of f at different arguments are in it. */
function isReduction({ terms }: RelationEntry): boolean {
  return (
    new Set(terms.filter((text) => /^f'*\(/.test(text)).map((text) => text.replace(/^f'*/, ''))).size > 1
  );
}

const all = process.argv.includes('--all');
const asked = process.argv.slice(2).map(Number).filter(Number.isInteger);
const numbers = asked.length > 0 ? asked : FUNCTIONS.map((_, i) => i + 1);
relate('tanh(x)'); // to warm up

const times: number[] = [];
const identities: { number: number; text: string; identity: string; conditions: readonly string[] }[] = [];
let [withProof, withReduction] = [0, 0];
console.log('  #  function                          proved  measured  reduction      ms  first');
for (const number of numbers) {
  const { source, with: terms } = FUNCTIONS[number - 1];
  const before = process.cpuUsage();
  const { front } = relate(source, terms === undefined ? {} : { with: terms });
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  times.push(ms);
  const proved = front.filter(({ status }) => status === 'proved');
  const reductions = proved.filter(isReduction);
  if (proved.length > 0) withProof += 1;
  if (reductions.length > 0) withReduction += 1;
  for (const { text, identity, proof } of front) {
    identities.push({ number, text, identity, conditions: proof?.conditions ?? [] });
  }
  const cells = [
    String(number).padStart(3),
    source.padEnd(32),
    String(proved.length).padStart(7),
    String(front.length - proved.length).padStart(9),
    (reductions.length > 0 ? 'yes' : '-').padStart(10),
    ms.toFixed(0).padStart(7),
    (reductions[0] ?? proved[0])?.text ?? '',
  ];
  console.log(cells.join('  '));
  if (all) for (const { text, status } of front) console.log(`       ${status}: ${text}`);
}
const sorted = times.toSorted((a, b) => a - b);
const mean = times.reduce((a, b) => a + b, 0) / times.length;
console.log(
  `${withProof} of ${numbers.length} with a proved identity, ${withReduction} with a proved reduction; ` +
    `${identities.length} identities; median ${sorted[sorted.length >> 1].toFixed(0)} ms, mean ${mean.toFixed(0)} ms, ` +
    `most ${sorted[sorted.length - 1].toFixed(0)} ms of processor`,
);

const PYTHON = `
import json, random, re, sys
from mpmath import mp, mpf, mpc, isnan, isinf
import mpmath as m
mp.dps = 60
def real(v):
    if isinstance(v, mpc) or isnan(v) or isinf(v): raise ValueError
    return v
names = {n: (lambda g: lambda *a: real(g(*a)))(getattr(m, n)) for n in
  'exp log sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf gamma floor ceil digamma'.split()}
names.update(mpf=mpf, pi=m.pi, e=m.e, ln2=m.log(2), abs=abs, max=max, min=min,
  cbrt=lambda v: m.cbrt(v) if v >= 0 else -m.cbrt(-v), log2=lambda v: real(m.log(v, 2)), log10=lambda v: real(m.log(v, 10)),
  exp2=lambda v: mpf(2)**v, exp10=lambda v: mpf(10)**v, log1p=lambda v: real(m.log(1+v)), expm1=lambda v: m.exp(v)-1,
  gelu=lambda v: v*(1+m.erf(v/m.sqrt(2)))/2, sigmoid=lambda v: 1/(1+m.exp(-v)), sign=m.sign)
random.seed(7)
wrong = []; unchecked = []
for item in json.load(sys.stdin):
    code = re.sub(r'(?<![\\w.])(\\d+(?:\\.\\d+)?)(?![\\w.])', r"mpf('\\1')", item['identity']).replace('^', '**')
    code = compile(code, item['text'], 'eval')
    vs = [v for v in 'xyzuvw' if re.search(r'\\b' + v + r'\\b', item['identity'])]
    seen = 0; worst = mpf(0)
    for k in range(200):
        if seen >= 60: break
        s = [1, 4, 0.5][k % 3]
        at = {v: mpf(random.uniform(-s if k % 2 else 0, s)) for v in vs}
        if any('> 0' in c and at.get(c.split()[0], 1) <= 0 for c in item['conditions']): continue
        try:
            value = real(eval(code, dict(names, **at)))
        except (ValueError, ZeroDivisionError, TypeError, OverflowError): continue
        seen += 1; worst = max(worst, abs(value))
    if seen == 0: unchecked.append(item['text'])
    elif worst > mpf(10)**-20: wrong.append((item['number'], item['text'], str(worst)))
print(len(wrong), 'wrong', wrong, len(unchecked), 'without a point', unchecked)
`;
const python = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
  input: JSON.stringify(identities),
  encoding: 'utf8',
});
console.log(
  `by mpmath: ${python.status === 0 ? python.stdout.trim() : `not run (${python.stderr.trim().split('\n').at(-1)})`}`,
);
