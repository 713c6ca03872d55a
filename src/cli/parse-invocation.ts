import { parseArgs } from 'node:util';
import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { commandText } from './command-text.ts';
import type { Invocation, Verb } from './verb.ts';

const HELP = 'help';

/**
 * Sorts the words after a verb into positionals, options and flags, by the verb's own table. A word such as `-x^2`
 * is a formula, not options. `help` is a flag of every verb.
 * @throws NapierError `name` or `value`, with the command line as its source
 */
export function parseInvocation(verb: Verb, words: readonly string[]): Invocation {
  const { text: source, spans } = commandText([verb.name, ...words]);
  const table = new Map(verb.options.map((row) => [row.name, row]));
  const refuse = (kind: 'name' | 'value', message: string, word: number, hint: string): never =>
    fail({
      kind,
      message,
      source,
      span: word < spans.length ? spans[word] : [source.length, source.length],
      hint,
    });
  const see = `\`napier help ${verb.name}\` lists the options`;

  const options = new Map<string, string>();
  const flags = new Set<string>();
  const positionals: string[] = [];
  for (const token of tokens(verb, words)) {
    const word = token.index + 1;
    if (token.kind === 'positional') {
      positionals.push(words[token.index]);
      if (positionals.length > verb.positionals[1]) {
        refuse('value', 'one word too many', word, `quote a formula that has spaces; ${see}`);
      }
    }
    if (token.kind !== 'option') continue;
    const { name } = token;
    const value = token.value === undefined ? undefined : unmask(token.value, words);
    const row = table.get(name);
    if (row === undefined && name !== HELP) {
      const near = nearestName(name, [...table.keys(), HELP]);
      const hint = near === undefined ? see : `did you mean \`--${near}\`? ${see}`;
      refuse('name', `unknown option \`${token.rawName}\``, word, hint);
    }
    if (options.has(name) || flags.has(name))
      refuse('value', `\`--${name}\` is given twice`, word, 'give it once');
    if (row?.value === undefined) {
      if (value !== undefined)
        refuse('value', `\`--${name}\` takes no value`, word, `write \`--${name}\` alone`);
      flags.add(name);
    } else if (value === undefined || value === '') {
      refuse('value', `\`--${name}\` needs a value`, word, `write \`--${name} ${row.value}\``);
    } else {
      options.set(name, value);
    }
  }
  if (!flags.has(HELP) && positionals.length < verb.positionals[0]) {
    refuse('value', `\`${verb.name}\` needs something to work on`, spans.length, `write \`${verb.usage}\``);
  }
  return { positionals, options, flags };
}

// A private-use character marks words that begin with one dash: `parseArgs` would read `-x^2` as options x, ^, 2.
const MASK = '\uE000';

function tokens(verb: Verb, words: readonly string[]) {
  const masked = words.map((word, i) => (/^-[^-]/.test(word) && word !== '-h' ? `${MASK}${i}` : word));
  const config: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    [HELP]: { type: 'boolean', short: 'h' },
  };
  for (const { name, value } of verb.options)
    config[name] = { type: value === undefined ? 'boolean' : 'string' };
  return parseArgs({ args: masked, options: config, strict: false, allowPositionals: true, tokens: true })
    .tokens;
}

function unmask(value: string, words: readonly string[]): string {
  return value.startsWith(MASK) ? words[Number(value.slice(1))] : value;
}
