import type { OptionRow, Verb } from './verb.ts';

/** The help of the program: what it is, its verbs, and where to begin. */
export function programHelp(verbs: readonly Verb[], version: string): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  return `${[
    `napier ${version}: discover, prove and ship mathematical functions`,
    '',
    'usage: napier <verb> <what> [options]',
    '',
    ...verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'begin with:',
    '  napier approximate "tanh(x)" --domain "[-1,1]" --format f32 --error 1ulp --target c,js,wasm --out tanh',
    '',
    '`napier help <verb>` tells more. Data goes to stdout, messages to stderr.',
    'exit codes: 0 done, 1 not found or not proved, 2 bad input, 130 interrupted',
  ].join('\n')}\n`;
}

/** The help of one verb: usage, what it does, every option, commands to try. */
export function verbHelp(verb: Verb): string {
  const rows: OptionRow[] = [...verb.options, { name: 'help', meaning: 'this text' }];
  const heads = rows.map(({ name, value }) => `--${name}${value === undefined ? '' : ` ${value}`}`);
  const width = Math.max(...heads.map((head) => head.length));
  return `${[
    `${verb.summary}`,
    '',
    `usage: ${verb.usage}`,
    ...verb.details.flatMap((paragraph) => ['', ...wrap(paragraph, 100)]),
    '',
    'options:',
    ...rows.flatMap(({ meaning }, i) =>
      wrap(meaning, 100 - width).map((line, j) => `  ${(j === 0 ? heads[i] : '').padEnd(width)}  ${line}`),
    ),
    '',
    'examples:',
    ...verb.examples.flatMap(([command, meaning]) => [`  # ${meaning}`, `  ${command}`]),
  ].join('\n')}\n`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
