import { DEFAULT_OPERATIONS } from '../search/regress/regress-operations.ts';
import type { OptionRow } from './verb.ts';

/** The options of `regress`. */
export const REGRESS_OPTIONS: readonly OptionRow[] = [
  { name: 'target', value: 'LIST', meaning: 'the column to explain, or several' },
  { name: 'inputs', value: 'LIST', meaning: 'the columns to explain it by (default: all others)' },
  {
    name: 'ode',
    value: 'COLUMN',
    meaning:
      'rows are along trajectories in this time: explain the derivatives of the targets (default: all others)',
  },
  {
    name: 'trajectory',
    value: 'COLUMN',
    meaning: 'with --ode: what tells trajectories apart (default: another begins where the time falls back)',
  },
  { name: 'weights', value: 'COLUMN', meaning: 'weights of the squared errors' },
  {
    name: 'category',
    value: 'COLUMN',
    meaning: 'one shape for all rows, with constants that may differ by the values (or names) in this column',
  },
  {
    name: 'operations',
    value: 'LIST',
    meaning: `operations, each with its complexity if not 1: add,mul,exp:2 (default ${DEFAULT_OPERATIONS.join(',')})`,
  },
  {
    name: 'form',
    value: 'FORM',
    meaning: 'a known part: "exp(-a*x) * ?(x)"; ? is unknown, other names that are no columns are fitted',
  },
  {
    name: 'units',
    value: 'LIST',
    meaning: 'units of all columns: "m: kg, v: m/s, E: J"; only formulas that balance are looked at',
  },
  {
    name: 'require',
    value: 'LIST',
    meaning:
      'what formulas must do, with ; between: increasing(x), decreasing(x), even(x), odd(x), symmetric(x, y), ' +
      'uses(x), positive, negative, through(x=0, y=1), constants(-10, 10)',
  },
  {
    name: 'define',
    value: 'LIST',
    meaning: 'functions that formulas may use as well, with ; between: "logistic(t) = 1/(1 + exp(-t))"',
  },
  { name: 'guess', value: 'LIST', meaning: 'formulas to begin with, with ; between' },
  {
    name: 'loss',
    value: 'LOSS',
    meaning:
      'what errors cost in place of their squares: absolute, huber(1), quantile(0.9), logcosh, relative, logarithmic, poisson, ' +
      'logistic, or an expression of the value y and the prediction p: "abs(y - p)^1.5"',
  },
  {
    name: 'validate',
    value: 'K',
    meaning:
      'choose by cross-validation in K parts (the simplest within a standard error of the best), not by description',
  },
  { name: 'max-complexity', value: 'N', meaning: 'of the longest formula told (default 40)' },
  { name: 'dropna', meaning: 'leave out rows with missing values' },
  { name: 'delimiter', value: 'MARK', meaning: 'between fields of CSV (default: by the header)' },
  { name: 'budget', value: 'N', meaning: 'evaluations that evolution may take (default 300e3)' },
  { name: 'time', value: 'SECONDS', meaning: 'stop then, with what was found' },
  { name: 'seed', value: 'N', meaning: 'seed of all random choices (default 1)' },
  { name: 'out', value: 'FILE', meaning: 'write the finding there' },
  { name: 'checkpoint', value: 'FILE', meaning: 'keep the state of the search there while it runs' },
  { name: 'resume', value: 'FILE', meaning: 'go on with the search whose state is there' },
  { name: 'json', meaning: 'print the finding itself instead of the table' },
];
