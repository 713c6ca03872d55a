/** A block comment that no line of it can end. */
export function blockComment(lines: readonly string[]): string {
  return ['/*', ...lines.map((line) => ` * ${line.replaceAll('*/', '* /')}`), ' */'].join('\n');
}

export const lineComment =
  (mark: string) =>
  (lines: readonly string[]): string =>
    lines.map((line) => `${mark} ${line}`.trimEnd()).join('\n');
