import { fail } from '../error/fault.ts';
import { domainFromPrecondition } from '../expression/fpcore-domain.ts';
import { expressionFromFPCore } from '../expression/fpcore-expression.ts';
import { parseFPCore } from '../expression/parse-fpcore.ts';
import type { FormatName } from '../number/formats.ts';
import type { GivenFunction } from './given-function.ts';

const FORMAT_OF: Readonly<Record<string, FormatName>> = {
  real: 'real',
  binary64: 'f64',
  binary32: 'f32',
  binary16: 'f16',
  bfloat16: 'bf16',
};

/** One FPCore with its domain (`:pre`) and format (`:precision`, when it says one). @throws NapierError */
export function readFPCoreFunction(source: string): GivenFunction {
  const cores = parseFPCore(source);
  if (cores.length !== 1) {
    const hint = 'give one (FPCore …) at a time';
    fail({
      kind: 'syntax',
      message: `${cores.length} FPCores, not one`,
      source,
      span: [0, source.length],
      hint,
    });
  }
  const [core] = cores;
  const format = core.properties.has('precision') ? FORMAT_OF[core.precision] : undefined;
  return {
    function: expressionFromFPCore(core),
    ...(core.precondition === undefined ? {} : { domain: domainFromPrecondition(core) }),
    ...(format === undefined ? {} : { format }),
  };
}
