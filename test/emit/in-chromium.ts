/**
 * WGSL by WebGPU and GLSL by WebGL 2 in Debian's Chromium, on its software adapter: what runs in the page, and a page to
 * run it in.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { exactDouble } from '../../src/number/exact-double.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { isIntegerText } from '../../src/program/integer-constant.ts';
import type { Program } from '../../src/program/program.ts';
import { resultType } from '../../src/program/value-types.ts';

const FLAGS = `--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking
  --disable-component-update --disable-sync --enable-unsafe-webgpu --enable-features=Vulkan
  --use-webgpu-adapter=swiftshader --use-vulkan=swiftshader --use-angle=swiftshader`.split(/\s+/);

/** A page in a secure context, which WebGPU needs and localhost is. */
export async function openPage(): Promise<{ page: Page; close: () => Promise<void> }> {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html>'),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  return { page, close };
}

/** Is there a subnormal among the float values of a program at an input? */
export function meetsSubnormals(program: Program): (x: number) => boolean {
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
export async function webgpu([source, test, calls, input]: [string, string, string[], number[]]): Promise<
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
export function webgl([source, test, calls, input]: [string, string, string[], number[]]): number[][] {
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
