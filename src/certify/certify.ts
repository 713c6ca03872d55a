import { NapierError, fail } from '../error/fault.ts';
import { FORMATS } from '../number/formats.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import type { Certificate, Executor } from './certificate.ts';
import { certifyExhaustive } from './exhaustive.ts';
import { certifyRoundoff } from './roundoff.ts';
import { certifySupremum } from './supremum.ts';

export type CertifyOptions = {
  /** How far a supremum bound may lie above the error attained, relative. @defaultValue 0.01 */
  readonly tightness?: number;
  /** Where the jobs of an exhaustive proof run. @defaultValue this thread */
  readonly executor?: Executor;
  readonly onProgress?: (done: number, total: number) => void;
  readonly stopped?: () => boolean;
};

/** Formats of up to this many bits are proved by running every input. */
const EXHAUSTIVE_BITS = 32;

/**
 * Proves how wrong a program can be on its whole domain: every input run (formats of up to 32 bits), a supremum
 * bound (`real`), or a supremum bound plus a rounding bound (wider formats).
 * @throws NapierError `not-proved` when no bound could be established, `domain` when the function is undefined there
 */
export async function certify(
  program: Program,
  specification: Specification,
  options: CertifyOptions = {},
): Promise<Certificate> {
  if (program.format !== specification.format) {
    fail({
      kind: 'value',
      message: `the program is written for ${program.format}, the specification asks for ${specification.format}`,
    });
  }
  if (specification.format === 'real') return certifySupremum(program, specification, options);
  const format = FORMATS[specification.format];
  if (format.bits <= EXHAUSTIVE_BITS) return certifyExhaustive(program, specification, options);
  return certifyRoundoff(program, specification, options);
}

/** What a certificate must not claim better than a fresh proof shows; a smaller claim is a false one. */
const UPPER_CLAIMS = ['bound', 'approximation', 'rounding'] as const;
/** What a certificate must state exactly. */
const EXACT_CLAIMS = ['measure', 'method', 'format', 'points', 'escalated', 'correctlyRounded'] as const;

/**
 * Proves again from scratch and compares with what the certificate claims.
 * @returns the fresh certificate
 * @throws NapierError `not-proved`, naming the number that is wrong
 */
export async function checkCertificate(
  program: Program,
  specification: Specification,
  certificate: Certificate,
  options: CertifyOptions = {},
): Promise<Certificate> {
  let fresh = await certify(program, specification, options);
  // A claim may be true and yet tighter than our first proof: try once more with the gap closed.
  if (fresh.method !== 'exhaustive' && claims(certificate).bound < claims(fresh).bound) {
    fresh = await certify(program, specification, { ...options, tightness: (options.tightness ?? 0.01) / 16 });
  }
  const claimed = certificate as unknown as Record<string, unknown>;
  const proved = fresh as unknown as Record<string, unknown>;
  for (const name of EXACT_CLAIMS) {
    if (claimed[name] !== proved[name]) refuse(name, claimed[name], proved[name], 'the proof gives');
  }
  for (const name of UPPER_CLAIMS) {
    if (proved[name] === undefined && claimed[name] === undefined) continue;
    const value = number(name, claimed[name]);
    if (!(value >= number(name, proved[name]))) refuse(name, claimed[name], proved[name], 'could only be proved to be at most');
  }
  // The attained error is a claim too: a larger one at a given input is false, whatever the bound says.
  if (!(number('lower', certificate.lower) <= number('bound', certificate.bound))) {
    refuse('lower', certificate.lower, certificate.bound, 'is above its own bound,');
  }
  if (!(number('lower', certificate.lower) <= number('bound', fresh.bound))) {
    refuse('lower', certificate.lower, fresh.bound, 'no error is larger than');
  }
  return fresh;
}

function claims(certificate: Certificate): { bound: number } {
  return { bound: number('bound', certificate.bound) };
}
