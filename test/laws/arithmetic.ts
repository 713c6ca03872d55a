import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/number/format.ts';
import { mpfr, ROUND, type Big } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace, type Workspace } from '../../src/number/workspace.ts';
import { anyNumber, hardProductSum, ordinaryNumber, specialValues } from '../program/conformance-programs.ts';

const DEEP = process.env.NAPIER_DEEP ? 10 : 1;
const N = ROUND.NEAREST;

type Case = {
  name: 'add' | 'sub' | 'mul' | 'div' | 'fma' | 'sqrt';
  arity: number;
  exact: (r: Big, a: Big, b: Big, c: Big) => void;
};

const OPERATIONS: readonly Case[] = [
  { name: 'add', arity: 2, exact: (r, a, b) => mpfr.mpfr_add(r, a, b, N) },
  { name: 'sub', arity: 2, exact: (r, a, b) => mpfr.mpfr_sub(r, a, b, N) },
  { name: 'mul', arity: 2, exact: (r, a, b) => mpfr.mpfr_mul(r, a, b, N) },
  { name: 'div', arity: 2, exact: (r, a, b) => mpfr.mpfr_div(r, a, b, N) },
  { name: 'sqrt', arity: 1, exact: (r, a) => mpfr.mpfr_sqrt(r, a, N) },
  { name: 'fma', arity: 3, exact: (r, a, b, c) => mpfr.mpfr_fma(r, a, b, c, N) },
];

/**
 * Every operation against MPFR, rounded once by `roundBig`. 4600 bits hold every sum and fused product of doubles
 * exactly; quotients and roots of 53-bit numbers are no nearer to a midpoint than 2^−110 of themselves.
 */
export function arithmeticLaws(format: Format): void {
  describe(`arithmetic of ${format.name} is correctly rounded`, () => {
    for (const operation of OPERATIONS) {
      it(operation.name, () => {
        const precision =
          operation.name === 'div' || operation.name === 'sqrt' ? 200 : format.precision > 30 ? 4600 : 900;
        withWorkspace(precision, (w) => check(format, operation, w));
      });
    }
  });
}

function check(format: Format, { name, arity, exact }: Case, w: Workspace): void {
  const [r, a, b, c] = w.bigs(4);
  const random = createRandom(1985);
  const special = specialValues(format);
  const run = (x: number, y: number, z: number): void => {
    mpfr.mpfr_set_d(a, x, N);
    mpfr.mpfr_set_d(b, y, N);
    mpfr.mpfr_set_d(c, z, N);
    exact(r, a, b, c);
    const expected = format.roundBig(r);
    const got = format[name](x, y, z);
    if (!Object.is(got, expected)) {
      expect.fail(
        `${format.name} ${name}(${[x, y, z].slice(0, arity).join(', ')}) = ${got}, expected ${expected}`,
      );
    }
  };
  const others = arity > 1 ? special : [0];
  for (const x of special) {
    for (const y of others) {
      if (arity < 3) run(x, y, 0);
      else for (let i = 0; i < 12; i++) run(x, y, special[random.integer(special.length)]);
    }
  }
  for (let i = 0; arity === 3 && i < 6000 * DEEP; i++) run(...hardProductSum(format, random));
  const pick = (): number =>
    random.next() < 0.4 ? anyNumber(format, random) : ordinaryNumber(format, random);
  for (let i = 0; i < 6000 * DEEP; i++) {
    const [x, y] = [pick(), pick()];
    // Half of the third operands nearly cancel the product; half of the second ones are near the first.
    const z =
      random.next() < 0.5
        ? pick()
        : format.round(-x * y * (1 + (random.integer(5) - 2) * 2 ** -format.precision));
    run(x, random.next() < 0.8 ? y : format.round(-x * (1 + random.next() / 64)), Number.isNaN(z) ? 1 : z);
  }
}
