import { describe, expect, it } from 'vitest';
import type { IdentificationFinding } from '../../src/discover/identification.ts';
import { identifyComplex } from '../../src/discover/identify-complex.ts';
import { identifyFraction } from '../../src/discover/identify-fraction.ts';
import { identifyNumber } from '../../src/discover/identify-number.ts';
import { identifyReaction } from '../../src/discover/identify-reaction.ts';
import { identifySequence } from '../../src/discover/identify-sequence.ts';
import { renderIdentification } from '../../src/report/identification-page.ts';
import { checkPage } from './check-page.ts';

describe('the page of an identification', () => {
  it.each<[string, () => IdentificationFinding, string]>([
    [
      'a number',
      () => identifyNumber('0.9159655941772190150546'),
      'napier identify 0.9159655941772190150546 ',
    ],
    ['a zero', () => identifyNumber('1.324717957244746025960908854478'), 'napier identify 1.3247'],
    ['a complex number', () => identifyComplex('0.5+0.8660254037844386467637i'), 'napier identify 0.5+'],
    ['a fraction', () => identifyFraction('2n + 1; n^2'), '--fraction &quot;2*n + 1; n^2&quot;'],
    ['a sequence', () => identifySequence('1,1,2,5,14,42'), '--sequence 1,1,2,5,14,42'],
    ['a reaction', () => identifyReaction('H2 + O2 -> H2O'), '--reaction &quot;H2 + O2 -&gt; H2O&quot;'],
  ])('%s: is well-formed, says what it is not, and how to make it again', (_, ask, command) => {
    const finding = ask();
    const page = renderIdentification(finding, 'a <b>.json');
    checkPage(page);
    expect(page).toContain('napier show &quot;a &lt;b&gt;.json&quot;');
    expect(page).toContain(command);
    expect(page.includes('class="claim measured"')).toBe(finding.problem.question !== 'reaction');
    for (const entry of finding.front) {
      if ('chance' in entry) expect(page).toContain(`&lt; ${entry.chance}`);
      if (entry.form === 'balance') expect(page).toContain('2 H2 + O2 -&gt; 2 H2O');
    }
  });

  it('writes the ends of what is known as decimals', () => {
    const page = renderIdentification(identifyNumber('0.9159655941772190150546'), 'a.json');
    expect(page).toContain('between <code class="wrap">0.9159655941772190150545</code> and');
  });

  it('foretells digits beyond those given, rightly', () => {
    const page = renderIdentification(identifyNumber('1.64493406684822643647241'), 'a.json');
    expect(page).toContain('1.64493406684822643647241516664602518921894990120679843773555');
  });
});
