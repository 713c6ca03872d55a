import type { IdentificationFinding } from '../../discover/identification.ts';
import { identifyInterval, identifyNumber } from '../../discover/identify-number.ts';
import { identifyReaction } from '../../discover/identify-reaction.ts';
import { identifySequence } from '../../discover/identify-sequence.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail, type Fault } from '../../error/fault.ts';
import { renderFault } from '../../error/render-fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { identificationText } from '../identification-table.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import type { Invocation, Verb } from '../verb.ts';

/** Digits that most formulas of a line take. */
const ENOUGH_DIGITS = 15;

const QUESTIONS = ['interval', 'sequence', 'reaction'] as const;

export const identifyVerb: Verb = {
  name: 'identify',
  summary: 'find formulas for a number, rules of a sequence, balances of a reaction',
  usage: 'napier identify NUMBER [options]',
  details: [
    'NUMBER is digits (0.9159655941772190150546: all must be right, but for the last one) or an expression such as ' +
      'zeta(2) + 1/3. Every formula is told with the digits it meets, the digits that naming it takes, and a bound on ' +
      'the probability that any formula so short would meet a random number so well; one that takes too much of what ' +
      'it meets is not shown.',
    'A rule of a sequence obeys every term given; the terms beyond those that fix it are its check. Reactions are ' +
      'balanced exactly, in all minimal ways.',
  ],
  options: [
    { name: 'interval', value: 'LO,HI', meaning: 'formulas with a value between two numbers' },
    { name: 'sequence', value: 'LIST', meaning: 'rules of a sequence: 1,1,2,5,14,42 (fractions allowed)' },
    {
      name: 'reaction',
      value: 'TEXT',
      meaning: 'balances of a reaction: "KMnO4 + HCl -> KCl + MnCl2 + H2O + Cl2"',
    },
    { name: 'digits', value: 'N', meaning: 'digits of an expression that the search sees (default 50)' },
    { name: 'out', value: 'FILE', meaning: 'write the finding there' },
    { name: 'json', meaning: 'print the finding itself instead of the table' },
  ],
  examples: [
    ['napier identify 0.9159655941772190150546', "Catalan's constant"],
    ['napier identify "sin(pi/12)"', 'an algebraic number behind an expression, checked to 1,000 digits'],
    ['napier identify --sequence 1,1,2,5,14,42', 'the Catalan numbers: recurrence and closed form'],
    ['napier identify --reaction "C3H8 + O2 -> CO2 + H2O"', 'the balanced equation'],
  ],
  positionals: [0, 1],
  run: async (invocation, io) => {
    const finding = answer(invocation);
    const values = new OptionValues('identify', invocation);
    const out = values.text('out');
    const text = writeFinding(finding);
    if (out !== undefined && finding.front.length > 0) writeAtomically(out, text);
    io.out(values.flag('json') ? text : identificationText(finding, paintFor(io.color.out)));
    if (out !== undefined && finding.front.length > 0) io.message(`wrote ${out}\n`);
    if (finding.front.length > 0) return EXIT.done;
    io.message(`${renderFault(nothing(finding), { color: io.color.message })}\n`);
    return EXIT.notFound;
  },
};

function answer(invocation: Invocation): IdentificationFinding {
  const values = new OptionValues('identify', invocation);
  const { positionals } = invocation;
  const asked = QUESTIONS.filter((name) => values.text(name) !== undefined);
  const digits = values.number('digits', 10, 1_000);
  if (asked.length + positionals.length !== 1) {
    const message =
      asked.length + positionals.length === 0 ? 'nothing to identify' : 'more than one thing to identify';
    const hint = 'give a number, or one of --interval, --sequence, --reaction';
    fail({ kind: 'value', message, hint });
  }
  const [question] = asked;
  if (digits !== undefined && question !== undefined) {
    fail({
      kind: 'value',
      message: `--digits does not go with --${question}`,
      hint: 'it is for expressions',
    });
  }
  switch (question) {
    case 'interval':
      return values.read('interval', readInterval) as IdentificationFinding;
    case 'sequence':
      return values.read('sequence', identifySequence) as IdentificationFinding;
    case 'reaction':
      return values.read('reaction', identifyReaction) as IdentificationFinding;
    case undefined:
      return located('identify', () =>
        identifyNumber(positionals[0], digits === undefined ? {} : { digits }),
      );
  }
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
  const note = provenance.history.find(({ phase }) => phase === 'note');
  const digits = problem.question === 'number' ? problem.digits : 0;
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
