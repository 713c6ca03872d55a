import { dirname } from 'node:path';
import type { IdentificationFinding } from '../../discover/identification.ts';
import { identifyComplex, isComplexNumber } from '../../discover/identify-complex.ts';
import { identifyFraction } from '../../discover/identify-fraction.ts';
import { identifyFractions } from '../../discover/identify-fractions.ts';
import { identifyInterval, identifyNumber } from '../../discover/identify-number.ts';
import { identifyReaction } from '../../discover/identify-reaction.ts';
import { identifySequence } from '../../discover/identify-sequence.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail, type Fault } from '../../error/fault.ts';
import { renderFault } from '../../error/render-fault.ts';
import { FRACTION_LIMITS } from '../../discover/fraction-identification.ts';
import { readScanState, SCAN_STATE_LIMIT, writeScanState } from '../../discover/scan-state.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { createCheckpoint } from '../../run/checkpoint.ts';
import { readTextFile } from '../../run/read-text-file.ts';
import { identificationText } from '../identification-table.ts';
import { EXIT, type Io } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import type { Invocation, Verb } from '../verb.ts';
import { withPool } from '../with-pool.ts';

/** Digits that most formulas of a line take. */
const ENOUGH_DIGITS = 15;

const QUESTIONS = ['interval', 'fraction', 'sequence', 'reaction', 'continued-fraction', 'resume'] as const;

/** Options that only continued fractions have. */
const FRACTION_OPTIONS = ['degree', 'coefficients', 'workers', 'time', 'checkpoint'] as const;

export const identifyVerb: Verb = {
  name: 'identify',
  summary: 'find formulas for a number, rules of a sequence, balances of a reaction',
  usage: 'napier identify NUMBER [options]',
  details: [
    'NUMBER is digits (0.9159655941772190150546: all must be right, but for the last one) or an expression such as ' +
      'zeta(2) + 1/3, or a complex number (0.5+0.8660254037844386i, sqrt(2)*i). Every formula is told with the digits it meets, the digits that naming it takes, and a bound on ' +
      'the probability that any formula so short would meet a random number so well; one that takes too much of what ' +
      'it meets is not shown.',
    'A rule of a sequence obeys every term given; the terms beyond those that fix it are its check. Reactions are ' +
      'balanced exactly, in all minimal ways.',
  ],
  options: [
    { name: 'interval', value: 'LO,HI', meaning: 'formulas with a value between two numbers' },
    {
      name: 'fraction',
      value: 'A;B',
      meaning: 'formulas for the continued fraction a(0) + b(1)/(a(1) + …) of two polynomials: "2n+1; n^2"',
    },
    { name: 'sequence', value: 'LIST', meaning: 'rules of a sequence: 1,1,2,5,14,42 (fractions allowed)' },
    {
      name: 'reaction',
      value: 'TEXT',
      meaning: 'balances of a reaction: "KMnO4 + HCl -> KCl + MnCl2 + H2O + Cl2"',
    },
    {
      name: 'continued-fraction',
      value: 'CONSTANT',
      meaning: 'polynomial continued fractions of pi, e, ln2, catalan, zeta(3), …',
    },
    { name: 'degree', value: 'D,E', meaning: 'largest degrees of a(n) and b(n) in them (default 2,2)' },
    { name: 'coefficients', value: 'N', meaning: 'largest coefficient of theirs (default 5)' },
    { name: 'dynamics', meaning: 'also measure how all fractions of the box converge, and group them by it' },
    { name: 'workers', value: 'N', meaning: 'threads for their search (default: one a processor)' },
    { name: 'time', value: 'SECONDS', meaning: 'stop their search then, with what was found' },
    {
      name: 'checkpoint',
      value: 'FILE',
      meaning: 'keep the state of their search there; taken away at the end',
    },
    { name: 'resume', value: 'FILE', meaning: 'go on with a search from its checkpoint' },
    {
      name: 'digits',
      value: 'N',
      meaning: 'digits of an expression or a fraction that the search sees (default 50 or 60)',
    },
    { name: 'out', value: 'FILE', meaning: 'write the finding there' },
    { name: 'json', meaning: 'print the finding itself instead of the table' },
  ],
  examples: [
    ['napier identify 0.9159655941772190150546', "Catalan's constant"],
    ['napier identify "sin(pi/12)"', 'an algebraic number behind an expression, checked to 1,000 digits'],
    ['napier identify --sequence 1,1,2,5,14,42', 'the Catalan numbers: recurrence and closed form'],
    ['napier identify --fraction "3n + 4; 2n - 2n^2 - 2"', 'the value of one continued fraction'],
    [
      'napier identify --continued-fraction e --degree 1,1',
      'fractions a(0) + b(1)/(a(1) + …) with value (p + q e)/(r + s e)',
    ],
    ['napier identify --reaction "C3H8 + O2 -> CO2 + H2O"', 'the balanced equation'],
  ],
  positionals: [0, 1],
  run: async (invocation, io) => {
    const finding = await answer(invocation, io);
    const values = new OptionValues('identify', invocation);
    const out = values.text('out');
    const text = writeFinding(finding);
    if (out !== undefined && finding.front.length > 0) writeAtomically(out, text);
    io.out(values.flag('json') ? text : identificationText(finding, paintFor(io.color.out)));
    if (out !== undefined && finding.front.length > 0) io.message(`wrote ${out}\n`);
    if (finding.provenance.stop === 'interrupt') return EXIT.interrupted;
    if (finding.front.length > 0) return EXIT.done;
    io.message(`${renderFault(nothing(finding), { color: io.color.message })}\n`);
    return EXIT.notFound;
  },
};

async function answer(invocation: Invocation, io: Io): Promise<IdentificationFinding> {
  const values = new OptionValues('identify', invocation);
  const { positionals } = invocation;
  const asked = QUESTIONS.filter((name) => values.text(name) !== undefined);
  const digits = values.number('digits', 10, 1_000);
  if (asked.length + positionals.length !== 1) {
    const message =
      asked.length + positionals.length === 0 ? 'nothing to identify' : 'more than one thing to identify';
    const hint =
      'give a number, or one of --interval, --fraction, --sequence, --reaction, --continued-fraction';
    fail({ kind: 'value', message, hint });
  }
  const [question] = asked;
  const stray = FRACTION_OPTIONS.find((name) => values.text(name) !== undefined);
  if (question === 'resume' && (values.text('degree') ?? values.text('coefficients')) !== undefined) {
    fail({
      kind: 'value',
      message: '--resume goes on with the box in the checkpoint',
      hint: 'leave the box out',
    });
  }
  if (stray !== undefined && question !== 'continued-fraction' && question !== 'resume') {
    fail({ kind: 'value', message: `--${stray} is for --continued-fraction`, hint: 'leave it out' });
  }
  if (values.flag('dynamics') && question !== 'continued-fraction' && question !== 'resume')
    fail({ kind: 'value', message: '--dynamics is for --continued-fraction', hint: 'leave it out' });
  if (digits !== undefined && question !== undefined && question !== 'fraction') {
    fail({
      kind: 'value',
      message: `--digits does not go with --${question}`,
      hint: 'it is for expressions and --fraction',
    });
  }
  switch (question) {
    case 'interval':
      return values.read('interval', readInterval) as IdentificationFinding;
    case 'fraction':
      return values.read('fraction', (source) =>
        identifyFraction(source, digits === undefined ? {} : { digits }),
      ) as IdentificationFinding;
    case 'sequence':
      return values.read('sequence', identifySequence) as IdentificationFinding;
    case 'reaction':
      return values.read('reaction', identifyReaction) as IdentificationFinding;
    case 'resume':
    case 'continued-fraction':
      return answerFractions(values, io);
    case undefined:
      if (digits !== undefined && /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(positionals[0])) {
        fail({
          kind: 'value',
          message: '--digits does not go with digits: the number has those it has',
          hint: 'it says how many digits of an expression are looked at',
        });
      }
      return located('identify', () =>
        (isComplexNumber(positionals[0]) ? identifyComplex : identifyNumber)(
          positionals[0],
          digits === undefined ? {} : { digits },
        ),
      );
  }
}

/** The search for continued fractions, with its threads, progress line, time limit and interrupt. */
async function answerFractions(values: OptionValues, io: Io): Promise<IdentificationFinding> {
  const path = values.text('resume');
  const resume =
    path === undefined
      ? undefined
      : located(`identify --resume ${path}:`, () => readScanState(readTextFile(path, SCAN_STATE_LIMIT)));
  const degrees = resume?.box.degrees ?? values.read('degree', readDegrees);
  const coefficients =
    resume?.box.coefficients ?? values.number('coefficients', 1, FRACTION_LIMITS.coefficients);
  const workers = values.number('workers', 1, 1024);
  const seconds = values.number('time', 0.001, 1e9, false);
  const kept = values.text('checkpoint') ?? path;
  if (kept !== undefined) checkWritable(dirname(kept));
  const checkpoint = kept === undefined ? undefined : createCheckpoint(kept);
  let write: (() => string) | undefined;
  const finding = await withPool(io, { workers, seconds }, async ({ executor, signal, progress }) => {
    const search = (source: string): Promise<IdentificationFinding> =>
      identifyFractions(source, {
        ...(degrees === undefined ? {} : { degrees }),
        ...(coefficients === undefined ? {} : { coefficients }),
        ...(resume === undefined ? {} : { resume }),
        dynamics: values.flag('dynamics'),
        executor,
        signal,
        onState: (state) => {
          write = () => writeScanState(state());
          checkpoint?.note(write);
        },
        onProgress: (evaluations, _total, front) =>
          progress.update({ phase: 'scanning', evaluations, front }),
      });
    const found = resume === undefined ? values.read('continued-fraction', search) : search(resume.constant);
    return await (found as NonNullable<typeof found>);
  });
  if (finding.provenance.stop === 'exhausted') checkpoint?.remove();
  else if (write !== undefined && checkpoint !== undefined) {
    checkpoint.save(write);
    io.message(`go on with: napier identify --resume ${kept}\n`);
  }
  return finding;
}

/** `D,E`, or one degree for both. */
function readDegrees(source: string): readonly [number, number] {
  const match = /^\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?$/.exec(source);
  if (match === null) {
    const span = [0, source.length] as const;
    const hint = 'such as 2,2: of a(n), then of b(n)';
    fail({ kind: 'syntax', message: 'expected two degrees with a comma between', source, span, hint });
  }
  return [Number(match[1]), Number(match[2] ?? match[1])];
}

/** `LO,HI`, parted at the only comma outside brackets. */
function readInterval(source: string): IdentificationFinding {
  let depth = 0;
  const commas: number[] = [];
  for (const [i, c] of [...source].entries()) {
    if (c === '(') depth += 1;
    if (c === ')') depth -= 1;
    if (c === ',' && depth === 0) commas.push(i);
  }
  if (commas.length !== 1) {
    const span = [0, source.length] as const;
    fail({
      kind: 'syntax',
      message: 'expected two numbers with a comma between',
      source,
      span,
      hint: 'such as 3.14159,3.14160',
    });
  }
  return identifyInterval(source.slice(0, commas[0]), source.slice(commas[0] + 1));
}

function nothing({ problem, provenance }: IdentificationFinding): Fault {
  if (problem.question === 'sequence') {
    const hint = 'more terms allow longer rules: a rule of k unknowns takes k + 2 terms and more';
    return { kind: 'not-found', message: `no rule explains ${problem.terms.length} terms`, hint };
  }
  if (problem.question === 'continued-fraction') {
    const [a, b] = problem.box.degrees;
    const message = `no fraction of degrees ${a} and ${b} with coefficients to ${problem.box.coefficients} has a value (p + q·c)/(r + s·c)`;
    const hint = provenance.stop === 'exhausted' ? 'raise --degree or --coefficients' : 'give it more --time';
    return { kind: 'not-found', message, hint };
  }
  const note = provenance.history.find(({ phase }) => phase === 'note');
  const digits = problem.question === 'number' || problem.question === 'complex' ? problem.digits : 0;
  const simplest = note?.form === 'root' ? `a root of ${note.simplest}` : note?.simplest;
  const spent = Number(note?.spent ?? Infinity);
  if (spent < digits) {
    return {
      kind: 'not-found',
      message: `too few digits: ${simplest} fits, but may do so by chance`,
      hint: `give ${note?.needed} digits, or more, to be sure`,
    };
  }
  const fits =
    simplest === undefined ? '' : `; the simplest that fits, ${simplest}, takes ${spent} digits to name`;
  const hint =
    digits < ENOUGH_DIGITS
      ? `give ${ENOUGH_DIGITS} digits or more: simple formulas take from 7 to ${ENOUGH_DIGITS}`
      : 'more digits allow longer formulas; are all of them right?';
  return { kind: 'not-found', message: `no formula explains ${digits.toFixed(1)} digits${fits}`, hint };
}
