import type { FormatName } from '../../src/number/formats.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Program } from '../../src/program/program.ts';

type Named = { readonly name: string; readonly program: Program };

/** Programs that together use every machine operation in every position that emission treats differently. */
export function conformancePrograms(): Named[] {
  return (['f32', 'f64'] as const).flatMap((format) => [
    { name: `polynomial_${format}`, program: polynomial(format) },
    { name: `rational_${format}`, program: rational(format) },
    { name: `extremes_${format}`, program: extremes(format) },
    { name: `integers_${format}`, program: integers(format) },
    { name: `identity_${format}`, program: new ProgramBuilder(format, ['x']).build('x') },
    { name: `fused_${format}`, program: fused(format) },
  ]);
}

function polynomial(format: FormatName): Program {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  let y = b.constant('0x1.8p-7');
  for (const c of ['-0x1.2468acp-4', '0x1.555556p-3', '-0x1p-1', '0x1p+0', '-0x0p+0'])
    y = b.add(b.mul(y, x), b.constant(c));
  return b.build(y);
}

function rational(format: FormatName): Program {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  const top = b.sub(b.mul(x, x), b.constant('0x1.8p+1'));
  const bottom = b.add(b.abs(x), b.constant('0x1.000002p-20'));
  return b.build(b.sqrt(b.div(top, bottom)));
}

function extremes(format: FormatName): Program {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  const low = b.min(x, b.constant('0x0p+0'));
  const high = b.max(b.neg(x), b.constant('0x1.4p+1'));
  return b.build(b.min(b.mul(low, high), b.max(low, x)));
}

function integers(format: FormatName): Program {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  const r = b.round(x);
  const s = b.sub(b.floor(x), b.trunc(b.mul(x, b.constant('0x1.4p+0'))));
  return b.build(b.sub(b.add(r, b.ceil(b.neg(x))), b.mul(s, r)));
}

function fused(format: FormatName): Program {
  const b = new ProgramBuilder(format, ['x']);
  const x = b.input(0);
  return b.build(b.fma(b.fma(x, x, b.constant('-0x1.000002p+0')), x, b.neg(x)));
}
