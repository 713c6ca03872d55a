import { cTarget } from './c.ts';
import { javascriptTarget } from './javascript.ts';
import type { Target, TargetName } from './target.ts';
import { wasmTarget } from './wasm.ts';

/** Every language Napier writes. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  c: cTarget,
  js: javascriptTarget,
  wasm: wasmTarget,
};
