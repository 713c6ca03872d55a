import { fail } from '../error/fault.ts';
import { isUnbounded } from '../expression/domain.ts';
import { fromHexFloat, readRational, toHexFloat } from '../number/exact-constant.ts';
import { findFormat } from '../number/formats.ts';
import type { MachineOperation } from '../program/machine-operations.ts';
import { storageOf, type Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import { attainedError } from './attained-error.ts';
import type { Certificate, Executor } from './certificate.ts';
import { certifyExhaustive, EXHAUSTIVE_BITS } from './exhaustive.ts';
import { certifyPieces } from './forward/certify-pieces.ts';
import { certifyRoundoff } from './roundoff.ts';
import { certifySupremum } from './supremum.ts';

export type CertifyOptions = {
  /** How far a supremum bound may lie above the error attained, relative. @defaultValue 0.01 */
  readonly tightness?: number;
  /** Where the jobs of an exhaustive proof run. @defaultValue this thread */
  readonly executor?: Executor;
  readonly onProgress?: (done: number, total: number) => void;
  readonly stopped?: () => boolean;
  /** For formats whose every input is run: an input (hexadecimal float) known to err much, where the proof begins. */
  readonly suspect?: string;
  /** For formats whose every input is run, and proofs on pieces: give up at the first input, or piece, that errs more. */
  readonly refuteAbove?: number;
  /** For formats whose every input is run, in the measure `ulp`: count the errors by size. */
  readonly histogram?: boolean;
};

/**
 * Proves how wrong a program can be on its whole domain: every input run (formats of up to 32 bits), a supremum
 * bound (`real`), or a supremum bound plus a rounding bound (wider formats), on pieces of the domain where the program has
 * integers, comparisons or tables.
 * @throws NapierError `not-proved` when no bound could be established, or on pieces none within `refuteAbove`, `domain` when the function is undefined there
 * @throws Refutation when `refuteAbove` is given and an input errs by more
 */
export async function certify(
  program: Program,
  specification: Specification,
  options: CertifyOptions = {},
): Promise<Certificate> {
  if (storageOf(program) !== specification.format) {
    fail({
      kind: 'value',
      message: `the program is written for ${storageOf(program)}, the specification asks for ${specification.format}`,
    });
  }
  if (specification.format === 'real') return certifySupremum(program, specification, options);
  const format = findFormat(specification.format);
  if (format.bits <= EXHAUSTIVE_BITS) return certifyExhaustive(program, specification, options);
  return isPlain(program, specification)
    ? certifyRoundoff(program, specification, options)
    : certifyPieces(program, specification, options);
}

/** Is the program one real function on the whole domain, which is finite? */
function isPlain({ code }: Program, { domain }: Specification): boolean {
  return code.every(({ op }) => SMOOTH.has(op)) && !isUnbounded(domain);
}

const SMOOTH: ReadonlySet<MachineOperation> = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'fma',
  'sqrt',
  'neg',
  'abs',
  'min',
  'max',
]);

/** Tighter than this no claim is worth the effort of proving. */
const LEAST_TIGHTNESS = 1e-7;

/** Bounds: a claim below what can be proved is false, or at least not proved. */
const BOUNDS = ['bound', 'approximation', 'rounding'] as const;
/** Statements that must be the same. */
const FACTS = ['method', 'measure', 'format', 'points', 'escalated', 'correctlyRounded', 'skipped'] as const;

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
  const histogram = certificate.method === 'exhaustive' && certificate.histogram !== undefined;
  let fresh = await certify(program, specification, { ...options, histogram, suspect: certificate.worst });
  // A claim may be true and yet tighter than the first proof: try once more with the gap closed.
  if (fresh.method !== 'exhaustive' && exceeds('bound', fresh.bound, certificate.bound)) {
    fresh = await certify(program, specification, {
      ...options,
      tightness: tighter(certificate, fresh, options),
    });
  }
  const claimed: Readonly<Record<string, unknown>> = certificate;
  const proved: Readonly<Record<string, unknown>> = fresh;
  for (const name of FACTS) {
    if (claimed[name] !== proved[name]) refuse(name, claimed[name], `the proof gives ${text(proved[name])}`);
  }
  for (const name of ['whole', 'histogram']) {
    const [told, found] = [claimed[name], proved[name]].map(canonical);
    if (told !== found) refuse(name, told, `the proof gives ${text(found)}`);
  }
  for (const name of BOUNDS) {
    if (claimed[name] === undefined && proved[name] === undefined) continue;
    if (exceeds(name, proved[name], claimed[name])) {
      refuse(name, claimed[name], `only ${text(proved[name])} could be proved`);
    }
  }
  checkAttained(program, specification, certificate, fresh);
  return fresh;
}

/** The tightness that a bound as low as the claimed one needs, given the error attained. */
function tighter(certificate: Certificate, fresh: Certificate, options: CertifyOptions): number {
  const tightness = options.tightness ?? 0.01;
  if (fresh.method !== 'supremum') return tightness / 16;
  const gap = (fromHexFloat(certificate.bound) ?? 0) / (fromHexFloat(fresh.lower) ?? 1) - 1;
  return Math.min(tightness, Math.max(LEAST_TIGHTNESS, gap / 2));
}

/** The attained error is a claim too: the error at `worst` must be as large as `lower` says. */
function checkAttained(
  program: Program,
  specification: Specification,
  certificate: Certificate,
  fresh: Certificate,
): void {
  if (certificate.lower === fresh.lower && certificate.worst === fresh.worst) return;
  const x = fromHexFloat(certificate.worst);
  if (x === undefined) refuse('worst', certificate.worst, 'it must be a hexadecimal float');
  const attained = attainedError(program, specification, x);
  if (attained === undefined) refuse('worst', certificate.worst, 'it is not an input with an error');
  if (exceeds('lower', certificate.lower, toHexFloat(attained))) {
    refuse('lower', certificate.lower, `the error at ${certificate.worst} is ${toHexFloat(attained)}`);
  }
}

/** A record as text that does not depend on the order of its members. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Is the number `a` above the number `b`, exactly? @throws NapierError when one is no number */
function exceeds(name: string, a: unknown, b: unknown): boolean {
  const [x, y] = [a, b].map((value) => {
    const read = typeof value === 'string' ? readRational(value) : undefined;
    return read ?? refuse(name, value, 'it must be a hexadecimal float');
  });
  return x.numerator * y.denominator > y.numerator * x.denominator;
}

function text(value: unknown): string {
  return value === undefined ? 'none' : String(value).slice(0, 100);
}

function refuse(name: string, claimed: unknown, why: string): never {
  return fail({
    kind: 'not-proved',
    message: `the certificate's ${name} is wrong: it claims ${text(claimed)}, ${why}`,
    hint: 'the program, the problem or the certificate was changed after the proof: certify anew',
  });
}
