/** Turns any text into an identifier that C, JavaScript and WebAssembly all accept; `f` when nothing is left. */
export function identifier(text: string): string {
  const cleaned = text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  if (cleaned === '') return 'f';
  return /^[0-9]/.test(cleaned) ? `f${cleaned}` : cleaned;
}
