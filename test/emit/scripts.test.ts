/** The targets that other tools read as proofs or data, each by its own tool, and golden texts for those not at hand. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { emitFunctionOf } from '../../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../../src/discover/shipped/shipped-folder.ts';
import { shippedTitle } from '../../src/discover/shipped/shipped-functions.ts';
import { gappaTarget } from '../../src/emit/languages/gappa.ts';
import { cellFrom, type Cell } from '../../src/emit/languages/gappa-cell.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { expressionFromFPCore } from '../../src/expression/fpcore-expression.ts';
import { parseFPCore } from '../../src/expression/parse-fpcore.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { storageOf } from '../../src/program/program.ts';
import { programText } from '../../src/program/program-text.ts';
import { programToExpression } from '../../src/program/program-to-expression.ts';
import { reciprocalRoot } from '../program/typed-programs.ts';
import { needs } from '../tool.ts';
import { conformancePrograms } from './conformance-programs.ts';
import { isOrdinary, sollya, sollyaResults } from './in-sollya.ts';
import { CASES, emitted, expectSame, inputsFor } from './typed-cases.ts';

const DEEP = process.env.NAPIER_DEEP === '1';
const folder = mkdtempSync(join(tmpdir(), 'napier-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ALL: EmitFunction[] = [
  ...conformancePrograms().map(({ name, program }) => emitted(program, name)),
  ...CASES.flatMap(({ name, programs }) => programs.map((program, i) => emitted(program, `f${i}_${name}`))),
];
const written = (target: TargetName): EmitFunction[] =>
  ALL.filter(({ program }) => TARGETS[target].refuses(program) === undefined);
const textOf = (target: TargetName, functions: readonly EmitFunction[]): string =>
  TARGETS[target].emit(functions, 'module')[0].contents as string;

describe('TypeScript', () => {
  it(
    "is what the compiler accepts under strict, and gives the reference's bits",
    { timeout: 60_000 },
    async () => {
      const all = written('ts');
      expect(all.length).toBeGreaterThan(ALL.length / 2);
      const functions = all.filter((_, i) => i % 4 === 0);
      const files = TARGETS.ts.emit(functions, 'module');
      for (const { path, contents } of files) writeFileSync(join(folder, path), contents);
      const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
      const flags =
        '--noEmit --strict --target es2022 --module nodenext --allowImportingTsExtensions --types node';
      const types = join(import.meta.dirname, '../../node_modules/@types');
      execFileSync(
        process.execPath,
        [
          compiler,
          ...flags.split(' '),
          '--typeRoots',
          types,
          join(folder, 'module.ts'),
          join(folder, 'module.self-test.ts'),
        ],
        { stdio: 'pipe' },
      );
      const module = (await import(pathToFileURL(join(folder, 'module.ts')).href)) as Record<
        string,
        (x: number) => number
      >;
      for (const test of CASES) {
        const inputs = inputsFor(test, 1000);
        for (const f of functions.filter(({ name }) => name.endsWith(test.name)))
          expectSame(
            f.program,
            inputs,
            inputs.map((x) => module[f.name](x)),
          );
      }
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      await import(pathToFileURL(join(folder, 'module.self-test.ts')).href);
      expect(log.mock.calls.flat().every((line) => String(line).includes(': 0 of '))).toBe(true);
      log.mockRestore();
    },
  );
});

describe('FPCore', () => {
  it('means over the reals what the program means', () => {
    let compared = 0;
    for (const f of written('fpcore')) {
      const [core] = parseFPCore(textOf('fpcore', [f]));
      let wanted;
      try {
        wanted = programToExpression(f.program);
      } catch {
        continue;
      }
      if (f.program.code.some(({ op }) => ['min', 'max'].includes(op))) continue;
      expect(expressionFromFPCore(core)).toBe(wanted);
      compared++;
    }
    expect(compared).toBeGreaterThan(3);
  });
});

needs('sollya')('Sollya', () => {
  it("computes the reference's bits, rounding operation by operation", { timeout: 120_000 }, () => {
    const functions = written('sollya').filter(({ program }) => program.code.length > 0);
    const cases = functions.map((f) => {
      const test = CASES.find(({ storage }) => storage === storageOf(f.program)) as (typeof CASES)[0];
      return { f, inputs: [...inputsFor(test, 300)].filter(isOrdinary(f.program)).slice(0, 24) };
    });
    const results = sollyaResults(cases);
    const seen = new Set<string>();
    cases.forEach(({ f: { program }, inputs }, k) => {
      const run = compileProgram(program);
      inputs.forEach((x, i) => expect(results[k][i], `${programText(program)} at ${x}`).toBe(run(x)));
      if (inputs.length > 0) for (const { op } of program.code) seen.add(op);
    });
    // Every operation that it writes, where something could be compared.
    const all = functions.flatMap(({ program }) => program.code.map(({ op }) => op));
    expect([...seen].toSorted()).toEqual([...new Set(all)].toSorted());
    expect(seen).toContain('lookup');
    expect(seen).toContain('ixor');
    expect(results.flat().length).toBeGreaterThan(1000);
  });

  it('finds the error of a formula', () => {
    const program = conformancePrograms()[0].program;
    const text = textOf('sollya', [emitted(program, 'cubic')]);
    expect(sollya(text)).toMatch(/cubic: largest error of the formula \d/);
  });
});

/** The bound on the rounding error that Gappa prints. */
function boundIn(out: string): number {
  const [, ends] = /y - M\d+ in \[(.*)\]/.exec(out) as RegExpExecArray;
  return Math.max(...[...ends.matchAll(/\{(-?[\d.e+-]+)/g)].map(([, x]) => Math.abs(Number(x))));
}

needs('gappa')('Gappa', () => {
  it('bounds the rounding error, above what is measured and not far above', () => {
    const functions = written('gappa').filter(({ name }) => name.startsWith('polynomial'));
    expect(functions.length).toBe(2);
    const bounds: number[] = [];
    for (const f of functions) {
      const path = join(folder, `${f.name}.gappa`);
      writeFileSync(path, textOf('gappa', [f]));
      const out = execFileSync('sh', ['-c', `gappa ${path} 2>&1`], { encoding: 'utf8' });
      const bound = boundIn(out);
      const run = compileProgram(f.program);
      const exact = compileProgram({ ...f.program, format: 'f64' });
      bounds.push(bound);
      if (f.program.format === 'f64') continue;
      let worst = 0;
      for (let i = -4000; i <= 4000; i++) {
        const x = Math.fround(i / 1000.3);
        worst = Math.max(worst, Math.abs(run(x) - exact(x)));
      }
      expect(bound).toBeGreaterThan(worst);
      expect(bound).toBeLessThan(50 * worst);
    }
    // The same program in the other format errs by 2^29 times less.
    expect(bounds[0] / bounds[1] / 2 ** 29).toBeCloseTo(1, 1);
  });

  // On the cell next to a function's worst input the two bounds are of the same program, by different means.
  const doubles = loadManifest().shipped.filter(({ format }) => format === 'f64');
  const some = DEEP ? doubles : doubles.filter(({ name }) => name === 'log' || name === 'exp2');
  it.each(some.map((row) => [shippedTitle(row), row] as const))(
    '%s: proves what Napier proves of the rounding next to the worst input, and doubts no equation',
    { timeout: 300_000 },
    (_, row) => {
      const f = emitFunctionOf(row.name, loadShipped(row));
      expect(gappaTarget.refuses(f.program)).toBeUndefined();
      const path = join(folder, 'whole.gappa');
      const script = textOf('gappa', [f]);
      writeFileSync(path, script);
      const out = execFileSync('sh', ['-c', `gappa ${path} 2>&1`], { encoding: 'utf8' });
      expect(out).not.toMatch(/not trivially equal|no bound|not proved|Error/);
      const bound = boundIn(out);
      const ours = Number(/rounding error is at most (\S+) there/.exec(script)?.[1]);
      expect(bound).toBeLessThan(1.25 * ours);
      // And no less than what a run shows.
      const [lo, hi] = (/inputs from (\S+) to (\S+) the/.exec(script) ?? []).slice(1).map(Number);
      const cell = cellFrom(f.program, exactDouble(f.certificate?.worst ?? '0x0p+0'));
      expect([cell?.lo, cell?.hi]).toEqual([lo, hi]);
      const [run, straight] = [f.program, (cell as Cell).program].map((one) => compileProgram(one));
      for (let i = 0; i <= 500; i++) {
        const x = lo + ((hi - lo) * i) / 500;
        expect(straight(x)).toBe(run(x));
      }
    },
  );

  it('a wrong equation would be doubted', () => {
    const row = doubles.find(({ name, fma }) => name === 'log' && fma);
    if (row === undefined) throw new Error('log is shipped');
    const path = join(folder, 'wrong.gappa');
    const script = textOf('gappa', [emitFunctionOf(row.name, loadShipped(row))]);
    const wrong = script.replace(/^(u\d+ -> )(.*);$/m, '$1$2 + x;');
    expect(wrong).not.toBe(script);
    writeFileSync(path, wrong);
    expect(execFileSync('sh', ['-c', `gappa ${path} 2>&1 || true`], { encoding: 'utf8' })).toMatch(
      /not trivially equal/,
    );
  });

  it('reads every script', { timeout: 60_000 }, () => {
    const functions = written('gappa');
    expect(functions.length).toBeGreaterThan(4);
    for (const f of functions) {
      const path = join(folder, 'any.gappa');
      writeFileSync(path, textOf('gappa', [f]));
      const out = execFileSync('sh', ['-c', `gappa ${path} 2>&1 || true`], { encoding: 'utf8' });
      expect(out, textOf('gappa', [f])).not.toMatch(/syntax error|Error:.*(parse|syntax|unexpected)/i);
    }
  });
});

describe('golden texts, where no tool is at hand', () => {
  const functions = [
    emitted(conformancePrograms()[0].program, 'polynomial'),
    emitted(reciprocalRoot(), 'reciprocal_root'),
  ];
  for (const target of ['hlsl', 'cuda', 'julia', 'jax', 'torch', 'stablehlo'] as const) {
    it(target, async () => {
      for (const { path, contents } of TARGETS[target].emit(functions, 'module')) {
        if (!path.includes('self-test')) await expect(contents).toMatchFileSnapshot(`golden/${path}`);
      }
    });
  }
});
