import type { FoundIdentity } from '../reduction/find-identities.ts';
import { constantDouble } from '../reduction/constant-value.ts';
import type { IntegerOperation } from '../../program/integer-operations.ts';
import type { IntegerBuilder, Place } from './integer-code.ts';
import type { IntegerEvaluator } from './integer-evaluator.ts';
import { reachOf, scaledBy, valuesAt, type Frame } from './integer-frame.ts';
import { ROOM, scaledProduct, type Multiplication, type Scaled } from './integer-horner.ts';

/** What frames are made for. */
export type IntegerScene = {
  readonly evaluator: IntegerEvaluator;
  /** Bits after the point of the format. */
  readonly fraction: number;
  readonly identities: readonly FoundIdentity[];
  readonly allows: (op: IntegerOperation) => boolean;
};

const SIGN_BIT = 31;
/** Shift counts from here on are taken modulo the width. */
const LONGEST_SHIFT = 31;
/** Bits of the fraction that an argument is reduced to, for products with it. */
const FRACTIONS = [12, 14, 15, 16];
/** Digits of a constant that is multiplied by without a multiplication. */
const DIGITS = [1, 2, 3, 4];
/** Clamped where the rest of the function changes by so many units. */
const FLAT = [0.6, 2, 8];

/** f as one function of the input itself. */
export function wholeFrame({ evaluator, fraction }: IntegerScene, builder: IntegerBuilder): Frame {
  const { x } = evaluator.sample;
  return {
    builder,
    u: { place: 0, scale: fraction },
    values: scaledBy(x, fraction),
    a: new Float64Array(x.length).fill(1),
    b: new Float64Array(x.length),
    finish: (b, { place, scale }) => (scale < 0 || scale > 31 ? undefined : b.shift(place, scale)),
    floors: true,
    steps: [],
  };
}

/** Ways to compute f from a function of |x|: f(−x) = ±f(x) + slope·x + plus. */
export function* reflections(scene: IntegerScene, frame: Frame): Generator<Frame> {
  const { evaluator, identities, fraction } = scene;
  const { x, f } = evaluator.sample;
  if (!x.some((n) => n < 0) || !x.some((n) => n > 0)) return;
  if (!scene.allows('isar') || !scene.allows('ixor') || !scene.allows('isub')) return;
  for (const found of identities) {
    if (found.kind !== 'reflection') continue;
    const [slope, plus] = [found.slope, found.plus].map((term) => constantDouble(term) ?? NaN);
    const builder = frame.builder.fork();
    const sign = builder.add('isar', 0, builder.constant(SIGN_BIT));
    const size = builder.add('isub', builder.add('ixor', 0, sign), sign);
    const u = { place: size, scale: fraction };
    const sizes = Int32Array.from(x, Math.abs);
    const common = { ...frame, builder, u, values: scaledBy(sizes, fraction) };
    if (found.times === -1 && slope === 0) {
      const middle = (plus / 2) * 2 ** fraction;
      yield {
        ...common,
        a: Float64Array.from(x, (n) => (n < 0 ? -1 : 1)),
        b: new Float64Array(x.length).fill(middle),
        finish: (b, { place, scale }) => {
          if (scale < 0 || scale > 31) return undefined;
          const y = b.add('isub', b.add('ixor', b.shift(place, scale), sign), sign);
          return middle === 0 ? y : b.add('iadd', y, b.ownConstant(Math.round(middle)));
        },
        steps: ['odd'],
      };
    }
    if (found.times !== 1) continue;
    if (slope === 0) {
      yield { ...common, steps: ['even'] };
      continue;
    }
    // f + slope·x/2 is even; where f runs towards a line, that line is kept out of p.
    if (Math.abs(slope) !== 1) continue;
    const last = x.reduce((best, n, i) => (n > x[best] ? i : best), 0);
    const rise = Math.sign(f[last] + (slope / 2) * x[last]);
    for (const share of [rise / 2, 0]) {
      yield {
        ...common,
        b: Float64Array.from(x, (n, i) => share * sizes[i] - (slope / 2) * n),
        finish: (b, { place, scale }) => {
          if (scale < 0 || scale > 31) return undefined;
          const y = b.shift(place, scale);
          // (±|x| ± x)/2 and x/2, as they come.
          const plain = slope < 0 ? 0 : b.add('isub', b.constant(0), 0);
          if (share === 0) return b.add('iadd', y, b.shift(plain, 1));
          const line = share > 0 ? b.add('iadd', size, plain) : b.add('isub', plain, size);
          return b.add('iadd', y, b.shift(line, 1));
        },
        steps: [share === 0 ? 'even and a line' : 'even and two lines'],
      };
    }
  }
}

/** With the argument held back where what is left of the function hardly changes any more. */
export function* clamps(scene: IntegerScene, frame: Frame): Generator<Frame> {
  if (!scene.allows('ilt') || !scene.allows('iselect')) return;
  const { values, a, b, u } = frame;
  const { f } = scene.evaluator.sample;
  const side = values.some((value) => value < 0) ? -1 : 1;
  if (side < 0 && values.some((value) => value > 0)) return;
  const order = [...values.keys()].sort((i, k) => side * (values[k] - values[i]));
  const rest = (i: number): number => (f[i] - b[i]) / a[i];
  const seen = new Set<number>();
  for (const flat of FLAT) {
    const end = order.findIndex((i) => Math.abs(rest(i) - rest(order[0])) > flat);
    if (end <= order.length / 50) continue;
    const limit = Math.round(values[order[end - 1]] * 2 ** u.scale);
    if (seen.has(limit)) continue;
    seen.add(limit);
    const builder = frame.builder.fork();
    const at = builder.ownConstant(limit);
    const inside = side > 0 ? builder.add('ilt', u.place, at) : builder.add('ilt', at, u.place);
    const place = builder.add('iselect', inside, u.place, at);
    yield {
      ...frame,
      builder,
      u: { ...u, place },
      values: values.map((value) =>
        side * value < (side * limit) / 2 ** u.scale ? value : limit / 2 ** u.scale,
      ),
      steps: [...frame.steps, 'clamped'],
    };
  }
}

/** p = u·q(u), and p of u² (even), and u times that (odd). */
export function* products(scene: IntegerScene, frame: Frame): Generator<Frame> {
  if (!scene.allows('imul')) return;
  yield timesArgument(frame, frame.u, reachOf(frame), frame.values);
  const reach = reachOf(frame);
  if (reach > 2 ** 15.4) return;
  for (const bits of [15, 13]) {
    const builder = frame.builder.fork();
    const square = builder.add('imul', frame.u.place, frame.u.place);
    const down = Math.max(0, Math.ceil(2 * Math.log2(Math.max(1, reach)) - bits));
    const u = { place: builder.shift(square, down), scale: 2 * frame.u.scale - down };
    const values = frame.values.map((value) => value * value);
    const even = { ...frame, builder, u, values, steps: [...frame.steps, 'squared'] };
    yield even;
    yield timesArgument(even, frame.u, reach, frame.values);
  }
}

function timesArgument(frame: Frame, x: Scaled, reach: number, factors: Float64Array): Frame {
  return {
    ...frame,
    a: frame.a.map((value, i) => value * factors[i]),
    finish: (builder, p) => {
      const down = Math.max(0, Math.ceil(p.scale + Math.log2(Math.max(1, reach) * p.size) - ROOM));
      const product = builder.add('imul', builder.shift(p.place, down), x.place);
      const size = (p.size * reach) / 2 ** x.scale;
      return frame.finish(builder, { place: product, scale: p.scale - down + x.scale, size });
    },
    floors: false,
    steps: [...frame.steps, 'times the argument'],
  };
}

/** f(x + by) = 2·f(x) + plus: x/by = −(n + r), f = 2^−n·p(r). */
export function* doublings(scene: IntegerScene, frame: Frame): Generator<Frame> {
  const { evaluator, fraction, identities } = scene;
  if (!scene.allows('iand') || !scene.allows('isar')) return;
  for (const found of identities) {
    if (found.kind !== 'shift' || (found.times !== 2 && found.times !== 0.5)) continue;
    const by = (constantDouble(found.by) ?? NaN) * (found.times === 2 ? 1 : -1);
    const plus = found.plus === undefined ? 0 : (constantDouble(found.plus) ?? NaN) * 2 ** fraction;
    if (!Number.isFinite(by) || !Number.isFinite(plus)) continue;
    const most = frame.values.reduce((largest, value) => Math.max(largest, value / by), -Infinity);
    const spare = Math.max(0, Math.ceil(most + 2 ** -fraction));
    for (const way of waysOf(scene)) {
      for (const bits of [undefined, ...FRACTIONS]) {
        // With more to shift by at the end, p may have as many bits more.
        for (const more of [0, 8]) {
          for (const rounds of [false, true]) {
            const made = doubling(frame, evaluator, by, plus, { way, bits, spare: spare + more, rounds });
            if (made !== undefined) yield made;
          }
        }
      }
    }
  }
}

function waysOf({ allows }: IntegerScene): Multiplication[] {
  const digits = DIGITS.map((count) => ({ kind: 'digits' as const, digits: count }));
  return [...(allows('imul') ? [{ kind: 'imul' as const }] : []), ...(allows('ishl') ? digits : [])];
}

function doubling(
  frame: Frame,
  evaluator: IntegerEvaluator,
  by: number,
  plus: number,
  {
    way,
    bits,
    spare,
    rounds,
  }: { way: Multiplication; bits: number | undefined; spare: number; rounds: boolean },
): Frame | undefined {
  const builder = frame.builder.fork();
  const reach = reachOf(frame);
  const direct = bits === undefined;
  // Without a shift of its own the product's scale is that of the fraction.
  const scaled = scaledProduct(
    builder,
    frame.u,
    reach * 1.02,
    -1 / by,
    way,
    direct ? 16 - frame.u.scale : 30,
  );
  if (scaled === undefined) return undefined;
  let v = scaled;
  if (spare * 2 ** v.scale > 2 ** 30) return undefined;
  if (spare > 0) {
    v = { ...v, place: builder.add('iadd', v.place, builder.ownConstant(spare * 2 ** v.scale)) };
  }
  if (!direct) {
    if (v.scale <= bits) return undefined;
    v = { place: builder.shift(v.place, v.scale - bits), scale: bits };
  }
  if (v.scale < 1) return undefined;
  const n = builder.shift(v.place, v.scale);
  const counts = valuesAt(evaluator, builder, n);
  if (counts.some((count) => count < 0)) return undefined;
  const long = counts.some((count) => count > LONGEST_SHIFT);
  const r = builder.add('iand', v.place, builder.constant(2 ** v.scale - 1));
  const shift = long
    ? builder.add(
        'iselect',
        builder.add('ilt', n, builder.constant(LONGEST_SHIFT)),
        n,
        builder.constant(LONGEST_SHIFT),
      )
    : n;
  return {
    ...frame,
    builder,
    u: { place: r, scale: v.scale },
    values: scaledBy(valuesAt(evaluator, builder, r), v.scale),
    a: frame.a.map((value, i) => value * 2 ** (spare - counts[i])),
    b: frame.b.map((value, i) => value - frame.a[i] * plus),
    finish: (b, p) => {
      // p·2^spare is what is shifted.
      const left = p.scale - spare;
      if (left < 0 || left > 31) return undefined;
      const y = rounds ? roundedDown(b, p.place, shift, left) : b.add('isar', b.shift(p.place, left), shift);
      if (y === undefined) return undefined;
      const moved = plus === 0 ? y : b.add('isub', y, b.ownConstant(Math.round(plus)));
      return frame.finish(b, { ...p, place: moved, scale: 0 });
    },
    floors: false,
    steps: [...frame.steps, 'doubling'],
  };
}

/** Shifted right by what is in a register, and then by a constant count to the nearest integer. */
function roundedDown(b: IntegerBuilder, place: Place, by: Place, count: number): Place | undefined {
  if (count < 1 || count > 31) return undefined;
  return b.shift(b.add('iadd', b.add('isar', place, by), b.ownConstant(2 ** (count - 1))), count);
}

/** f(c·x) = t·f(x) or f(x) + t for powers of two: x is shifted up until its leading bit stands where it should. */
export function* normalisations(scene: IntegerScene, frame: Frame): Generator<Frame> {
  const { evaluator, fraction, identities } = scene;
  const { x } = evaluator.sample;
  if (
    x.some((n) => n < 0) ||
    !['ilt', 'iselect', 'ishl', 'iadd'].every((op) => scene.allows(op as IntegerOperation))
  )
    return;
  for (const found of identities) {
    if (found.kind !== 'power' && found.kind !== 'scale') continue;
    const step = Math.log2(found.by);
    if (!Number.isInteger(step) || step < 1) continue;
    // Each step up multiplies f by 2^rise, or adds to it.
    const rise = found.kind === 'power' ? Math.log2(found.times) : 0;
    const plus = found.kind === 'scale' ? (constantDouble(found.plus) ?? NaN) * 2 ** fraction : 0;
    if (!Number.isInteger(rise) || !Number.isFinite(plus)) continue;
    const top = Math.ceil(Math.log2(x.reduce((most, n) => Math.max(most, n), 0) + 1));
    const least = x.reduce((min, n) => (n > 0 ? Math.min(min, n) : min), 2 ** 31);
    const octaves = Math.ceil((top - Math.floor(Math.log2(least))) / step);
    const levels: number[] = [];
    for (let level = 2 ** Math.ceil(Math.log2(Math.max(1, octaves))) / 2; level >= 1; level /= 2)
      levels.push(level);
    for (let kept = levels.length; kept >= Math.max(1, levels.length - 1); kept--) {
      for (const rounds of rise > 0 ? [false, true] : [false]) {
        const options = { step, rise, plus, top, levels: levels.slice(0, kept), rounds };
        const made = normalised(frame, evaluator, options);
        if (made !== undefined) yield made;
      }
    }
  }
}

type Normalisation = {
  readonly step: number;
  readonly rise: number;
  readonly plus: number;
  readonly top: number;
  readonly levels: readonly number[];
  /** The last shift is to the nearest integer. */
  readonly rounds: boolean;
};

function normalised(
  frame: Frame,
  evaluator: IntegerEvaluator,
  { step, rise, plus, top, levels, rounds }: Normalisation,
): Frame | undefined {
  const builder = frame.builder.fork();
  const zero = builder.constant(0);
  let place: Place = frame.u.place;
  let total: Place | undefined;
  for (const level of levels) {
    const bits = step * level;
    if (bits >= 31) return undefined;
    const small = builder.add('ilt', place, builder.constant(2 ** Math.max(0, top - bits)));
    const shift = builder.add('iselect', small, builder.constant(bits), zero);
    place = builder.add('ishl', place, shift);
    total = total === undefined ? shift : builder.add('iadd', total, shift);
  }
  if (total === undefined) return undefined;
  const sum = total;
  const steps = valuesAt(evaluator, builder, sum).map((bits) => bits / step);
  const most = steps.reduce((largest, n) => Math.max(largest, n), 0);
  /** f = p·2^−(steps·rise) − steps·plus; where it rises, p is kept so much larger. */
  const spare = rise < 0 ? -most * rise : 0;
  return {
    ...frame,
    builder,
    u: { place, scale: frame.u.scale },
    values: scaledBy(valuesAt(evaluator, builder, place), frame.u.scale),
    a: frame.a.map((value, i) => value * 2 ** (-steps[i] * rise)),
    b: frame.b.map((value, i) => value - frame.a[i] * steps[i] * plus),
    finish: (b, p) => {
      if (rise === 0) {
        const per = Math.round((plus * 2 ** p.scale) / step);
        if (Math.abs(per) > 0x7fffffff || p.scale < 0) return undefined;
        const product = b.add('imul', sum, b.ownConstant(per));
        return frame.finish(b, { ...p, place: b.add('isub', p.place, product) });
      }
      // 2^(steps·|rise|) as a shift by the sum of shifts times |rise|/step.
      const ratio = Math.abs(rise) / step;
      const exponent = Math.log2(ratio);
      if (!Number.isInteger(exponent)) return undefined;
      const by = exponent === 0 ? sum : b.shift(sum, -exponent);
      if (rise > 0) {
        if (rounds) {
          const y = roundedDown(b, p.place, by, p.scale);
          return y && frame.finish(b, { ...p, place: y, scale: 0 });
        }
        const down = b.add('isar', p.place, by);
        return frame.finish(b, { ...p, place: down });
      }
      const up = b.add('isub', b.constant(spare), by);
      return frame.finish(b, { ...p, place: b.add('isar', p.place, up), scale: p.scale - spare });
    },
    floors: frame.floors && !rounds,
    steps: [...frame.steps, 'normalised'],
  };
}
