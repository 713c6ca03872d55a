/** What a search made of one problem with one seed: a line of the files that `bench/regress.ts --keep` writes. */
export type RegressOutcome = {
  readonly set: string;
  readonly name: string;
  readonly seed: number;
  readonly noise: number;
  readonly recovered: boolean;
  /** Does some formula of the front agree with the law? */
  readonly front: boolean;
  /** With noise, why the chosen formula is not the law. */
  readonly why?: 'longer' | 'no method' | 'search';
  /** Not there where the law has no values outside the sampled range. */
  readonly extrapolates?: boolean;
  /** Errors at new points, as parts of the law's standard deviation; `null`: undefined there. */
  readonly inside: number | null;
  readonly outside: number | null;
  /** Of processor time. */
  readonly seconds: number;
  readonly found: string;
};
