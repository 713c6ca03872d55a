import { describe, expect, it } from 'vitest';
import { NapierError } from '../../../src/error/fault.ts';
import { balanceReaction, balanceText } from '../../../src/search/identify/reaction.ts';

const balances = (text: string): string[] => balanceReaction(text).map(balanceText);

describe('balanceReaction', () => {
  it.each([
    ['KMnO4 + HCl -> KCl + MnCl2 + H2O + Cl2', '2 KMnO4 + 16 HCl -> 2 KCl + 2 MnCl2 + 8 H2O + 5 Cl2'],
    ['MnO4^- + Fe^2+ + H+ -> Mn^2+ + Fe^3+ + H2O', 'MnO4^- + 5 Fe^2+ + 8 H+ -> Mn^2+ + 5 Fe^3+ + 4 H2O'],
    ['Cr2O7^{2-} + H+ + e- = Cr^3+ + H2O', 'Cr2O7^{2-} + 14 H+ + 6 e^- -> 2 Cr^3+ + 7 H2O'],
    ['CuSO4·5H2O -> CuSO4 + H2O', 'CuSO4·5H2O -> CuSO4 + 5 H2O'],
    [
      'K4Fe(CN)6 + KMnO4 + H2SO4 -> KHSO4 + Fe2(SO4)3 + MnSO4 + HNO3 + CO2 + H2O',
      '10 K4Fe(CN)6 + 122 KMnO4 + 299 H2SO4 -> 162 KHSO4 + 5 Fe2(SO4)3 + 122 MnSO4 + 60 HNO3 + 60 CO2 + 188 H2O',
    ],
    ['7 C6H12O6(aq) + O2(g) → CO2(g) + H2O(l)', 'C6H12O6 + 6 O2 -> 6 CO2 + 6 H2O'],
  ])('%s', (given, balanced) => {
    expect(balances(given)).toEqual([balanced]);
  });

  it('gives every minimal balance where there are several', () => {
    expect(balances('C + O2 -> CO + CO2')).toEqual(['C + O2 -> CO2', '2 C + O2 -> 2 CO']);
    expect(balances('H2O2 + KMnO4 + H2SO4 -> K2SO4 + MnSO4 + H2O + O2')).toContain('2 H2O2 -> 2 H2O + O2');
  });

  it.each([
    ['NaCl', 'a reaction needs an arrow'],
    ['H2 -> O2', 'nothing balances this reaction'],
    ['Na(Cl -> Na + Cl2', 'this bracket is never closed'],
    ['nacl -> Na + Cl2', 'unexpected `n` in a formula'],
    ['H2 + -> H2O', 'a species is missing here'],
    ['H2 + O2 ->', 'nothing on the right of the arrow'],
    ['H2 + H2 -> H4', 'H2 is given twice on one side'],
  ])('%s: %s', (given, message) => {
    expect(() => balances(given)).toThrow(NapierError);
    expect(() => balances(given)).toThrow(message);
  });
});
