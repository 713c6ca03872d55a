import type { Certificate, SpecialValue } from '../certify/certificate.ts';
import { decimalDown, decimalUp } from '../number/decimal.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { exactDouble } from '../number/exact-double.ts';
import { isInfinite } from '../expression/domain.ts';
import { domainText } from '../expression/domain-text.ts';
import { toText } from '../expression/to-text.ts';
import type { MediumpBound } from '../certify/forward/bound-in-mediump.ts';
import type { EmitFunction } from './target.ts';

/** A certificate's hexadecimal bound as a short decimal that is not below it: a header claims no more than the proof. */
export function boundAsDecimal(hex: string): string {
  return decimalUp(exactDouble(hex));
}

const UNIT = { relative: 'relative', absolute: 'absolute', ulp: 'ulp' } as const;

/** A whole number with its thousands grouped: 2,130,706,434. */
function grouped(digits: string): string {
  return BigInt(digits).toLocaleString('en-US');
}

/** What was proved, in one or two sentences of plain English. */
export function proofInWords(certificate: Certificate): string[] {
  const bound = `${boundAsDecimal(certificate.bound)} ${UNIT[certificate.measure]}`;
  switch (certificate.method) {
    case 'exhaustive':
      return [
        `largest error: at most ${bound}, proved by running all ${grouped(certificate.points)} inputs`,
        `correctly rounded at ${grouped(certificate.correctlyRounded)} of them`,
      ];
    case 'supremum':
      return [
        `largest error: at most ${bound} over the reals, proved on ${certificate.subintervals} subintervals`,
      ];
    case 'supremum+roundoff':
      return [
        `largest error: at most ${bound}, proved: ${boundAsDecimal(certificate.approximation)} from approximation` +
          ` and ${boundAsDecimal(certificate.rounding)} from rounding`,
      ];
  }
}

/** What is proved of a function in GLSL's `mediump`. */
function inMediump({ absolute, pieces }: MediumpBound): string[] {
  return [
    `largest error: at most ${decimalUp(absolute)} absolute in mediump, proved on ${pieces} pieces, of the function at the value` +
      ' that the parameter holds; every value on the way is finite',
  ];
}

/**
 * The contract that heads every emitted function, as lines without comment marks: function, domain, format, proved
 * error, worst input, what the code relies on and what its language leaves open, and the command that makes it again.
 */
export function contractLines(
  f: EmitFunction,
  relies: readonly string[],
  leavesOpen: readonly string[] = [],
): string[] {
  const { specification: s, certificate } = f;
  const lines = [
    `${toText(s.function)}  for ${s.variable} in ${domainText(s.domain)}, ${s.format}`,
    ...(f.mediump !== undefined
      ? inMediump(f.mediump)
      : certificate === undefined
        ? ['largest error: not proved']
        : proofInWords(certificate)),
  ];
  if (certificate !== undefined) {
    const worst = exactDouble(certificate.worst);
    lines.push(
      `worst input: ${toHexFloat(worst)} (${worst}), error ${decimalDown(exactDouble(certificate.lower))}`,
    );
  }
  if (f.arithmetic !== undefined) {
    lines.push(
      `computes in ${f.arithmetic}, two numbers of ${s.format} for one, operation by operation; the result is the nearest ${s.format}`,
    );
  }
  if (f.carries !== undefined) {
    lines.push(
      `takes and gives numbers of ${f.carries} as ${f.program.format}: the result is to be rounded to ${f.carries}, once, ` +
        'as storing it does; the error is that of the rounded result',
    );
  }
  if (f.rounds !== undefined) {
    lines.push(
      `computes in ${f.rounds.arithmetic}: every operation of ${f.program.format} is followed by its rounding; takes and gives numbers of` +
        ` ${f.rounds.storage} as ${f.program.format}`,
    );
  }
  lines.push(`relies on: ${relies.join('; ')}`);
  if (leavesOpen.length > 0) {
    lines.push(`the language leaves open: ${leavesOpen.join('; ')}`, ...inTheOpen(f));
  }
  lines.push(
    isInfinite(s.domain.lo) && isInfinite(s.domain.hi) && !s.domain.open.includes(true)
      ? 'every number of the format is an input, infinities, NaN and zeros of both signs too'
      : 'outside the domain the result is not specified',
  );
  for (const { input, wanted, got } of wrongZeros(certificate)) {
    lines.push(
      `at ${input} it gives ${got}, where ${wanted} is right; the error does not count the sign of a zero`,
    );
  }
  lines.push(`made by napier ${f.version}: ${f.command}`);
  return lines;
}

/** What holds where a language leaves results open. */
function inTheOpen({ certificate, allowed, mediump, roundsInstead }: EmitFunction): string[] {
  if (mediump !== undefined)
    return ['the error above holds whatever of this a machine does, but for reordering'];
  if (allowed !== undefined) {
    const unit = `${decimalUp(allowed.least)}`;
    const where = Number.isFinite(allowed.most)
      ? `at every finite input where the function's magnitude is below ${decimalDown(allowed.most)}`
      : 'at every finite input';
    return [
      `whatever of this a machine does, but for reordering: ${where} the result is finite and at most` +
        ` ${decimalUp(allowed.bound)} ulp from the function (below ${unit}, of the ulp there), proved on ${allowed.pieces} pieces;` +
        ' the smaller error above is that of IEEE 754 arithmetic',
    ];
  }
  const instead =
    roundsInstead === true
      ? [
          'integers are taken by round, where the proved program adds a large number and takes it off again: alike but for ties',
        ]
      : [];
  return [
    ...instead,
    certificate === undefined
      ? 'so results may differ from one machine to another'
      : 'the error above is proved for IEEE 754 arithmetic; where a machine makes use of that freedom it is not',
  ];
}

function wrongZeros(certificate: Certificate | undefined): readonly SpecialValue[] {
  if (certificate?.method !== 'exhaustive') return [];
  return (certificate.whole?.special ?? []).filter(({ status }) => status === 'zero-sign');
}
