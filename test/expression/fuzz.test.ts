import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { renderFault } from '../../src/error/render-fault.ts';
import { domainText } from '../../src/expression/domain-text.ts';
import { derivative } from '../../src/expression/derivative.ts';
import { readPrecondition } from '../../src/expression/fpcore-domain.ts';
import { expressionFromFPCore } from '../../src/expression/fpcore-expression.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseErrorBound } from '../../src/expression/parse-error-bound.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseFPCore } from '../../src/expression/parse-fpcore.ts';
import { toFPCore } from '../../src/expression/to-fpcore.ts';
import { toLatex } from '../../src/expression/to-latex.ts';
import { toText } from '../../src/expression/to-text.ts';
import { createRandom } from '../../src/number/random.ts';
import { fuzzInput } from './fuzz-input.ts';

/** Runs `body`; a fault is fine when it points into the text; anything else thrown is a defect. */
function tolerate(source: string, body: () => void): boolean {
  try {
    body();
    return true;
  } catch (error) {
    if (!(error instanceof NapierError))
      throw new Error(`${JSON.stringify(source)}: ${String(error)}`, { cause: error });
    const { span, source: named } = error.fault;
    if (span !== undefined) {
      const inside = 0 <= span[0] && span[0] <= span[1] && span[1] <= (named as string).length;
      if (named !== source || !inside)
        throw new Error(`${JSON.stringify(source)}: fault at ${span.join()}`, { cause: error });
    }
    if (!/^napier: \S/.test(renderFault(error.fault, { color: false }))) throw error;
    return false;
  }
}

/** Every reader on one text, and every printer on what it read. @returns how many readers accepted it. */
function attempt(source: string): number {
  let accepted = 0;
  const count = (body: () => void): void => {
    if (tolerate(source, body)) accepted += 1;
  };
  count(() => {
    const term = parseExpression(source);
    if (parseExpression(toText(term)) !== term) throw new Error('does not read back');
    toLatex(term);
    tolerate(source, () => void derivative(term, 'x'));
    tolerate(source, () => void toFPCore(term));
  });
  count(() => {
    const domain = parseDomain(source);
    if (parseDomain(domainText(domain)).lo !== domain.lo) throw new Error('does not read back');
  });
  count(() => void parseErrorBound(source));
  count(() => {
    for (const core of parseFPCore(source)) {
      tolerate(source, () => void expressionFromFPCore(core));
      tolerate(source, () => void readPrecondition(core));
    }
  });
  return accepted;
}

describe('readers, on any text, accept it or give one fault inside it', () => {
  it('random strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (source) => void attempt(source)),
      { numRuns: 3_000, seed: 6 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (source) => void attempt(source)),
      { numRuns: 3_000, seed: 7 },
    );
  });

  it('mutated texts', () => {
    const random = createRandom(8);
    let accepted = 0;
    for (let i = 0; i < 10_000; i++) accepted += attempt(fuzzInput(random));
    // Both outcomes must be common, or the test says little.
    expect(accepted).toBeGreaterThan(2_000);
    expect(accepted).toBeLessThan(30_000);
  });

  it.runIf(process.env.NAPIER_DEEP === '1')(
    'a million mutated texts, without memory growth',
    { timeout: 1_800_000 },
    async () => {
      const random = createRandom(9);
      const settle = async (): Promise<number> => {
        // Terms are held weakly: collection and finalisation need a turn of the event loop.
        await new Promise((resolve) => setTimeout(resolve, 20));
        (globalThis as { gc?: () => void }).gc?.();
        await new Promise((resolve) => setTimeout(resolve, 20));
        return process.memoryUsage().heapUsed / 2 ** 20;
      };
      const heaps: number[] = [];
      let accepted = 0;
      for (let block = 0; block < 10; block++) {
        for (let i = 0; i < 100_000; i++) {
          accepted += attempt(fuzzInput(random));
          if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        heaps.push(await settle());
      }
      console.log(
        `fuzz: 10^6 texts × 4 readers, ${accepted} accepted; heap MiB ${heaps.map((h) => h.toFixed(0)).join(' ')}`,
      );
      const early = Math.max(...heaps.slice(0, 3));
      expect(Math.max(...heaps.slice(-3))).toBeLessThan(early + 64);
    },
  );
});
