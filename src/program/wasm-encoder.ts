/** The binary format of WebAssembly modules (WebAssembly Core Specification 2.0, chapter 5): as much as we emit. */

export const VALUE_TYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof VALUE_TYPE;

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    const done = (value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

/** Signed LEB128 of an integer of up to 64 bits. */
export function signed64(value: bigint): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = Number(value & 0x7fn);
    value >>= 7n;
    const done = (value === 0n && (low & 0x40) === 0) || (value === -1n && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function utf8(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

export type WasmFunction = {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Locals after the parameters. */
  readonly locals: readonly ValueType[];
  /** Instructions, without the final `end`. */
  readonly body: readonly number[];
  /** Not to be called from outside. */
  readonly internal?: boolean;
};

/** A function that the host provides. Imports are numbered before the module's own functions. */
export type WasmImport = {
  readonly module: string;
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
};

/** What lies in memory from the start. */
export type Data = { readonly address: number; readonly bytes: readonly number[] };

/** A memory that the host provides. */
export type MemoryImport = { readonly module: string; readonly name: string };

/**
 * A module that exports these functions and one memory up to the data's end, with a custom section of text.
 * @param memory takes the place of a memory of its own, which is then not exported
 */
export function encodeModule(
  functions: readonly WasmFunction[],
  note: string,
  data: Data,
  imports: readonly WasmImport[] = [],
  memory?: MemoryImport,
): Uint8Array<ArrayBuffer> {
  const pages = Math.ceil((data.address + data.bytes.length) / 65536);
  const types = [...imports, ...functions].map((f) => [
    0x60,
    ...vector(f.parameters.map((t) => [VALUE_TYPE[t]])),
    ...vector(f.results.map((t) => [VALUE_TYPE[t]])),
  ]);
  const exports = [
    ...(memory === undefined ? [[...utf8('memory'), 0x02, 0]] : []),
    ...functions.flatMap((f, i) =>
      f.internal === true ? [] : [[...utf8(f.name), 0x00, ...unsigned(imports.length + i)]],
    ),
  ];
  const imported = [
    ...imports.map((f, i) => [...utf8(f.module), ...utf8(f.name), 0x00, ...unsigned(i)]),
    ...(memory === undefined ? [] : [[...utf8(memory.module), ...utf8(memory.name), 0x02, 0x00, 0x00]]),
  ];
  const code = functions.map((f) => {
    const locals = vector(f.locals.map((t) => [1, VALUE_TYPE[t]]));
    const content = [...locals, ...f.body, 0x0b];
    return [...unsigned(content.length), ...content];
  });
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(1, vector(types)),
    ...(imported.length === 0 ? [] : section(2, vector(imported))),
    ...section(3, vector(functions.map((_, i) => unsigned(imports.length + i)))),
    ...(memory === undefined ? section(5, vector([[0x00, ...unsigned(pages)]])) : []),
    ...section(7, vector(exports)),
    ...section(10, vector(code)),
    ...(data.bytes.length === 0
      ? []
      : section(
          11,
          vector([[0, 0x41, ...signed(data.address), 0x0b, ...unsigned(data.bytes.length), ...data.bytes]]),
        )),
    ...section(0, [...utf8('napier'), ...new TextEncoder().encode(note)]),
  ]);
}
