import { deduce, unprovedGoals } from '../../discover/deduce.ts';
import { relateLoops } from '../../discover/relate-loops.ts';
import { readFunction, relate } from '../../discover/relate.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail } from '../../error/fault.ts';
import { renderFault } from '../../error/render-fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { readTextFile } from '../../run/read-text-file.ts';
import { deductionText } from '../deduction-table.ts';
import { invariantText } from '../invariant-table.ts';
import { EXIT, type Io } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { relateProgramFile } from '../relate-program.ts';
import { relationText } from '../relation-table.ts';
import { testProgramFile } from '../test-program.ts';
import type { Invocation, Verb } from '../verb.ts';

export const relateVerb: Verb = {
  name: 'relate',
  summary: 'find the identities that a function obeys, and prove them',
  usage:
    'napier relate FUNCTION [options], or napier relate --program FILE, --invariants FILE or --axioms FILE [options]',
  details: [
    'FUNCTION is an expression of one to three variables. Polynomial and rational relations are looked for among f(x), ' +
      'f(y), f(x + y), f(x - y), f(x*y), f(x/y), f(2x), f(-x), f(1/x), f(x + 1), derivatives and x, those that follow ' +
      'from others are left out, and each is proved by exact arithmetic on functions.',
    'An identity holds wherever everything in it has a value.',
    'With --program, identities that the values of a JavaScript or WebAssembly function obey: measured, as nothing else ' +
      'is known of it. With a FUNCTION and a --program that is meant to compute it, the program is tested against what is ' +
      'proved of the function, without knowing one right value; --corrected writes a module that is right where the ' +
      'program is not, by values at random other places.',
    'With --invariants, polynomial equations that the variables of loops obey, over the reals: the file has FPCores with ' +
      '`while` or `for`. From the states of random runs, exactly; each proved by induction over turns.',
    'With --axioms, what follows from the axioms of a theory: conjectures by growing size, each proved by rewriting, ' +
      'completion or induction, each proof replayed by a checker. The file has one declaration a line: `type N = 0 | ' +
      's(N)`, `operation N + N : N`, `axiom x + s(y) = s(x + y)`, `goal x + y = y + x`; goals end the search.',
  ],
  options: [
    { name: 'with', value: 'TERMS', meaning: 'the only terms to relate: "f(x), f(y), f(x + y), x"' },
    {
      name: 'max-degree',
      value: 'N',
      meaning: 'largest degree in the terms, 1 to 6 (default 4; of loops 3)',
    },
    {
      name: 'program',
      value: 'FILE',
      meaning: 'relate or test a function of this .js, .mjs, .cjs or .wasm file',
    },
    { name: 'export', value: 'NAME', meaning: 'which of its exports (default: the only one)' },
    { name: 'arity', value: 'N', meaning: 'how many arguments it takes, 1 to 3 (default: as it says)' },
    {
      name: 'domain',
      value: '[LO,HI]',
      meaning: 'where its arguments lie (default: [-4,4], or a part of it)',
    },
    {
      name: 'accuracy',
      value: 'E',
      meaning: 'relative error that its values may have (default 1e-11, in tests 1e-9)',
    },
    {
      name: 'corrected',
      value: 'FILE',
      meaning: 'with FUNCTION and --program: write the corrected module there',
    },
    { name: 'invariants', value: 'FILE', meaning: 'equations that the loops in these FPCores obey' },
    { name: 'axioms', value: 'FILE', meaning: 'deduce what follows from the axioms in this file' },
    {
      name: 'max-size',
      value: 'N',
      meaning: 'with --axioms: largest side of a conjecture, 1 to 12 (default 7)',
    },
    { name: 'seed', value: 'N', meaning: 'seed of the random points (default 1)' },
    { name: 'out', value: 'FILE', meaning: 'write the finding there' },
    { name: 'json', meaning: 'print the finding itself instead of the table' },
  ],
  examples: [
    ['napier relate "tanh(x)"', 'its parity, its addition theorem, its differential equation'],
    ['napier relate --program wave.mjs --export wave', 'what a function of a JavaScript module obeys'],
    ['napier relate "sqrt(1+x^2)" --with "f(x), x"', 'the algebraic equation of a function'],
  ],
  positionals: [0, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('relate', invocation);
    if (values.text('axioms') !== undefined) return deduceAxioms(values, invocation, io);
    if (values.text('invariants') !== undefined) return relateLoopFile(values, invocation, io);
    const [source] = invocation.positionals;
    const program = values.text('program');
    const stray = PROGRAM_OPTIONS.find((name) => values.text(name) !== undefined);
    if (stray !== undefined && program === undefined)
      fail({ kind: 'value', message: `--${stray} is for --program`, hint: 'leave it out' });
    if (source === undefined && program === undefined) {
      const hint = 'such as: napier relate "tanh(x)"';
      fail({
        kind: 'syntax',
        message: '`relate` takes a function, --program FILE, --invariants FILE, or --axioms FILE',
        hint,
      });
    }
    if (source !== undefined && program !== undefined) return testProgramFile(source, values, io);
    if (source === undefined && values.text('corrected') !== undefined)
      fail({ kind: 'value', message: '--corrected takes the function that the program is meant to compute' });
    const maxDegree = values.number('max-degree', 1, 6);
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
    const options = {
      ...(maxDegree === undefined ? {} : { maxDegree }),
      ...(seed === undefined ? {} : { seed }),
    };
    // The function's faults first, so that those of --with are shown behind --with.
    const finding =
      source === undefined
        ? await relateProgramFile(values)
        : values.text('with') === undefined
          ? located('relate', () => relate(source, options))
          : (located('relate', () => readFunction(source)),
            values.read('with', (terms) => relate(source, { ...options, with: terms })));
    if (finding === undefined) throw new Error('relate: no finding');
    const out = values.text('out');
    const text = writeFinding(finding);
    const found = finding.front.length > 0;
    if (out !== undefined && found) writeAtomically(out, text);
    io.out(values.flag('json') ? text : relationText(finding, paintFor(io.color.out)));
    if (out !== undefined && found) io.message(`wrote ${out}\n`);
    if (found) return EXIT.done;
    const hint =
      values.text('with') === undefined
        ? 'a relation with another function in it needs that: --with "f(x), f(y), f(x + y), exp(x)"'
        : 'other terms, or a larger --max-degree, may be related';
    const fault = { kind: 'not-found', message: 'no identity found', hint } as const;
    io.message(`${renderFault(fault, { color: io.color.message })}\n`);
    return EXIT.notFound;
  },
};

/** Options that only programs have. */
const PROGRAM_OPTIONS = ['export', 'arity', 'domain', 'accuracy', 'corrected'] as const;

const LOOP_BYTES = 1_000_000;

function relateLoopFile(values: OptionValues, invocation: Invocation, io: Io): number {
  const path = values.text('invariants') as string;
  const stray = ['with', 'program', 'max-size', ...PROGRAM_OPTIONS].find(
    (name) => values.text(name) !== undefined,
  );
  if (stray !== undefined) fail({ kind: 'value', message: `--${stray} does not go with --invariants` });
  if (invocation.positionals.length > 0)
    fail({ kind: 'value', message: 'a function and --invariants do not go together' });
  const maxDegree = values.number('max-degree', 1, 6);
  const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
  const source = readTextFile(path, LOOP_BYTES, 'FPCores are text: see `napier help relate`');
  const finding = located(`relate ${path}:`, () =>
    relateLoops(source, {
      ...(maxDegree === undefined ? {} : { maxDegree }),
      ...(seed === undefined ? {} : { seed }),
    }),
  );
  const text = writeFinding(finding);
  const out = values.text('out');
  const found = finding.front.length > 0;
  if (out !== undefined && found) writeAtomically(out, text);
  io.out(values.flag('json') ? text : invariantText(finding, paintFor(io.color.out)));
  if (out !== undefined && found) io.message(`wrote ${out}\n`);
  if (found) return EXIT.done;
  const hint = 'a larger --max-degree may find one';
  io.message(
    `${renderFault({ kind: 'not-found', message: 'no invariant found', hint }, { color: io.color.message })}\n`,
  );
  return EXIT.notFound;
}

const THEORY_BYTES = 1_000_000;

function deduceAxioms(values: OptionValues, invocation: Invocation, io: Io): number {
  const path = values.text('axioms') as string;
  for (const other of ['with', 'max-degree', 'program', 'invariants'])
    if (values.text(other) !== undefined)
      fail({ kind: 'value', message: `--${other} is about a function, and --axioms about a theory` });
  if (invocation.positionals.length > 0)
    fail({ kind: 'value', message: 'a function and --axioms do not go together' });
  const maxSize = values.number('max-size', 1, 12);
  const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
  const source = readTextFile(path, THEORY_BYTES, 'a theory is a text file: see `napier help relate`');
  const finding = located(`relate ${path}:`, () =>
    deduce(source, {
      ...(maxSize === undefined ? {} : { maxSize }),
      ...(seed === undefined ? {} : { seed }),
    }),
  );
  const text = writeFinding(finding);
  const out = values.text('out');
  if (out !== undefined) writeAtomically(out, text);
  io.out(values.flag('json') ? text : deductionText(finding, paintFor(io.color.out)));
  if (out !== undefined) io.message(`wrote ${out}\n`);
  const unproved = unprovedGoals(finding);
  if (unproved.length === 0) return EXIT.done;
  const hint = 'state a lemma that helps as another goal, or give a larger --max-size';
  const fault = { kind: 'not-proved', message: `not proved: ${unproved.join('; ')}`, hint } as const;
  io.message(`${renderFault(fault, { color: io.color.message })}\n`);
  return EXIT.notFound;
}
