import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { fileFault } from './file-fault.ts';

/** A function from a user's file. It gives NaN where it throws or gives something that is no number. */
export type LoadedProgram = {
  readonly name: string;
  /** Arguments that it declares. */
  readonly arity: number;
  readonly run: (...args: number[]) => number;
};

const KINDS = ['.js', '.mjs', '.cjs', '.wasm'];

/**
 * Loads one exported function of a JavaScript module or a WebAssembly module without imports. A JavaScript module runs, with
 * all that it may do: it is the user's own program, asked for by name.
 * @param name the export; absent: the only function exported, or the default export
 * @throws NapierError `file`, `name`, `value`
 */
export async function loadProgram(path: string, name?: string): Promise<LoadedProgram> {
  const kind = extname(path).toLowerCase();
  const hint = 'a JavaScript module (.js, .mjs, .cjs) or a WebAssembly module (.wasm)';
  if (!KINDS.includes(kind)) {
    fail({ kind: 'file', message: `"${path}" is no program that can be run here`, hint });
  }
  const exported = kind === '.wasm' ? await loadWasm(path) : await loadModule(path);
  const functions = Object.entries(exported).filter(
    (entry): entry is [string, (...args: number[]) => unknown] => typeof entry[1] === 'function',
  );
  const names = functions.map(([one]) => one);
  const wanted = name ?? (names.includes('default') ? 'default' : names.length === 1 ? names[0] : undefined);
  if (wanted === undefined || !names.includes(wanted)) {
    if (names.length === 0) fail({ kind: 'value', message: `"${path}" exports no function` });
    const near = name === undefined ? undefined : nearestName(name, names);
    fail({
      kind: 'name',
      message:
        name === undefined
          ? `"${path}" exports several functions`
          : `"${path}" exports no function \`${name}\``,
      hint: `${near === undefined ? '' : `did you mean \`${near}\`? `}--export takes one of ${names.slice(0, 20).join(', ')}`,
    });
  }
  const [, f] = functions.find(([one]) => one === wanted) as (typeof functions)[number];
  const run = (...args: number[]): number => {
    try {
      const value = f(...args);
      return typeof value === 'number' ? value : NaN;
    } catch {
      return NaN;
    }
  };
  return { name: wanted, arity: f.length, run };
}

async function loadModule(path: string): Promise<Record<string, unknown>> {
  readBytes(path);
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (error) {
    return fail({ kind: 'file', message: `"${path}" does not load: ${firstLine(error)}` });
  }
}

async function loadWasm(path: string): Promise<WebAssembly.Exports> {
  const bytes = readBytes(path);
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(new Uint8Array(bytes));
  } catch (error) {
    return fail({ kind: 'file', message: `"${path}" is no WebAssembly module: ${firstLine(error)}` });
  }
  const [needed] = WebAssembly.Module.imports(module);
  if (needed !== undefined) {
    fail({
      kind: 'value',
      message: `"${path}" imports \`${needed.module}.${needed.name}\`, which is not here`,
      hint: 'wrap it in a JavaScript module that gives it its imports and exports the function',
    });
  }
  return (await WebAssembly.instantiate(module)).exports;
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
