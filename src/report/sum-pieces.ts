/** Addends of a formula's text outside all brackets, with the sign before each but the first: where a line may break. */
export function sumPieces(text: string): { readonly sign: '' | '+' | '-'; readonly text: string }[] {
  const pieces: { sign: '' | '+' | '-'; text: string }[] = [];
  let [depth, start] = [0, 0];
  let sign: '' | '+' | '-' = '';
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i])) depth += 1;
    else if (')]}'.includes(text[i])) depth -= 1;
    else if (depth === 0 && (text.startsWith(' + ', i) || text.startsWith(' - ', i))) {
      pieces.push({ sign, text: text.slice(start, i) });
      sign = text[i + 1] as '+' | '-';
      start = i + 3;
    }
  }
  return [...pieces, { sign, text: text.slice(start) }];
}
