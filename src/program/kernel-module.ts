import { fail } from '../error/fault.ts';

const ADDRESS = new URL('../../kernel/build/kernel.wasm', import.meta.url);
let compiled: WebAssembly.Module | undefined;

/**
 * The compiled kernel. Read from the package's own file in Node; a browser must have awaited
 * {@link fetchKernelModule} before.
 * @throws NapierError (`file`) when it is not there.
 */
export function kernelModule(): WebAssembly.Module {
  if (compiled !== undefined) return compiled;
  const fs = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs');
  if (fs === undefined || !fs.existsSync(ADDRESS)) {
    return fail({ kind: 'file', message: 'the kernel is not loaded', hint: 'run `npm run build:kernel`' });
  }
  return (compiled = new WebAssembly.Module(fs.readFileSync(ADDRESS)));
}

/** Fetches and compiles the kernel where there is no file system. @throws NapierError (`file`) when it is not served. */
export async function fetchKernelModule(address: URL | string = ADDRESS): Promise<void> {
  const response = await fetch(address);
  if (!response.ok) fail({ kind: 'file', message: `cannot fetch the kernel: status ${response.status}` });
  compiled = await WebAssembly.compile(await response.arrayBuffer());
}
