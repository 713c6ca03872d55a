/**
 * Least-squares fits of the constants of straight-line programs (`src/search/evolve/structure.ts`) in f64:
 * Levenberg–Marquardt (Marquardt, 1963) with Jacobians by one reverse sweep, all points at once.
 *
 * Code is four i32 words an instruction: opcode and three operand codes: 0 = x, i = result of instruction i − 1,
 * −(k + 1) = constant slot k. Every slot is used at most once, so the adjoint of a slot is its Jacobian column.
 * All vectors have `points` numbers, an even count (the host pads with weight 0).
 *
 * Scratch: registers (x, instructions, constants), then their adjoints, then the k × k factor and its kin.
 */
import { at, dot, fill, maxLanes, sumLanes } from './lanes';
import { factorize, solve } from './damped';
import { Operation } from './operation';
import { reverse, run } from './sweep';

// A fit ends when the damping is beyond this: no step of any use is left.
const DAMPING_MOST: f64 = 1e16;
const DAMPING_LEAST: f64 = 1e-30;
// Steps that gain less than this fraction, twice in a row, end a fit.
const STALLED: f64 = 1e-7;
// Steps before valleys are followed, and how far (in the sum of squares) a step may stray from one.
const VALLEY: i32 = 6;
// Steps before they follow the curvature (geodesic acceleration: Transtrum and Sethna, 2012), by a look at this part of
// a step, unless the bend is this much of the step.
const ACCELERATED: i32 = 4;
const PROBE: f64 = 0.1;
const MOST_BEND: f64 = 0.75;
const STRAY: f64 = 1e12;
// A fit of so many steps or more leaps when it is stuck, and near its end: so many steps of Gauss–Newton, whatever they
// do to the sum of squares on the way. A step that goes a fifth of the way along a valley that is 1e-8 wide lands high
// up its wall, and the next few are down on its floor.
const LEAPING: i32 = 24;
const LEAP: i32 = 8;
const PAYING: f64 = 0.9;
const LANDED: f64 = 1e-9;
// A constant that a leap makes this many times as large (and 1 is small) is on its way to infinity.
const FARTHEST: f64 = 1e4;
/** Bytes of one job: see {@link fitMany}. */
const JOB: usize = 48;
const SUM: usize = 32;
const LARGEST: usize = 40;

/** Residuals w·(result − f) into `residual`; gives their sum of squares. */
function residuals(result: usize, f: usize, w: usize, residual: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const r = f64x2.mul(f64x2.sub(v128.load(result + i), v128.load(f + i)), v128.load(w + i));
    v128.store(residual + i, r);
    sum = f64x2.add(sum, f64x2.mul(r, r));
  }
  return sumLanes(sum);
}

function largest(residual: usize, bytes: usize): f64 {
  let most = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) most = f64x2.max(most, f64x2.abs(v128.load(residual + i)));
  return maxLanes(most);
}

/** Does a divisor change its sign (or vanish) from point to point? Then a pole lies between, or at, two of them. */
function hasPole(code: usize, n: i32, base: usize, bytes: usize): bool {
  for (const end = code + ((<usize>n) << 4); code < end; code += 16) {
    const divisor = load<i32>(code, 8);
    if (load<i32>(code) != Operation.div || divisor < 0) continue;
    const first = base + <usize>divisor * bytes;
    const sign = load<f64>(first);
    let low = f64x2.splat(Infinity);
    for (let i: usize = 0; i < bytes; i += 16) {
      low = f64x2.min(low, f64x2.mul(v128.load(first + i), f64x2.splat(sign > 0 ? 1 : -1)));
    }
    if (!(min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)) > 0)) return true;
  }
  return false;
}

/**
 * What the residuals do beyond the linear model along a step: Qᵀ·r″ for their second derivative in its direction, by a
 * difference over `PROBE` of it. `columns` hold Q, `probed` the residuals there; `spare` is spent.
 */
function curve(
  columns: usize,
  r: usize,
  step: usize,
  k: i32,
  residual: usize,
  probed: usize,
  spare: usize,
  bent: usize,
  bytes: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const slope = f64x2.mul(f64x2.sub(v128.load(probed + i), v128.load(residual + i)), f64x2.splat(1 / PROBE));
    v128.store(spare + i, slope);
  }
  for (let i = 0; i < k; i++) {
    let linear: f64 = 0;
    for (let j = i; j < k; j++) linear += load<f64>(at(r, i * k + j)) * load<f64>(at(step, j));
    const slope = dot(columns + <usize>i * bytes, spare, bytes);
    store<f64>(at(bent, i), (2 / PROBE) * (slope - linear));
  }
}

/** The step goes along a parabola, unless that is bent too much to be believed. */
function addBend(step: usize, bend: usize, k: i32): void {
  let straight: f64 = 0;
  let across: f64 = 0;
  for (let i = 0; i < k; i++) {
    straight += load<f64>(at(step, i)) ** 2;
    across += load<f64>(at(bend, i)) ** 2;
  }
  if (!(across <= MOST_BEND * MOST_BEND * straight)) return;
  for (let i = 0; i < k; i++) store<f64>(at(step, i), load<f64>(at(step, i)) + 0.5 * load<f64>(at(bend, i)));
}

/** Takes a step (in scaled constants) and writes the constants out to their registers. */
function move(constants: usize, step: usize, scale: usize, k: i32, slots: usize, bytes: usize): void {
  moveBy(constants, step, scale, 1, k, slots, bytes);
}

/** The same with a part of a step. */
function moveBy(
  constants: usize,
  step: usize,
  scale: usize,
  part: f64,
  k: i32,
  slots: usize,
  bytes: usize,
): void {
  for (let i = 0; i < k; i++) {
    const value = load<f64>(at(constants, i)) + part * load<f64>(at(step, i)) * load<f64>(at(scale, i));
    store<f64>(at(constants, i), value);
    fill(slots + <usize>i * bytes, value, bytes);
  }
}

function isFar(tried: usize, constants: usize, k: i32): bool {
  for (let i = 0; i < k; i++) {
    if (!(abs(load<f64>(at(tried, i))) <= FARTHEST * max(abs(load<f64>(at(constants, i))), 1))) return true;
  }
  return false;
}

/**
 * Undamped steps from `constants`, until the sum of squares is below `sum`. Leaves the new constants in `tried`, their
 * residuals in `fresh` and their values in the registers. @returns the sum there, infinite when nothing came of it
 */
function leap(
  code: usize,
  n: i32,
  k: i32,
  constants: usize,
  tried: usize,
  sum: f64,
  f: usize,
  w: usize,
  held: u32,
  scratch: usize,
  bytes: usize,
  adjoint: usize,
  fresh: usize,
  factor: usize,
): f64 {
  const total = (<usize>(n + k + 1)) * bytes;
  const slots = scratch + (<usize>(n + 1)) * bytes;
  const columns = adjoint + (<usize>(n + 1)) * bytes;
  const spare = adjoint + total + 2 * bytes;
  const right = at(factor, k * k);
  const step = at(right, k);
  const scale = at(step, k);
  const work = at(scale, 4 * k);
  memory.copy(tried, constants, (<usize>k) << 3);
  for (let i = 0; i < k; i++) fill(slots + <usize>i * bytes, load<f64>(at(tried, i)), bytes);
  run(code, n, scratch, bytes);
  let after = residuals(scratch + <usize>n * bytes, f, w, fresh, bytes);
  for (let i = 0; i < LEAP; i++) {
    reverse(code, n, scratch, bytes, adjoint, total, w);
    memory.copy(spare, fresh, bytes);
    factorize(columns, k, spare, 0, tried, held, factor, right, scale, bytes);
    if (!solve(factor, right, step, k, DAMPING_LEAST, work)) break;
    move(tried, step, scale, k, slots, bytes);
    run(code, n, scratch, bytes);
    after = residuals(scratch + <usize>n * bytes, f, w, fresh, bytes);
    if (!(after < Infinity) || isFar(tried, constants, k)) break;
    if (after < PAYING * sum) return after;
  }
  return Infinity;
}

/** Bytes of scratch that a program of n instructions and k constants needs. */
export function fitScratch(n: i32, k: i32, points: i32): usize {
  const bytes = (<usize>points) << 3;
  return (<usize>(2 * (n + k + 1) + 3)) * bytes + ((<usize>(2 * k * k + 8 * k + 2)) << 3);
}

/**
 * Fits one job's constants in place; see {@link fitMany}. A start with a value that is not finite has an infinite
 * sum and keeps its constants; steps to such are refused.
 */
function fit(job: usize, points: i32, x: usize, steps: i32, damping: f64, scratch: usize): void {
  const code = <usize>load<u32>(job);
  const n = load<i32>(job, 4);
  const k = load<i32>(job, 8);
  const constants = <usize>load<u32>(job, 12);
  const f = <usize>load<u32>(job, 16);
  const w = <usize>load<u32>(job, 20);
  const held = load<u32>(job, 24);
  const bytes = (<usize>points) << 3;
  const total = (<usize>(n + k + 1)) * bytes;
  const slots = scratch + (<usize>(n + 1)) * bytes;
  const adjoint = scratch + total;
  const columns = adjoint + (<usize>(n + 1)) * bytes;
  let residual = adjoint + total;
  let fresh = residual + bytes;
  const spare = residual + 2 * bytes;
  const factor = spare + bytes;
  const right = at(factor, k * k);
  const step = at(right, k);
  const scale = at(step, k);
  const tried = at(scale, k);
  const bent = at(tried, k);
  const bend = at(bent, k);
  const work = at(bend, k);
  const result = scratch + <usize>n * bytes;

  memory.copy(scratch, x, bytes);
  for (let i = 0; i < k; i++) fill(slots + <usize>i * bytes, load<f64>(constants + ((<usize>i) << 3)), bytes);
  run(code, n, scratch, bytes);
  let sum = residuals(result, f, w, residual, bytes);
  if (!(sum < Infinity)) {
    store<f64>(job, Infinity, SUM);
    store<f64>(job, Infinity, LARGEST);
    return;
  }
  let current = false;
  let stalls = 0;
  // Constants have units: after a step that was refused the registers hold its values, not the kept ones.
  let dirty = false;
  const leaping = steps >= LEAPING;
  const last = leaping ? steps - LEAP - 2 : steps;
  let leapt = false;
  for (let attempt = 0; attempt < steps && k > 0 && sum > 0; attempt++) {
    if (stalls == 2 || damping > DAMPING_MOST || (attempt >= last && !leapt)) {
      if (!leaping || leapt) break;
      leapt = true;
      attempt += LEAP - 1;
      dirty = true;
      const after = leap(code, n, k, constants, tried, sum, f, w, held, scratch, bytes, adjoint, fresh, factor);
      if (!(after < sum)) {
        if (stalls == 2 || damping > DAMPING_MOST) break;
        current = false;
        continue;
      }
      // Stuck again it may leap again.
      leapt = attempt + LEAP >= steps;
      memory.copy(constants, tried, (<usize>k) << 3);
      const swap = residual;
      residual = fresh;
      fresh = swap;
      sum = after;
      damping = LANDED;
      stalls = 0;
      dirty = current = false;
      continue;
    }
    if (!current) {
      if (dirty) {
        for (let i = 0; i < k; i++) fill(slots + <usize>i * bytes, load<f64>(constants + ((<usize>i) << 3)), bytes);
        run(code, n, scratch, bytes);
        dirty = false;
      }
      reverse(code, n, scratch, bytes, adjoint, total, w);
      memory.copy(fresh, residual, bytes);
      factorize(columns, k, fresh, sum, constants, held, factor, right, scale, bytes);
      current = true;
    }
    let better = false;
    let after: f64 = Infinity;
    if (solve(factor, right, step, k, damping, work)) {
      if (attempt >= ACCELERATED) {
        memory.copy(tried, constants, (<usize>k) << 3);
        moveBy(tried, step, scale, PROBE, k, slots, bytes);
        run(code, n, scratch, bytes);
        if (residuals(result, f, w, fresh, bytes) < Infinity) {
          curve(columns, factor, step, k, residual, fresh, spare, bent, bytes);
          if (solve(factor, bent, bend, k, damping, work)) addBend(step, bend, k);
        }
      }
      memory.copy(tried, constants, (<usize>k) << 3);
      move(tried, step, scale, k, slots, bytes);
      run(code, n, scratch, bytes);
      after = residuals(result, f, w, fresh, bytes);
      // Up the wall of a curved valley: back to its floor by steps that may move each constant much less
      // (the watchdog of Chamberlain, Powell, Lemaréchal and Pedersen, 1982). First steps look for a valley.
      const base = attempt;
      const strong = damping * 64;
      while (base >= VALLEY && attempt < min(base + 5, steps - 1) && !(after < sum) && after < STRAY * sum) {
        attempt++;
        current = false;
        reverse(code, n, scratch, bytes, adjoint, total, w);
        memory.copy(spare, fresh, bytes);
        factorize(columns, k, spare, after, tried, held, factor, right, scale, bytes);
        if (!solve(factor, right, step, k, strong * (after / sum), work)) break;
        move(tried, step, scale, k, slots, bytes);
        run(code, n, scratch, bytes);
        const before = after;
        after = residuals(result, f, w, fresh, bytes);
        if (!(after < before * 0.25)) break;
      }
      better = after < sum;
      dirty = !better;
    }
    if (better) {
      stalls = sum - after <= STALLED * sum ? stalls + 1 : 0;
      memory.copy(constants, tried, (<usize>k) << 3);
      const swap = residual;
      residual = fresh;
      fresh = swap;
      sum = after;
      damping = max(DAMPING_LEAST, damping * 0.125);
      current = false;
    } else damping *= 6;
  }
  if (dirty) {
    for (let i = 0; i < k; i++) fill(slots + <usize>i * bytes, load<f64>(at(constants, i)), bytes);
    run(code, n, scratch, bytes);
  }
  store<f64>(job, sum, SUM);
  store<f64>(job, hasPole(code, n, scratch, bytes) ? Infinity : largest(residual, bytes), LARGEST);
}

/**
 * Fits `count` jobs at `jobs`, each of at most `steps` steps from the given damping, on the same points.
 * A job: addresses of code, numbers of instructions and constants, addresses of constants (start, then result), of
 * the target values and of the weights, a bit for each constant that stays as it is (7 × u32); at `SUM` and `LARGEST`
 * come the sum of squares and the largest |residual| (f64), infinite when a divisor changes sign from point to point.
 */
export function fitMany(
  jobs: usize,
  count: i32,
  points: i32,
  x: usize,
  steps: i32,
  damping: f64,
  scratch: usize,
): void {
  for (let i = 0; i < count; i++) fit(jobs + <usize>i * JOB, points, x, steps, damping, scratch);
}

/** Values of `count` jobs (code, n, k, constants as above) at the points: `points` numbers each, to `out`. */
export function evaluateStructures(
  jobs: usize,
  count: i32,
  points: i32,
  x: usize,
  out: usize,
  scratch: usize,
): void {
  const bytes = (<usize>points) << 3;
  memory.copy(scratch, x, bytes);
  for (let i = 0; i < count; i++, jobs += JOB, out += bytes) {
    const n = load<i32>(jobs, 4);
    const k = load<i32>(jobs, 8);
    const constants = <usize>load<u32>(jobs, 12);
    const slots = scratch + (<usize>(n + 1)) * bytes;
    for (let j = 0; j < k; j++) fill(slots + <usize>j * bytes, load<f64>(constants + ((<usize>j) << 3)), bytes);
    run(<usize>load<u32>(jobs), n, scratch, bytes);
    memory.copy(out, scratch + <usize>n * bytes, bytes);
  }
}
