import { describe, expect, it } from 'vitest';
import { ForwardAnalysis } from '../../../src/certify/forward/forward-analysis.ts';
import { loadManifest, loadShipped } from '../../../src/discover/shipped/shipped-folder.ts';
import { shippedTitle } from '../../../src/discover/shipped/shipped-functions.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { MACHINE_OPERATION_TABLE } from '../../../src/program/machine-operations.ts';

const rows = loadManifest().shipped.filter(({ format }) => format === 'f64');

describe('a program on a piece of its inputs', () => {
  it.each(rows.map((row) => [shippedTitle(row), row] as const))(
    '%s: floats alone, the same bits',
    (_, row) => {
      const { program } = loadShipped(row).front[0];
      const analysis = new ForwardAnalysis(program, FORMATS.f64, 'x');
      const run = compileProgram(program);
      let seen = 0;
      for (const lo of [0.1, 0.7071, 1.5, 2.9, -0.31, -1.2, 14.3, -40.5, 1e-290, 3e-310]) {
        const hi = lo + Math.abs(lo) * 2 ** -20;
        let straight;
        try {
          straight = analysis.piece(lo, hi).straight();
        } catch {
          continue;
        }
        seen++;
        expect(straight.tables).toBeUndefined();
        expect(straight.code.every(({ op }) => MACHINE_OPERATION_TABLE[op].result === 'float')).toBe(true);
        const again = compileProgram(straight);
        const inputs = Array.from({ length: 200 }, (_, i) => lo + ((hi - lo) * i) / 199);
        expect(inputs.map((x) => again(x))).toEqual(inputs.map((x) => run(x)));
      }
      expect(seen).toBeGreaterThan(3);
    },
  );
});
