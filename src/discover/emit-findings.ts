import { withLicense } from '../emit/license.ts';
import { carried, carriedProgram } from '../emit/carried.ts';
import {
  TARGET_NAMES,
  type EmitFunction,
  type EmittedFile,
  type Target,
  type TargetName,
} from '../emit/target.ts';
import { TARGETS } from '../emit/targets.ts';
import { glslMediumpTarget } from '../emit/languages/glsl-mediump.ts';
import { WRITTEN_OUT_NAMES } from '../number/two-word-formats.ts';
import { fail } from '../error/fault.ts';
import type { ApproximationFinding, FrontEntry } from './finding.ts';
import { inTwoWords } from './in-two-words.ts';
import { makeCommand } from './make-command.ts';
import { specificationOf } from './specification-of.ts';

/** An entry of a finding under the name its function shall have. */
export type NamedEntry = {
  readonly name: string;
  readonly finding: ApproximationFinding;
  readonly entry: FrontEntry;
};

export const PRECISIONS = ['highp', 'mediump'] as const;
export type Precision = (typeof PRECISIONS)[number];

export type EmitFindingsOptions = {
  /** See `EmitFunction.prefix`. */
  readonly prefix?: string;
  /** Lines that head every source file. */
  readonly license?: string;
  /** The format of two words that programs over the reals shall compute in ({@link inTwoWords}). */
  readonly arithmetic?: string;
  /** The precision of floats in GLSL, the only target that has such qualifiers. @defaultValue `highp` */
  readonly precision?: Precision;
  /** Is told what is not proved of them there. */
  readonly note?: (text: string) => void;
};

/**
 * Entries of findings as one module in each of the targets told, with contracts and proofs in the headers.
 * @throws NapierError `unsupported` when a target cannot hold a program, or has no precision qualifiers, `not-proved` when there
 *   is no bound of a program in `mediump`
 */
export function emitFindings(
  entries: readonly NamedEntry[],
  targets: readonly TargetName[],
  moduleName: string,
  { prefix, license, arithmetic, precision, note = () => undefined }: EmitFindingsOptions = {},
): EmittedFile[] {
  const other = targets.find((name) => name !== 'glsl');
  if (precision !== undefined && other !== undefined) {
    fail({
      kind: 'unsupported',
      message: `target ${other} has no precision qualifiers`,
      hint: '--precision is for --target glsl alone; emit other targets without it',
    });
  }
  const functions = entries.map(({ name, finding, entry }): EmitFunction => {
    const { text: _text, ...program } = entry.program;
    const f: EmitFunction = {
      name,
      program,
      specification: specificationOf(finding.problem),
      command: `${makeCommand(finding.problem)}${precision === 'mediump' ? ', then napier emit --precision mediump' : ''}`,
      version: finding.napier,
      ...(prefix === undefined ? {} : { prefix }),
      ...(entry.certificate === undefined ? {} : { certificate: entry.certificate }),
    };
    return arithmetic === undefined ? f : inTwoWords(f, arithmetic, note);
  });
  const files = targets.flatMap((name) => {
    const target = precision === 'mediump' ? glslMediumpTarget : TARGETS[name];
    return target.emit(
      functions.map((f) => carried(target, f) ?? refuse(f, target, precision)),
      moduleName,
    );
  });
  return license === undefined ? files : withLicense(files, license);
}

function refuse({ program }: EmitFunction, target: Target, precision?: Precision): never {
  const able = TARGET_NAMES.filter((name) => carriedProgram(TARGETS[name], program) !== undefined);
  const message = target.refuses(program) ?? `target ${target.name} cannot write this`;
  const hint =
    precision === 'mediump' && carriedProgram(TARGETS.glsl, program) !== undefined
      ? '--precision highp, the default, writes it'
      : program.format === 'real'
        ? `--arithmetic ${WRITTEN_OUT_NAMES.join(' or ')} writes it out in the operations of a machine format`
        : able.length === 0
          ? '`napier help emit` lists the targets'
          : `targets that can: ${able.join(', ')}`;
  return fail({ kind: 'unsupported', message, hint });
}
