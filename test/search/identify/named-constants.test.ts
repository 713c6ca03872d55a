import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { bigToDecimal } from '../../../src/number/big-text.ts';
import { ROUND } from '../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { newInterval } from '../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { NAMED_CONSTANTS } from '../../../src/search/identify/named-constants.ts';
import { toGP } from '../../expression/gp.ts';
import { needs } from '../../tool.ts';

const DIGITS = 10_000;

/** Definitions that are long enough for 10,000 digits, each by another way than the oracle's where there is one. */
const LONG: Readonly<Record<string, string>> = {
  wilbraham_gibbs: 'suminf(k=0,(-1)^k*Pi^(2*k+1)/((2*k+1)*(2*k+1)!))',
  cahen: 'my(s=2,v=0.);for(k=0,14,v+=(-1)^k/(s-1.);s=s^2-s+1);v',
  komornik_loreti: 'solve(q=1.7,1.9,prod(k=0,16,1-q^(-2^k))+(q-2)/(q-1))',
  liouville: 'sum(k=1,8,10.^(-k!))',
  champernowne: 'my(s="");for(n=1,2900,s=Str(s,n));eval(Str("0.",s))',
  copeland_erdos: 'my(s="");forprime(p=2,25000,s=Str(s,p));eval(Str("0.",s))',
  thue_morse: '(1/2-prod(k=0,16,1-2.^(-2^k))/4)',
  rabbit: 'sum(n=1,20700,2.^(-floor(n*(1+sqrt(5))/2)))',
  paperfolding: 'sum(k=0,15,8.^(2^k)/(2.^(2^(k+2))-1))',
  prime_constant: 'my(v=0.);forprime(p=2,33400,v+=2.^(-p));v',
  kempner: 'sum(k=0,16,2.^(-2^k))',
  soldner:
    'my(u=exp(0.3725074107813666344619918665801191335356));for(i=1,10,u=u-log(u)*(-real(eint1(-log(u)))));u',
  'airy_ai(0)': '1/(3^(2/3)*gamma(2/3))',
};

/** These take PARI or MPFR minutes at 10,000 digits: they are compared to 1,000. */
const SLOW = new Set<string>([
  'glaisher',
  'gompertz',
  'gieseking',
  'zeta(1/2)',
  'zeta(3/2)',
  'gamma(1/3)',
  'gamma(1/4)',
  'erf(1)',
]);

const digitsOf = (text: string): number =>
  [...SLOW].some((slow) => text.includes(slow)) ? DIGITS / 10 : DIGITS;

/** Our value, cut to so many digits after the point. */
function ours(text: string, digits: number): string {
  const bits = Math.ceil((digits + 30) * Math.log2(10));
  return withWorkspace(bits + 16, (w) => {
    const out = newInterval(w);
    const oracle = createOracle(parseExpression(text), [], { maxPrecision: 60_000 });
    expect(oracle.enclose([], bits, out).kind).toBe('enclosed');
    return plain(bigToDecimal(out.lo, digits + 10, ROUND.ZERO)).slice(0, digits);
  });
}

function theirs(text: string, digits: number): string {
  const source = LONG[text] ?? toGP(parseExpression(text));
  const script = `default(realprecision, ${digits + 60});\ncbrt_(x) = if(x < 0, -(-x)^(1/3), x^(1/3));\nerf_(x) = 1 - erfc(x);\nvalue_() = {${source}};
print(1.*value_())\n`;
  const result = spawnSync('gp', ['-q', '-f', '-s', '1G'], { input: script, encoding: 'utf8' });
  expect(result.stderr).toBe('');
  return plain(result.stdout.trim().replace(/ E/, 'e')).slice(0, digits);
}

/** The significant digits of a decimal. */
function plain(decimal: string): string {
  return decimal.replace(/e.*$/i, '').replace(/[^\d]/g, '').replace(/^0+/, '');
}

needs('gp')('the named constants beside PARI', () => {
  it.runIf(process.env.NAPIER_DEEP === '1').each(NAMED_CONSTANTS.map(({ text }) => text))(
    '%s to 10,000 digits',
    { timeout: 600_000 },
    (text) => {
      const digits = digitsOf(text);
      expect(ours(text, digits)).toBe(theirs(text, digits));
    },
  );

  it.each(['pi', 'ln2', 'egamma', 'catalan', 'kempner'])('%s to 1,000 digits', (text) => {
    expect(ours(text, 1_000)).toBe(theirs(text, 1_000));
  });
});
