const block = (opening: string, lines: readonly string[]): string =>
  [opening, ...lines.map((line) => ` * ${line.replaceAll('*/', '* /')}`), ' */'].join('\n');

/** A block comment that no line of it can end. */
export const blockComment = (lines: readonly string[]): string => block('/*', lines);

/** The same as a doc comment of JavaScript. */
export const docComment = (lines: readonly string[]): string => block('/**', lines);

export const lineComment =
  (mark: string) =>
  (lines: readonly string[]): string =>
    lines.map((line) => `${mark} ${line}`.trimEnd()).join('\n');
