import { describe, expect, it } from 'vitest';
import { createProgress, progressLine } from '../../src/run/progress.ts';

const STATE = { phase: 'searching', evaluations: 12_000, front: 3, best: '1.2e-7' };

describe('progress', () => {
  it('says nothing where there is no terminal', () => {
    const written: string[] = [];
    const progress = createProgress({ write: (text) => written.push(text) });
    progress.update(STATE);
    progress.clear();
    expect(written).toEqual([]);
  });

  it('draws one line within the terminal and clears it', () => {
    const written: string[] = [];
    const progress = createProgress({ isTTY: true, columns: 30, write: (text) => written.push(text) });
    progress.update(STATE);
    progress.clear();
    expect(written).toHaveLength(2);
    expect(written[0].replace('\r\u001b[2K', '')).toHaveLength(29);
    expect(written[0]).not.toContain('\n');
    expect(written[1]).toBe('\r\u001b[2K');
  });

  it('shows rate, front, best and the share of a proof', () => {
    expect(progressLine({ ...STATE, inputs: [500, 2_000_000_000] }, 6)).toBe(
      'searching 6 s · 12 k evaluations, 2000/s · 3 on the front · best 1.2e-7 · 2000.0 M inputs 0 %',
    );
  });
});
