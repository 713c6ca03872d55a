import { cArrayTarget } from './c-array.ts';
import { cTarget } from './c.ts';
import { javascriptTarget } from './javascript.ts';
import { cFixedTarget } from './languages/c-fixed.ts';
import { cudaTarget } from './languages/cuda.ts';
import { fpcoreTarget } from './languages/fpcore.ts';
import { gappaTarget } from './languages/gappa.ts';
import { glslTarget } from './languages/glsl.ts';
import { hlslTarget } from './languages/hlsl.ts';
import { jaxTarget } from './languages/jax.ts';
import { jsFixedTarget } from './languages/js-fixed.ts';
import { juliaTarget } from './languages/julia.ts';
import { numpyTarget } from './languages/numpy.ts';
import { rustTarget } from './languages/rust.ts';
import { rustFixedTarget } from './languages/rust-fixed.ts';
import { sollyaTarget } from './languages/sollya.ts';
import { stablehloTarget } from './languages/stablehlo.ts';
import { torchTarget } from './languages/torch.ts';
import { verilogTarget } from './languages/verilog.ts';
import { wgslTarget } from './languages/wgsl.ts';
import type { Target, TargetName } from './target.ts';
import { typescriptTarget } from './typescript.ts';
import { wasmFixedTarget } from './wasm-fixed.ts';
import { wasmRelaxedTarget, wasmTarget } from './wasm.ts';

/** Every language Napier writes. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  c: cTarget,
  'c-array': cArrayTarget,
  'c-fixed': cFixedTarget,
  js: javascriptTarget,
  'js-fixed': jsFixedTarget,
  ts: typescriptTarget,
  wasm: wasmTarget,
  'wasm-relaxed': wasmRelaxedTarget,
  'wasm-fixed': wasmFixedTarget,
  wgsl: wgslTarget,
  glsl: glslTarget,
  hlsl: hlslTarget,
  cuda: cudaTarget,
  rust: rustTarget,
  'rust-fixed': rustFixedTarget,
  numpy: numpyTarget,
  jax: jaxTarget,
  torch: torchTarget,
  julia: juliaTarget,
  fpcore: fpcoreTarget,
  sollya: sollyaTarget,
  gappa: gappaTarget,
  stablehlo: stablehloTarget,
  verilog: verilogTarget,
};
