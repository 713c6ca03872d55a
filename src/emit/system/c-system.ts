import { isCall, type SystemInstruction, type SystemProgram } from '../../program/system/system.ts';
import { C_HELPERS, C_NOTATION, C_TYPES, literal } from '../c-notation.ts';
import { cHeader } from '../c-header.ts';
import { cPreamble } from '../c-preamble.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { blockComment } from '../languages/comment.ts';
import { chunked, outputsByInstruction, type Chunk, type Chunked } from './chunks.ts';
import type { EmitSystem, SystemTarget } from './system-target.ts';

const CHUNK = 4_000;
const DOUBLE = C_TYPES.f64;

function expression({ op, args }: SystemInstruction, name: (register: number) => string): string {
  return isCall(op) ? `${op}(${args.map(name).join(', ')})` : C_NOTATION[op](args.map(name), DOUBLE);
}

/** The lines of one piece; what lies in memory is read where it is first needed, and stored where it is made. */
function piece(program: SystemProgram, chunk: Chunk, { slots }: Chunked): string[] {
  const { inputs, constants, code, outputs } = program;
  const first = inputs.length + constants.length;
  const lines: string[] = [];
  const named = new Set<number>();
  const name = (register: number): string => {
    if (register < inputs.length) return `x[${register}]`;
    if (register < first) return constantText(constants[register - inputs.length]);
    const j = register - first;
    if (!named.has(j)) lines.push(`  const double t${j} = w[${slots.get(j)}];`);
    named.add(j);
    return `t${j}`;
  };
  const given = outputsByInstruction(program);
  const storeOutputs = (at: number): void => {
    for (const i of given.get(at) ?? []) lines.push(`  out[${i}] = ${name(outputs[i].register)};`);
  };
  if (chunk.from === 0) storeOutputs(-1);
  const kept = new Set(chunk.keeps);
  for (let i = chunk.from; i < chunk.to; i++) {
    const text = expression(code[i], name);
    lines.push(`  const double t${i} = ${text};`);
    named.add(i);
    if (kept.has(i)) lines.push(`  w[${slots.get(i)}] = t${i};`);
    storeOutputs(i);
  }
  return lines;
}

const constantText = (value: number): string => literal(toHexFloat(value), DOUBLE);

function helpers({ code }: SystemProgram): string[] {
  const texts = new Set<string>();
  for (const { op } of code) {
    const helper = isCall(op) ? undefined : C_HELPERS[op];
    if (helper !== undefined) texts.add(helper(DOUBLE));
  }
  return [...texts];
}

function emitC(system: EmitSystem): { readonly header: string; readonly source: string } {
  const { name, program, contract, vectors } = system;
  const pieces = chunked(program, CHUNK);
  const doc = blockComment(contract);
  const [n, m] = [program.inputs.length, program.outputs.length];
  const guard = `NAPIER_${name.toUpperCase()}_H`;
  const header = cHeader(
    guard,
    `enum { ${name}_inputs = ${n}, ${name}_outputs = ${m} };`,
    `${doc}\nvoid napier_${name}(const double *restrict x, double *restrict out);\n`,
  );
  const size = Math.max(1, pieces.slots.size);
  const bodies = pieces.chunks.map(
    (
      chunk,
      k,
    ) => `static void piece_${k}(const double *restrict x, double *restrict out, double *restrict w) {
  (void)x; (void)out; (void)w;
${piece(program, chunk, pieces).join('\n')}
}
`,
  );
  const rows = (of: 'inputs' | 'outputs'): string =>
    vectors.map((v) => `  {${v[of].map(constantText).join(', ')}},`).join('\n');
  const source = `#include "${name}.h"

${cPreamble()}
${[...helpers(program), ...bodies].join('\n')}
${doc}
void napier_${name}(const double *restrict x, double *restrict out) {
  double w[${size}];
${pieces.chunks.map((_, k) => `  piece_${k}(x, out, w);`).join('\n')}
}

#ifdef NAPIER_SELF_TEST
#include <stdio.h>

static const double given[${vectors.length}][${n}] = {
${rows('inputs')}
};
static const double wanted[${vectors.length}][${m}] = {
${rows('outputs')}
};

int main(void) {
  int wrong = 0;
  for (int v = 0; v < ${vectors.length}; v++) {
    static double out[${m}];
    napier_${name}(given[v], out);
    for (int i = 0; i < ${m}; i++) {
      const int same = out[i] == wanted[v][i] ? signbit(out[i]) == signbit(wanted[v][i]) : out[i] != out[i] && wanted[v][i] != wanted[v][i];
      if (!same) {
        wrong++;
        printf("output %d: got %a, wanted %a\\n", i, out[i], wanted[v][i]);
      }
    }
  }
  printf("napier_${name}: %d values differ in ${vectors.length} vectors\\n", wrong);
  return wrong != 0;
}
#endif
`;
  return { header, source };
}

export const cSystemTarget: SystemTarget = {
  name: 'c',
  description: 'C99, one .c and one .h file',
  emit(system) {
    const { header, source } = emitC(system);
    return [
      { path: `${system.name}.h`, contents: header },
      { path: `${system.name}.c`, contents: source },
    ];
  },
};
