/** One word of a POSIX shell's command line. */
export function shellQuote(text: string): string {
  if (/^[\w./:,@%+=-]+$/.test(text) && !text.startsWith('-')) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`;
}
