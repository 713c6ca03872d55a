import { mpfr, ROUND, type Big, type Round } from './mpfr.ts';

/**
 * Free `mpfr_t` structures by their precision, reused by all workspaces: allocation is a pop, and no memory is moved (growing
 * numbers of a common pool one by one to thousands of bits made long runs three times slower).
 */
const pools = new Map<number, Big[]>();

function poolOf(precision: number): Big[] {
  let pool = pools.get(precision);
  if (pool === undefined) pools.set(precision, (pool = []));
  return pool;
}

/**
 * An arena of multiple-precision numbers of one precision (bits). `big()` hands out numbers;
 * `release(mark)` takes back all handed out since `mark()`; `dispose()` takes back all.
 * A number must not be used after its workspace released it. Use {@link withWorkspace} where you can.
 *
 * @example
 * const digits = withWorkspace(200, (w) => {
 *   const x = w.number(2);
 *   mpfr.mpfr_sqrt(x, x, ROUND.NEAREST);
 *   return bigToDecimal(x, 50);
 * });
 */
export class Workspace {
  readonly precision: number;
  private readonly pool: Big[];
  private readonly held: Big[] = [];
  /** The precisions of those held that have another. */
  private readonly others = new Map<Big, number>();

  constructor(precision: number) {
    this.precision = precision;
    this.pool = poolOf(precision);
  }

  /** A fresh number of this workspace's precision (or another); its value is NaN. */
  big(precision: number = this.precision): Big {
    let x = (precision === this.precision ? this.pool : poolOf(precision)).pop();
    if (x === undefined) {
      x = mpfr.mpfr_t() as Big;
      mpfr.mpfr_init2(x, precision);
    } else {
      // It has that precision already, unless its user swapped it for another.
      mpfr.mpfr_set_prec(x, precision);
    }
    if (precision !== this.precision) this.others.set(x, precision);
    this.held.push(x);
    return x;
  }

  /** `n` fresh numbers. */
  bigs(n: number): Big[] {
    return Array.from({ length: n }, () => this.big());
  }

  /** A double, rounded to this precision when that is below 53. */
  number(value: number, round: Round = ROUND.NEAREST): Big {
    const x = this.big();
    mpfr.mpfr_set_d(x, value, round);
    return x;
  }

  /** A copy of another number, rounded to this precision. */
  copy(value: Big, round: Round = ROUND.NEAREST): Big {
    const x = this.big();
    mpfr.mpfr_set(x, value, round);
    return x;
  }

  /** How many numbers are out: give it to {@link release} later. */
  mark(): number {
    return this.held.length;
  }

  release(mark: number): void {
    while (this.held.length > mark) {
      const x = this.held.pop() as Big;
      const other = this.others.size > 0 ? this.others.get(x) : undefined;
      if (other === undefined) this.pool.push(x);
      else {
        this.others.delete(x);
        poolOf(other).push(x);
      }
    }
  }

  dispose(): void {
    this.release(0);
  }
}

/** Runs `body` with a workspace of `precision` bits and takes back everything at its end, also on a throw. */
export function withWorkspace<T>(precision: number, body: (w: Workspace) => T): T {
  const workspace = new Workspace(precision);
  try {
    return body(workspace);
  } finally {
    workspace.dispose();
  }
}
