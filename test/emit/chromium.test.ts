/**
 * WGSL by WebGPU and GLSL by WebGL 2, in Debian's Chromium on its software adapter. Both languages leave much open;
 * this adapter makes use of one freedom only: it takes subnormals for zero. Elsewhere it is held to the reference's
 * bits.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { compileOpenness, compileProgram } from '../../src/program/evaluate.ts';
import { programText } from '../../src/program/program-text.ts';
import { hasTool } from '../tool.ts';
import { meetsSubnormals, openPage, webgl, webgpu } from './in-chromium.ts';
import { conformancePrograms } from './conformance-programs.ts';
import { CASES, emitted, inputsFor } from './typed-cases.ts';

const COUNT = 4096;
const present = hasTool('chromium');
if (!present && process.env.CI === 'true') throw new Error('CI must provide chromium');

function functionsFor(target: TargetName): EmitFunction[] {
  const plain = conformancePrograms().map(({ name, program }) => emitted(program, name));
  const typed = CASES[0].programs.map((program, i) => emitted(program, `typed${i}`));
  return [...plain, ...typed].filter(({ program }) => {
    const refusal = TARGETS[target].refuses(program);
    if (refusal !== undefined) expect(refusal).toMatch(/f64 arithmetic|fma|constants/);
    return refusal === undefined;
  });
}

const textOf = (target: TargetName, functions: readonly EmitFunction[], ending: string): string =>
  TARGETS[target].emit(functions, 'module').find(({ path }) => path.endsWith(ending))?.contents as string;

(present ? describe : describe.skip)('shaders in Chromium (skipped without it)', () => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    opened = await openPage();
  }, 120_000);
  afterAll(async () => {
    await opened?.close();
  });

  const inputs = inputsFor(CASES[0], COUNT) as Float32Array;
  const patterns = [...new Uint32Array(inputs.buffer)];

  for (const [target, ending, testEnding, runner] of [
    ['wgsl', 'module.wgsl', 'self-test.wgsl', webgpu],
    ['glsl', '.glsl', '.frag', webgl],
  ] as const) {
    it(`${target} gives the reference's bits, subnormals apart`, { timeout: 120_000 }, async () => {
      const functions = functionsFor(target);
      expect(functions.length).toBeGreaterThan(40);
      const calls = functions.map(({ name }) => `napier_${name}`);
      const given = [
        textOf(target, functions, ending),
        textOf(target, functions, testEnding),
        calls,
        patterns,
      ] as [string, string, string[], number[]];
      const results = await opened.page.evaluate(
        runner as (given: [string, string, string[], number[]]) => Promise<number[][]>,
        given,
      );
      const report: string[] = [];
      let well = 0;
      functions.forEach(({ program }, k) => {
        const [run, isOpen] = [compileProgram(program), compileOpenness(program)];
        const outputs = new Float32Array(new Uint32Array(results[k]).buffer);
        const isApart = meetsSubnormals(program);
        let compared = 0;
        let differ = 0;
        let example = '';
        inputs.forEach((x, i) => {
          if (isOpen(x) || isApart(x)) return;
          compared++;
          const wanted = run(x);
          if (Object.is(wanted, outputs[i])) return;
          differ++;
          example ||= `at ${x}: got ${outputs[i]}, reference ${wanted}`;
        });
        if (differ > 0) report.push(`${differ} of ${compared}: ${programText(program)} ${example}`);
        if (compared > 0.9 * inputs.length) well++;
      });
      expect(report).toEqual([]);
      expect(well).toBeGreaterThan(functions.length / 2);
      // The emitted self-test, of the first function: vectors that differ, ulps.
      expect(results.at(-1)?.slice(0, 2)).toEqual([0, 0]);
    });
  }
});
