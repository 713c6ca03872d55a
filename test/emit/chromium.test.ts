/**
 * WGSL by WebGPU and GLSL by WebGL 2, in Debian's Chromium on its software adapter. Both languages leave much open;
 * this adapter makes use of one freedom only: it takes subnormals for zero. Elsewhere it is held to the reference's
 * bits.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { compileOpenness, compileProgram } from '../../src/program/evaluate.ts';
import { isIntegerText } from '../../src/program/integer-constant.ts';
import { programText } from '../../src/program/program-text.ts';
import type { Program } from '../../src/program/program.ts';
import { resultType } from '../../src/program/value-types.ts';
import { hasTool } from '../tool.ts';
import { conformancePrograms } from './conformance-programs.ts';
import { CASES, emitted, inputsFor } from './typed-cases.ts';

const COUNT = 4096;
const present = hasTool('chromium');
if (!present && process.env.CI === 'true') throw new Error('CI must provide chromium');

const FLAGS = `--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking
  --disable-component-update --disable-sync --enable-unsafe-webgpu --enable-features=Vulkan
  --use-webgpu-adapter=swiftshader --use-vulkan=swiftshader --use-angle=swiftshader`.split(/\s+/);

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

/** Is there a subnormal among the float values of a program at an input? */
function meetsSubnormals(program: Program): (x: number) => boolean {
  const isSubnormal = (v: number): boolean => v !== 0 && Math.abs(v) < 2 ** -126;
  if (program.constants.some((text) => !isIntegerText(text) && isSubnormal(exactDouble(text))))
    return () => true;
  const prefixes = program.code.flatMap((instruction, i) =>
    resultType(program, instruction) === 'float'
      ? [compileProgram({ ...program, code: program.code.slice(0, i + 1) })]
      : [],
  );
  return (x) => isSubnormal(x) || prefixes.some((run) => isSubnormal(run(x)));
}

/** Runs in the page: each function at every input, as bit patterns; then the self-test's words. */
async function webgpu([source, test, calls, input]: [string, string, string[], number[]]): Promise<
  number[][]
> {
  const gpu = (navigator as unknown as { gpu: any }).gpu;
  const device = await (await gpu.requestAdapter()).requestDevice();
  const run = async (
    code: string,
    entry: string,
    words: number,
    data: number[] | undefined,
    groups: number,
  ) => {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter((m: any) => m.type === 'error');
    if (errors.length > 0) throw new Error(errors.map((m: any) => `${m.lineNum}: ${m.message}`).join('\n'));
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module, entryPoint: entry },
    });
    const usage = 0x80 | 0x4 | 0x8;
    const buffer = device.createBuffer({ size: 4 * words, usage });
    const entries = [{ binding: 0, resource: { buffer } }];
    if (data !== undefined) {
      const from = device.createBuffer({ size: 4 * data.length, usage });
      device.queue.writeBuffer(from, 0, new Uint32Array(data));
      entries.push({ binding: 1, resource: { buffer: from } });
    }
    const back = device.createBuffer({ size: 4 * words, usage: 0x1 | 0x8 });
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(groups);
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, back, 0, 4 * words);
    device.queue.submit([encoder.finish()]);
    await back.mapAsync(1);
    const error = await device.popErrorScope();
    if (error !== null) throw new Error(error.message);
    return [...new Uint32Array(back.getMappedRange())];
  };
  const results: number[][] = [];
  const body = calls
    .map((call, k) => `  result[${k * input.length}u + id.x] = bitcast<u32>(${call}(x));`)
    .join('\n');
  const all = await run(
    `${source}\n@group(0) @binding(0) var<storage, read_write> result: array<u32>;\n@group(0) @binding(1) var<storage, read_write> input: array<u32>;\n@compute @workgroup_size(64) fn all(@builtin(global_invocation_id) id: vec3u) {\n  let x = bitcast<f32>(input[id.x]);\n${body}\n}\n`,
    'all',
    calls.length * input.length,
    input,
    input.length / 64,
  );
  calls.forEach((_, k) => results.push(all.slice(k * input.length, (k + 1) * input.length)));
  results.push(await run(test, 'self_test', 2 * calls.length, undefined, 1));
  return results;
}

/** The same by WebGL 2: one pixel an input, then one pixel a function. */
function webgl([source, test, calls, input]: [string, string, string[], number[]]): number[][] {
  const gl = document.createElement('canvas').getContext('webgl2') as WebGL2RenderingContext;
  const draw = (fragment: string, width: number, height: number, format: number): Uint32Array => {
    const program = gl.createProgram();
    const vertex =
      '#version 300 es\nvoid main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0); }';
    for (const [type, text] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(type) as WebGLShader;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS))
        throw new Error(String(gl.getShaderInfoLog(shader)));
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
    const target = gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture;
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0);
    gl.viewport(0, 0, width, height);
    const data = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, data);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R32UI, 64, input.length / 64);
    gl.texSubImage2D(
      gl.TEXTURE_2D,
      0,
      0,
      0,
      64,
      input.length / 64,
      gl.RED_INTEGER,
      gl.UNSIGNED_INT,
      new Uint32Array(input),
    );
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    const pixels = new Uint32Array(4 * width * height);
    gl.readPixels(0, 0, width, height, gl.RGBA_INTEGER, gl.UNSIGNED_INT, pixels);
    if (gl.getError() !== gl.NO_ERROR) throw new Error('WebGL');
    return pixels;
  };
  const choices = calls
    .map((call, k) => `  if (which == ${k}) result = floatBitsToUint(${call}(x));`)
    .join('\n');
  const height = input.length / 64;
  const all = draw(
    `#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp usampler2D;\nuniform usampler2D data;\nlayout(location = 0) out uint result;\n${source}\nvoid main() {\n  int which = int(gl_FragCoord.y) / ${height};\n  float x = uintBitsToFloat(texelFetch(data, ivec2(int(gl_FragCoord.x), int(gl_FragCoord.y) % ${height}), 0).x);\n  result = 0u;\n${choices}\n}\n`,
    64,
    height * calls.length,
    gl.R32UI,
  );
  const results = calls.map((_, k) =>
    Array.from({ length: input.length }, (_, i) => all[4 * (k * input.length + i)]),
  );
  const counts = draw(test, calls.length, 1, gl.RG32UI);
  results.push(Array.from({ length: 2 * calls.length }, (_, i) => counts[4 * (i >> 1) + (i & 1)]));
  return results;
}

(present ? describe : describe.skip)('shaders in Chromium (skipped without it)', () => {
  let browser: Browser;
  let server: Server;
  let page: Page;
  beforeAll(async () => {
    // WebGPU needs a secure context, which localhost is.
    server = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html>'),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
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
      const results = await page.evaluate(
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
