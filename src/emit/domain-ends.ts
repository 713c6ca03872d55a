import { findFormat } from '../number/formats.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { storageOf } from '../program/program.ts';
import type { EmitFunction } from './target.ts';

/** The ends of a function's domain, to the nearest numbers of its storage format. */
export function domainEnds({ program, specification: { domain } }: EmitFunction): [lo: number, hi: number] {
  const format = findFormat(storageOf(program));
  return [createOracle(domain.lo, []).rounded([], format), createOracle(domain.hi, []).rounded([], format)];
}
