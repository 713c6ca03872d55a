/** The C column for whole arrays: loops that gcc and clang turn into vector instructions (SSE, AVX2, NEON by flags). */
import { cTarget, emitC, refuseC } from './c.ts';
import type { Target } from './target.ts';

export const cArrayTarget: Target = {
  name: 'c-array',
  description: 'C99 with loops over arrays that gcc and clang vectorise (clang: -O2 -fno-math-errno)',
  relies: cTarget.relies,
  refuses: (program) => refuseC('c-array', program),
  emit: (functions, moduleName) => emitC(functions, `${moduleName}_array`, { arrays: true }),
};
