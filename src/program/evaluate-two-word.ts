import { fail } from '../error/fault.ts';
import { readBig } from '../number/big-text.ts';
import type { TwoWordFormat, Words } from '../number/two-word-format.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { MachineOperation } from './machine-operations.ts';
import { registerOf } from './operand.ts';
import type { Program } from './program.ts';
import { validateProgram } from './validate-program.ts';

type Step = (a: Words, b: Words, c: Words) => Words;
type Meaning = (format: TwoWordFormat) => Step;

/** What operations do to numbers of two words; the others have no meaning there. */
const MEANING: Readonly<Partial<Record<MachineOperation, Meaning>>> = {
  add: ({ add }) => add,
  sub: ({ sub }) => sub,
  mul: ({ mul }) => mul,
  div: ({ div }) => div,
  fma: ({ fma }) => fma,
  sqrt: ({ sqrt }) => sqrt,
  neg: ({ neg }) => neg,
  abs: (format) => (a) => (format.compare(a, format.fromNumber(0)) < 0 ? format.neg(a) : a),
  min: (format) => (a, b) => (format.compare(b, a) < 0 ? b : a),
  max: (format) => (a, b) => (format.compare(a, b) < 0 ? b : a),
};

/** Bits in which a constant's text is read before it is rounded: more than any format of two words keeps. */
const TEXT_PRECISION = 4096;

/** The constants of a program in `real`, each rounded to the format. */
export function twoWordConstants({ constants }: Program, format: TwoWordFormat): Words[] {
  return constants.map((text) =>
    withWorkspace(TEXT_PRECISION, (w) => {
      const x = w.big();
      readBig(x, text);
      return format.roundBig(x);
    }),
  );
}

/**
 * The reference evaluator of a program in a format of two words: a program over the reals (`real`) with every constant
 * and operation rounded to that format.
 * @throws NapierError (`unsupported`) for a program in a machine format, and for operations that the format has not
 */
export function compileTwoWord(program: Program, format: TwoWordFormat): (...inputs: Words[]) => Words {
  const { inputs, constants, code } = requireReals(validateProgram(program), format);
  const registers: Words[] = [
    ...inputs.map(() => format.fromNumber(0)),
    ...twoWordConstants(program, format),
  ];
  const first = inputs.length + constants.length;
  const steps = code.map(({ op, args }) => {
    const meaning = MEANING[op] ?? refuseOperation(op, format);
    const [a, b = a, c = a] = args.map((arg) => registerOf(program, arg));
    return { step: meaning(format), a, b, c };
  });
  const result = code.length === 0 ? 0 : first + code.length - 1;
  return (...values) => {
    inputs.forEach((_, i) => (registers[i] = values[i]));
    steps.forEach(({ step, a, b, c }, i) => {
      registers[first + i] = step(registers[a], registers[b], registers[c]);
    });
    return registers[result];
  };
}

/** @throws NapierError `unsupported` for a program that is not one over the reals */
export function requireReals(program: Program, format: TwoWordFormat): Program {
  if (program.format === 'real') return program;
  return fail({
    kind: 'unsupported',
    message: `arithmetic in ${format.name} is for programs over the reals; this one is of ${program.format}`,
    hint: 'find one with --format real',
  });
}

export function refuseOperation(op: MachineOperation, format: TwoWordFormat): never {
  return fail({ kind: 'unsupported', message: `there is no ${op} in ${format.name}` });
}
