/** A command line as one text, and where each of its words stands in it. */
export type CommandText = {
  readonly text: string;
  readonly spans: readonly (readonly [start: number, end: number])[];
};

/** Joins words, quoting those that a shell would take apart, so that a caret can point at one of them. */
export function commandText(words: readonly string[]): CommandText {
  const spans: [number, number][] = [];
  let text = '';
  for (const word of words) {
    if (text !== '') text += ' ';
    const shown = /^[\w@%+=:,./^-]+$/.test(word) ? word : JSON.stringify(word);
    spans.push([text.length, text.length + shown.length]);
    text += shown;
  }
  return { text, spans };
}
