import { cSystemTarget } from './c-system.ts';
import { javascriptSystemTarget } from './javascript-system.ts';
import type { SystemTarget, SystemTargetName } from './system-target.ts';
import { wasmSystemTarget } from './wasm-system.ts';

/** Every language that systems are written in. */
export const SYSTEM_TARGETS: Readonly<Record<SystemTargetName, SystemTarget>> = {
  js: javascriptSystemTarget,
  wasm: wasmSystemTarget,
  c: cSystemTarget,
};
