import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace, Workspace } from '../../src/number/workspace.ts';

describe('Workspace', () => {
  it('hands out distinct numbers of its precision, and takes them back', () => {
    const w = new Workspace(77);
    const kept = w.number(3);
    const mark = w.mark();
    const released = w.bigs(5);
    expect(new Set([kept, ...released]).size).toBe(6);
    for (const x of released) expect(mpfr.mpfr_get_prec(x)).toBe(77);
    w.release(mark);
    expect(mpfr.mpfr_get_d(kept, ROUND.NEAREST)).toBe(3);
    // Released numbers are handed out again, to whoever asks for their precision.
    const again = new Workspace(77).bigs(5);
    expect(new Set([...again, ...released]).size).toBe(5);
    const others = new Workspace(120).bigs(5);
    expect(new Set([...others, ...released]).size).toBe(10);
    for (const x of others) expect(mpfr.mpfr_get_prec(x)).toBe(120);
    w.dispose();
    expect(w.mark()).toBe(0);
  });

  it('takes back numbers of other precisions than its own, and those whose precision was changed', () => {
    const w = new Workspace(79);
    const [long, changed] = [w.big(3001), w.big()];
    mpfr.mpfr_set_prec(changed, 500);
    w.dispose();
    const again = new Workspace(79).bigs(3);
    expect(again).toContain(changed);
    expect(again).not.toContain(long);
    for (const x of again) expect(mpfr.mpfr_get_prec(x)).toBe(79);
    expect(new Workspace(3001).big()).toBe(long);
  });

  it('rounds what it copies to its precision, as told', () => {
    withWorkspace(10, (w) => {
      expect(mpfr.mpfr_get_d(w.number(1 / 3, ROUND.DOWN), ROUND.NEAREST)).toBe(0.3330078125);
      expect(mpfr.mpfr_get_d(w.number(1 / 3, ROUND.UP), ROUND.NEAREST)).toBe(0.33349609375);
    });
  });

  it('takes everything back when its body throws', () => {
    let taken = 0;
    const body = (w: Workspace): never => {
      taken = w.big();
      throw new Error('in the body');
    };
    expect(() => withWorkspace(50, body)).toThrow('in the body');
    expect(withWorkspace(50, (w) => w.big())).toBe(taken);
  });
});
