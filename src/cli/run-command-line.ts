import { VERSION } from '../discover/version.ts';
import { NapierError, fail, type Fault } from '../error/fault.ts';
import { renderFault } from '../error/render-fault.ts';
import { nearestName } from '../error/suggest.ts';
import { commandText } from './command-text.ts';
import { programHelp, verbHelp } from './help-text.ts';
import { EXIT, type Io } from './io.ts';
import { LocatedError } from './located.ts';
import { parseInvocation } from './parse-invocation.ts';
import type { Verb } from './verb.ts';

/** Runs one command line. Every fault ends here, as one message; only defects escape. @returns the exit code */
export async function runCommandLine(
  words: readonly string[],
  io: Io,
  verbs: readonly Verb[],
): Promise<number> {
  try {
    return await dispatch(words, io, verbs);
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    const command = error instanceof LocatedError ? { command: error.command } : {};
    io.message(`${renderFault(readable(error.fault), { ...command, color: io.color.message })}\n`);
    return error.exitCode;
  }
}

async function dispatch(words: readonly string[], io: Io, verbs: readonly Verb[]): Promise<number> {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h') return help([], io, verbs);
  if (first === '--version' || first === '-v') {
    io.out(`${VERSION}\n`);
    return EXIT.done;
  }
  if (first === 'help') return help(rest, io, verbs);
  const verb = findVerb(words, 0, verbs);
  const invocation = parseInvocation(verb, rest);
  if (invocation.flags.has('help')) return help([verb.name], io, verbs);
  return verb.run(invocation, io);
}

function help(words: readonly string[], io: Io, verbs: readonly Verb[]): number {
  if (words.length === 0) io.out(programHelp(verbs, VERSION));
  else io.out(verbHelp(findVerb(['help', ...words], 1, verbs)));
  return EXIT.done;
}

function findVerb(words: readonly string[], index: number, verbs: readonly Verb[]): Verb {
  const name = words[index];
  const verb = verbs.find((one) => one.name === name);
  if (verb !== undefined) return verb;
  const { text: source, spans } = commandText(words);
  const names = verbs.map((one) => one.name);
  const near = nearestName(name, [...names, 'help']);
  const hint = near === undefined ? `the verbs are ${names.join(', ')}, help` : `did you mean \`${near}\`?`;
  const message = name.startsWith('-')
    ? `a verb comes first, not an option`
    : `unknown verb \`${name.slice(0, 40)}\``;
  return fail({ kind: 'name', message, source, span: spans[index], hint });
}

/** A fault without a place in a text is shown as it is; one with an empty text has nothing to show. */
function readable(fault: Fault): Fault {
  if (fault.source !== '') return fault;
  const { source: _source, span: _span, ...rest } = fault;
  return rest;
}
