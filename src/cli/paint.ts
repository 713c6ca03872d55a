/** Emphasis on a terminal. */
export type Paint = { readonly bold: (text: string) => string; readonly dim: (text: string) => string };

export const identityPaint: Paint = { bold: (text) => text, dim: (text) => text };

const ansiPaint: Paint = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
};

export function paintFor(color: boolean): Paint {
  return color ? ansiPaint : identityPaint;
}
