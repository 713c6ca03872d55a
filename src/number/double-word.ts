/**
 * Double-word arithmetic: numbers as the sum of two words of one format, the second at most half an ulp of the first.
 * Joldes, Muller & Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic, ACM
 * TOMS 44(2), 2017, by the numbers of its algorithms; with the bounds of Muller & Rideau, Formalization of double-word
 * arithmetic, and comments on it, ACM TOMS 48(1), 2022. The root: Lefèvre, Louvet, Muller, Picot & Rideau, Accurate
 * calculation of Euclidean norms using double-word arithmetic, ACM TOMS 49(1), 2023.
 */

/**
 * One word's arithmetic, rounded to nearest, on values of any kind: numbers that are computed with, or operands of a
 * program that is written.
 */
export type WordArithmetic<T> = {
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  sqrt(a: T): T;
  /** 2a, exactly. */
  twice(a: T): T;
  /** a + b − sum, exactly, for the rounded sum. */
  sumError(a: T, b: T, sum: T): T;
  /** a·b − product, exactly, for the rounded product. */
  productError(a: T, b: T, product: T): T;
};

type Two<T> = readonly [high: T, low: T];

export type DoubleWordArithmetic<T> = {
  add(a: Two<T>, b: Two<T>): Two<T>;
  mul(a: Two<T>, b: Two<T>): Two<T>;
  div(a: Two<T>, b: Two<T>): Two<T>;
  sqrt(a: Two<T>): Two<T>;
};

/** Arithmetic on two words from that on one. No algorithm needs a fused product and sum. */
export function doubleWordArithmetic<T>(word: WordArithmetic<T>): DoubleWordArithmetic<T> {
  /** Fast2Sum: a + b as two words, exactly, where |a| ≥ |b| or a = 0. */
  const fastSum = (a: T, b: T): Two<T> => {
    const sum = word.add(a, b);
    return [sum, word.sub(b, word.sub(sum, a))];
  };
  const twoSum = (a: T, b: T): Two<T> => {
    const sum = word.add(a, b);
    return [sum, word.sumError(a, b, sum)];
  };
  const twoProduct = (a: T, b: T): Two<T> => {
    const product = word.mul(a, b);
    return [product, word.productError(a, b, product)];
  };
  /** Algorithm 7 (DWTimesFP1). */
  const timesWord = ([high, low]: Two<T>, b: T): Two<T> => {
    const [product, error] = twoProduct(high, b);
    const [first, rest] = fastSum(product, word.mul(low, b));
    return fastSum(first, word.add(rest, error));
  };
  return {
    /** Algorithm 6 (AccurateDWPlusDW). */
    add: ([ah, al], [bh, bl]) => {
      const [sh, sl] = twoSum(ah, bh);
      const [th, tl] = twoSum(al, bl);
      const [vh, vl] = fastSum(sh, word.add(sl, th));
      return fastSum(vh, word.add(tl, vl));
    },
    /** Algorithm 10 (DWTimesDW1). */
    mul: ([ah, al], [bh, bl]) => {
      const [product, error] = twoProduct(ah, bh);
      const crossed = word.add(word.mul(ah, bl), word.mul(al, bh));
      return fastSum(product, word.add(error, crossed));
    },
    /** Algorithm 17 (DWDivDW2). */
    div: ([ah, al], b) => {
      const quotient = word.div(ah, b[0]);
      const [rh, rl] = timesWord(b, quotient);
      const rest = word.add(word.sub(ah, rh), word.sub(al, rl));
      return fastSum(quotient, word.div(rest, b[0]));
    },
    /** SQRTDWtoDW of Lefèvre et al. */
    sqrt: ([ah, al]) => {
      const root = word.sqrt(ah);
      const [square, error] = twoProduct(root, root);
      // a − root² is a word: what the rounded square leaves of it is one, and so is that less the square's error.
      const rest = word.add(al, word.sub(word.sub(ah, square), error));
      return fastSum(root, word.div(rest, word.twice(root)));
    },
  };
}
