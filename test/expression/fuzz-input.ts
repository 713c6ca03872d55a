import type { Random } from '../../src/number/random.ts';

const SEEDS = [
  'sin(pi*x)/x', 'log(1 + exp(x))', '|x - |y||^2', '2x^3 - 0x1.8p-4', '-pi/4', 'besseli(2, x)*W(x)', '√(x²) ÷ 3.5e-7',
  '[-pi/4, pi/4]', '(0, 1e300]', ']-inf, 3[', '0.51ulp', '12digits', '1e-7', '0x1p-20',
  '(FPCore (x y) :name "f" :pre (and (<= 0 x 1) (< y 2)) (let* ([a (+ x 1/3)]) (if (< a 1) a (sqrt y))))',
  '(FPCore (n) :precision binary32 (while* (<= i n) ([i 0 (+ i 1)] [s (digits 1 2 10) (! :round toZero (* s 2))]) s))',
]; // prettier-ignore

const PIECES = [
  ...'()[]{}|,;:+-*/^!=<>.`"\\ \t\n0123456789abexyzEPI_√πφ∞²³×÷−·',
  '**', '||', 'sin(', 'exp', 'tahn(', 'pow(x,', '1e99999', '0x', '0x1p', '.5', '1/0', '(FPCore (x) ', ':pre', '(let ([', '(!',
  '\u0000', '\u202e', '\ud83d\ude00', '\ud800', '数', 'e\u0301', '\r\n', ';', '#', 'ulp', 'inf', 'gamma', '-', '((((((((',
]; // prettier-ignore

/** A valid text with a few pieces put in, taken out, doubled or swapped; or pieces alone. */
export function fuzzInput(random: Random): string {
  const piece = (): string => PIECES[random.integer(PIECES.length)];
  if (random.integer(4) === 0) return Array.from({ length: random.integer(24) }, piece).join('');
  let text = SEEDS[random.integer(SEEDS.length)];
  for (let edits = 1 + random.integer(5); edits > 0; edits--) {
    const at = random.integer(text.length + 1);
    const end = Math.min(text.length, at + random.integer(6));
    const [before, middle, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
    text = [
      before + piece() + middle + after,
      before + after,
      before + middle + middle + after,
      middle + before + after,
    ][random.integer(4)];
  }
  return text;
}
