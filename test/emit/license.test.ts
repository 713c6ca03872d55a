import { describe, expect, it } from 'vitest';
import { withLicense } from '../../src/emit/license.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { conformancePrograms } from './conformance-programs.ts';
import { cubicFor, emitted } from './typed-cases.ts';

const f = emitted(conformancePrograms()[0].program, 'cubic');
const LICENSE = 'SPDX-License-Identifier: MIT\nCopyright */ 2026';

describe('a licence', () => {
  for (const target of Object.values(TARGETS)) {
    it(`${target.name}: heads every text, as comments`, () => {
      for (const { path, contents } of withLicense(target.emit([cubicFor(target)], 'm'), LICENSE)) {
        if (typeof contents !== 'string') continue;
        const [first, second, third] = contents.split('\n');
        const head = first.startsWith('#version') || first === '/*' ? [second, third] : [first, second];
        expect(head[0], path).toMatch(/^( \*|\/\/|#|;) SPDX-License-Identifier: MIT$/);
        expect(head[1], path).toMatch(/^( \* Copyright \* \/|(\/\/|#|;) Copyright \*\/) 2026$/);
      }
    });
  }
});

describe('a prefix', () => {
  it('replaces napier_ in every function name', () => {
    for (const target of Object.values(TARGETS)) {
      const own = target.emit([{ ...cubicFor(target), prefix: 'my_' }], 'm');
      const text = own.map(({ contents }) => (typeof contents === 'string' ? contents : '')).join('\n');
      // A Gappa script names no function.
      if (target.name !== 'gappa') expect(text, target.name).toContain('cubic');
      expect(text, target.name).not.toMatch(/napier_cubic/);
    }
    expect(TARGETS.wgsl.emit([{ ...f, prefix: '' }], 'm')[0].contents).toContain('fn cubic(x: f32)');
  });
});

describe('several functions', () => {
  it('share one module, each helper once', () => {
    const functions = [f, emitted(conformancePrograms()[3].program, 'steps')];
    for (const target of Object.values(TARGETS)) {
      if (functions.some(({ program }) => target.refuses(program) !== undefined)) continue;
      const sources = target.emit(functions, 'm');
      const text = String(sources.find(({ contents }) => typeof contents === 'string')?.contents);
      expect(text, target.name).toContain('cubic');
      expect(text, target.name).toContain('steps');
    }
  });
});
