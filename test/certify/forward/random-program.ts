import { exponentOf } from '../../../src/number/double-bits.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { findFormat } from '../../../src/number/formats.ts';
import type { Random } from '../../../src/number/random.ts';
import {
  splitterOf,
  writeHalves,
  writeProductError,
  type Halves,
} from '../../../src/program/product-error.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import type { Operand, Program } from '../../../src/program/program.ts';

/**
 * A program of the kind that range reduction makes: an integer by a large constant or a rounding, multiples of a constant taken
 * off, a random formula of what is left, a table, a selection, and the integer put into the exponent.
 * @param kept with sums whose roundings are taken up again, in several orders
 * @param fused with products and quotients whose roundings fused operations take up, also of values that are known
 * @param halved with what products and quotients round away by halves of their factors
 * @param scale a factor of the result
 */
export function randomProgram(
  name: 'f32' | 'f64',
  random: Random,
  by: 'constant' | 'round',
  {
    kept = false,
    fused = false,
    halved = false,
    scale = 1,
  }: {
    readonly kept?: boolean;
    readonly fused?: boolean;
    readonly halved?: boolean;
    readonly scale?: number;
  } = {},
): Program {
  const format = findFormat(name);
  const b = new ProgramBuilder(name, ['x']);
  const number = (x: number): Operand => b.constant(toHexFloat(format.round(x)));
  const integer = (x: number): Operand => b.constant(`i:${x}`);
  const fraction = format.precision - 1;
  const x = b.input(0);
  const magic = number(1.5 * 2 ** fraction + format.emax);
  const step = 0.25 + random.next();
  const scaled = b.operation('mul', x, number(1 / step));
  let n: Operand;
  let pattern: Operand;
  if (by === 'constant') {
    const sum = b.operation('add', scaled, magic);
    n = b.operation('sub', sum, magic);
    pattern = b.operation('bits', sum);
  } else {
    n = b.operation('round', scaled);
    pattern = b.operation('iadd', b.operation('toint', n), integer(format.emax));
  }
  const short = format.round(Math.round(step * 256) / 256);
  const r = b.operation(
    'sub',
    b.operation('sub', x, b.operation('mul', n, number(short))),
    b.operation('mul', n, number(step - short)),
  );
  const floats: Operand[] = [r, number(random.next()), number(-1 - random.next()), r];
  const table = b.table('float', [0.5, 1.25, -0.75, 3].map(toHexFloat));
  floats.push(b.operation('lookup', table, b.operation('iand', pattern, integer(3))));
  const any = (): Operand => floats[random.integer(floats.length)];
  for (let i = 0; i < 8; i++) {
    const kind = random.integer(fused || halved ? 16 : kept ? 12 : 9);
    if (kind >= 12 && halved) floats.push(...halvedRemainder(b, any(), any(), random));
    else if (kind >= 12) floats.push(...fusedRemainder(b, any(), any(), random));
    else if (kind >= 9) floats.push(...keptSum(b, any(), any(), random));
    else if (kind < 6) floats.push(b.operation((['add', 'sub', 'mul'] as const)[kind % 3], any(), any()));
    else if (kind === 6) floats.push(b.operation('abs', any()));
    else if (kind === 7) floats.push(b.operation((['min', 'max'] as const)[random.integer(2)], any(), any()));
    else {
      const bounded = b.operation('max', any(), number(0.5));
      // Half of them with the same number above and below.
      const above = random.integer(2) === 1 ? bounded : any();
      floats.push(b.operation('div', above, b.operation('add', bounded, number(random.next()))));
    }
  }
  const chosen = b.operation(
    'select',
    b.operation('lt', x, number(random.next())),
    any(),
    floats[floats.length - 1],
  );
  const power = b.operation('float', b.operation('ishl', pattern, integer(fraction)));
  const result = b.operation('mul', b.operation('add', chosen, any()), power);
  return b.build(scale === 1 ? result : b.operation('mul', result, number(scale)));
}

/** s = a ± b, z = ±(s − a), the error t of the first, and sums of these; a is not always the larger one. */
function keptSum(b: ProgramBuilder, p: Operand, q: Operand, random: Random): Operand[] {
  const minus = random.integer(2) === 1;
  const s = b.operation(minus ? 'sub' : 'add', p, q);
  const swapped = random.integer(2) === 1;
  const z = swapped ? b.operation('sub', p, s) : b.operation('sub', s, p);
  // z is q where it has q's sign.
  const t = b.operation(swapped === minus ? 'sub' : 'add', q, z);
  const small = b.operation('mul', q, b.constant(toHexFloat(2 ** -8)));
  return [
    s,
    z,
    t,
    b.operation(minus ? 'sub' : 'add', s, b.operation('add', t, small)),
    b.operation('mul', t, p),
  ];
}

/** A product, a quotient, one by an inverse, a root, a multiple by a power of two, or a fused sum, and what is left of it; and their sum. */
function fusedRemainder(b: ProgramBuilder, p: Operand, q: Operand, random: Random): Operand[] {
  const number = (x: number): Operand => b.constant(toHexFloat(x));
  const negated = (a: Operand): Operand => b.operation('neg', a);
  const kind = random.integer(6);
  const bounded = b.operation('max', q, number(0.5));
  const [value, left, per] = ((): [Operand, Operand, Operand | undefined] => {
    if (kind === 0) {
      const product = b.operation('mul', p, q);
      // Half of them with the signs elsewhere.
      if (random.integer(2) === 1) return [product, b.operation('fma', p, q, negated(product)), undefined];
      return [product, negated(b.operation('fma', negated(q), p, product)), undefined];
    }
    if (kind === 1) {
      const quotient = b.operation('div', p, bounded);
      return [quotient, b.operation('fma', negated(quotient), bounded, p), bounded];
    }
    if (kind === 2) {
      const inverse = b.operation('div', number(1), bounded);
      const quotient = b.operation('mul', p, inverse);
      return [quotient, b.operation('fma', bounded, negated(quotient), p), bounded];
    }
    if (kind === 3) {
      // Of a small product, of any, or of 0, which leaves the other term as it is.
      const factor = [b.operation('mul', q, number(2 ** -random.integer(60))), q, number(0)][
        random.integer(3)
      ];
      const sum = b.operation('fma', p, factor, bounded);
      if (random.integer(4) === 0) return [sum, negated(b.operation('sub', sum, bounded)), undefined];
      return [sum, b.operation('fma', factor, p, b.operation('sub', bounded, sum)), undefined];
    }
    if (kind === 4) {
      const root = b.operation('sqrt', bounded);
      const twice = b.operation('add', root, root);
      if (random.integer(2) === 1) return [root, b.operation('fma', root, negated(root), bounded), twice];
      return [root, negated(b.operation('fma', root, root, negated(bounded))), twice];
    }
    // Scaled down so far that subnormal numbers are rounded; now and then not by the inverse.
    const exponent = random.integer(2) === 1 ? -100 : -20;
    const back = random.integer(4) === 0 ? 2 : 1;
    const small = b.operation('mul', p, number(2 ** exponent));
    const held = random.integer(2) === 1 ? b.operation('min', small, number(1)) : small;
    return [held, b.operation('sub', p, b.operation('mul', held, number(2 ** -exponent * back))), undefined];
  })();
  const rest = per === undefined ? left : b.operation('div', left, per);
  return [value, rest, b.operation('add', value, rest)];
}

/** A product, also a small one and one with a constant, a quotient, one by an inverse, or a root, what is left of it by halves, and their sum. */
function halvedRemainder(b: ProgramBuilder, p: Operand, q: Operand, random: Random): Operand[] {
  const format = findFormat(b.format);
  const { precision } = format;
  const number = (x: number): Operand => b.constant(toHexFloat(format.round(x)));
  const write = (op: 'add' | 'sub' | 'mul', x: Operand, y: Operand): Operand => b.operation(op, x, y);
  const halves = (a: Operand): Halves<Operand> => {
    const text = b.constantText(a);
    if (text === undefined) return writeHalves(write, number(splitterOf(precision)), a);
    const value = exactDouble(text);
    const unit = 2 ** (exponentOf(value) - precision + 1 + Math.ceil(precision / 2));
    const high = Math.round(value / unit) * unit;
    return high === value ? [a] : [number(high), number(value - high)];
  };
  const restOf = (x: Operand, y: Operand, product: Operand): Operand =>
    writeProductError(write, halves(x), halves(y), product);
  const leftOf = (a: Operand, x: Operand, y: Operand): Operand => {
    const product = b.operation('mul', x, y);
    return b.operation('sub', b.operation('sub', a, product), restOf(x, y, product));
  };
  const bounded = b.operation('max', q, number(0.5));
  const [value, left, per] = ((): [Operand, Operand, Operand | undefined] => {
    switch (random.integer(5)) {
      case 0: {
        const small = b.operation('mul', p, number(2 ** -random.integer(110)));
        const [x, y] = [small, random.integer(2) === 1 ? q : small];
        const product = b.operation('mul', x, y);
        return [product, restOf(x, y, product), undefined];
      }
      case 1: {
        const factor = number(random.integer(2) === 1 ? 1 + random.next() : 1.375);
        const product = b.operation('mul', p, factor);
        // A product of two constants has no halves to be told.
        if (b.constantText(p) !== undefined) return [product, product, undefined];
        return [product, restOf(p, factor, product), undefined];
      }
      case 2: {
        const quotient = b.operation('div', p, bounded);
        return [quotient, leftOf(p, quotient, bounded), bounded];
      }
      case 3: {
        const quotient = b.operation('mul', p, b.operation('div', number(1), bounded));
        return [quotient, leftOf(p, quotient, bounded), bounded];
      }
      default: {
        const root = b.operation('sqrt', bounded);
        return [root, leftOf(bounded, root, root), b.operation('add', root, root)];
      }
    }
  })();
  const rest = per === undefined ? left : b.operation('div', left, per);
  return [value, rest, b.operation('add', value, rest)];
}
