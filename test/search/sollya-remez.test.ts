import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { fitPolynomial } from '../../src/search/fit-polynomial.ts';
import { needs } from '../tool.ts';
import { denseError, powers, target } from './targets.ts';

/** The same points and the same arithmetic judge both. */
needs('sollya')('fitPolynomial against Sollya remez', () => {
  it.each([
    ['exp(x)', '0', '1', 'relative', 5],
    ['log2(x)', '1', '2', 'absolute', 7],
    ['tanh(x)', '0', '1', 'absolute', 9],
    ['sqrt(x)', '1', '2', 'relative', 10],
  ] as const)('%s on [%s, %s], %s, degree %i: no larger error', (text, lo, hi, measure, degree) => {
    const asked =
      measure === 'relative'
        ? `1, ${degree}, [${lo};${hi}], 1/(${text})`
        : `${text}, ${degree}, [${lo};${hi}]`;
    const script = `display = hexadecimal!; p = remez(${asked}); for k from 0 to ${degree} do print("c", coeff(p, k)); quit;`;
    const { stdout } = spawnSync('sollya', ['--warnonstderr'], { input: script, encoding: 'utf8' });
    const theirs = [...stdout.matchAll(/^c (\S+)$/gm)].map((match) => match[1]);
    expect(theirs).toHaveLength(degree + 1);
    const to = target(text, `[${lo},${hi}]`, measure);
    const ours = fitPolynomial(to, powers(0, degree));
    if (ours.kind === 'failure') throw new Error(ours.message);
    const theirError = denseError(to, { powers: powers(0, degree), coefficients: theirs }, undefined, 2000);
    expect(ours.error).toBeLessThanOrEqual(theirError * 1.001);
    expect(denseError(to, ours, undefined, 2000)).toBeLessThanOrEqual(ours.error * (1 + 1e-6));
  });
});
