import { cTarget } from './c.ts';
import { javascriptTarget } from './javascript.ts';
import { cudaTarget } from './languages/cuda.ts';
import { glslTarget } from './languages/glsl.ts';
import { hlslTarget } from './languages/hlsl.ts';
import { jaxTarget } from './languages/jax.ts';
import { juliaTarget } from './languages/julia.ts';
import { numpyTarget } from './languages/numpy.ts';
import { rustTarget } from './languages/rust.ts';
import { torchTarget } from './languages/torch.ts';
import { wgslTarget } from './languages/wgsl.ts';
import type { Target, TargetName } from './target.ts';
import { wasmTarget } from './wasm.ts';

/** Every language Napier writes. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  c: cTarget,
  js: javascriptTarget,
  wasm: wasmTarget,
  wgsl: wgslTarget,
  glsl: glslTarget,
  hlsl: hlslTarget,
  cuda: cudaTarget,
  rust: rustTarget,
  numpy: numpyTarget,
  jax: jaxTarget,
  torch: torchTarget,
  julia: juliaTarget,
};
