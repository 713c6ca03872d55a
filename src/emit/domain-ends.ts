import { isInfinite } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { storageOf } from '../program/program.ts';
import type { EmitFunction } from './target.ts';

/** The ends of a function's domain, to the nearest finite numbers of its storage format. */
export function domainEnds({ program, specification: { domain } }: EmitFunction): [lo: number, hi: number] {
  const format = findFormat(storageOf(program));
  return [endOf(domain.lo, format), endOf(domain.hi, format)];
}

function endOf(end: Expression, format: Format): number {
  if (isInfinite(end)) return end.kind === 'constant' ? format.maxFinite : format.minFinite;
  return createOracle(end, []).rounded([], format);
}
