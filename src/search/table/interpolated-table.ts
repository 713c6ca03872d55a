import { spreadOrdinals } from '../../certify/spread-ordinals.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { numberCode } from '../../program/number-code.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand } from '../../program/program.ts';
import { piecesOf } from './pieces.ts';
import type { Scene, TableProgram } from './uniform-tables.ts';

/** Inputs of a piece, and how often each value at a node is set anew. */
const POINTS = 12;
const SWEEPS = 24;

/** One input between two nodes: the share of the right one in its value. */
type Place = { readonly left: number; readonly share: number; readonly f: number; readonly unit: number };

/**
 * One table of values at nodes 2^−k apart, with the line between neighbours: half the bytes of a line for each
 * piece, and four operations more. Values are not those of the function: each in turn is set where the largest error on
 * both sides is least, from those of the function on, which never makes the largest error larger.
 * @returns `undefined` where there are more nodes than the table has room for
 */
export function interpolatedTable(scene: Scene, k: number): TableProgram | undefined {
  const { format, range, variable, truth, fma } = scene;
  const nodes = nodesOf(format, k);
  const bytes = Math.ceil(format.bits / 8);
  const most = Math.min(Math.floor(scene.maxTable / bytes), 2 ** (format.bits - 1)) - 1;
  const [low, high] = [format.fromOrdinal(range.first), format.fromOrdinal(range.last)];
  if (nodes === undefined || most < 1 || !nodes.holds(low) || !nodes.holds(high)) return undefined;
  const pieces = piecesOf(range, format, nodes.pieceOf, most);
  if (pieces === undefined) return undefined;
  const first = Math.min(...pieces.map(({ number }) => number));
  const entries = Math.max(...pieces.map(({ number }) => number)) - first + 2;

  const places: Place[] = [];
  for (const piece of pieces) {
    const ordinals = spreadOrdinals(piece, format, POINTS);
    const { x, f, unit } = truth.points(ordinals.map((o) => format.fromOrdinal(o)));
    for (const [i, at] of x.entries()) {
      if (unit[i] > 0)
        places.push({ left: piece.number - first, share: nodes.shareOf(at), f: f[i], unit: unit[i] });
    }
  }
  const values = settle(startOf(places, entries), places);
  const rounded = values.map((value) => format.round(value) + 0);
  if (!rounded.every(Number.isFinite)) return undefined;

  const b = new ProgramBuilder(format.name, [variable]);
  const constant = (value: number): Operand => b.constant(toHexFloat(value));
  const x = b.input(0);
  const sum = b.add(b.sub(x, constant(nodes.half)), constant(nodes.magic));
  const index = b.operation('isub', b.operation('bits', sum), b.integer(nodes.base + first));
  const share = b.mul(b.sub(x, b.sub(sum, constant(nodes.magic))), constant(2 ** k));
  const table = b.table('float', rounded.map(toHexFloat));
  const left = b.operation('lookup', table, index);
  const right = b.operation('lookup', table, b.operation('iadd', index, b.integer(1)));
  const rise = b.sub(right, left);
  return {
    program: b.build(fma ? b.fma(rise, share, left) : b.add(b.mul(rise, share), left)),
    entries,
    bytes: entries * bytes,
    error: Math.max(0, ...places.map((place) => Math.abs(errorAt(place, rounded)))),
  };
}

/** Numbers of pieces [n, n + 1)·2^−k in the arithmetic of the format; an end may fall to either side. */
function nodesOf(format: Format, k: number) {
  const magic = 1.5 * 2 ** (format.precision - 1 - k);
  const half = 2 ** (-k - 1);
  if (!(magic < format.maxFinite / 2) || !format.contains(magic) || !format.contains(half)) return undefined;
  if (!format.contains(2 ** k)) return undefined;
  const { encode } = numberCode(format);
  const base = encode(magic);
  const sumOf = (x: number): number => format.add(format.sub(x, half), magic);
  return {
    magic,
    half,
    base,
    holds: (x: number): boolean => (Math.abs(x) + 1) * 2 ** k < 2 ** (format.precision - 2) - 2,
    pieceOf: (x: number): number => encode(sumOf(x)) - base,
    shareOf: (x: number): number => format.sub(x, format.sub(sumOf(x), magic)) * 2 ** k,
  };
}

const valueAt = ({ left, share }: Place, values: readonly number[]): number =>
  values[left] + share * (values[left + 1] - values[left]);
const errorAt = (place: Place, values: readonly number[]): number =>
  (valueAt(place, values) - place.f) / place.unit;

/** The function's value nearest to each node. */
function startOf(places: readonly Place[], entries: number): number[] {
  const values = Array.from({ length: entries }, () => 0);
  const distance = values.map(() => Infinity);
  for (const { left, share, f } of places) {
    for (const [node, d] of [
      [left, Math.abs(share)],
      [left + 1, Math.abs(1 - share)],
    ] as const) {
      if (d < distance[node]) [values[node], distance[node]] = [f, d];
    }
  }
  return values;
}

/** Each value in turn where the largest error beside its node is least. */
function settle(values: number[], places: readonly Place[]): number[] {
  const around: { readonly place: Place; readonly weight: number }[][] = values.map(() => []);
  for (const place of places) {
    around[place.left].push({ place, weight: (1 - place.share) / place.unit });
    around[place.left + 1].push({ place, weight: place.share / place.unit });
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [node, near] of around.entries()) {
      if (near.length === 0) continue;
      const lines = near.map(({ place, weight }) => ({ error: errorAt(place, values), weight }));
      const worst = (move: number): number =>
        lines.reduce((most, { error, weight }) => Math.max(most, Math.abs(error + weight * move)), 0);
      // A move that is better moves no line by more than twice the error there is.
      const steepest = lines.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0);
      const reach = steepest > 0 ? (2 * worst(0)) / steepest : 0;
      values[node] += goldenSection(worst, reach);
    }
  }
  return values;
}

/** Where a convex function of a move within ±reach is least, or 0 where no move found is better. */
function goldenSection(worst: (move: number) => number, reach: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-reach, reach];
  for (let k = 0; k < 48; k++) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (worst(a) <= worst(b)) high = b;
    else low = a;
  }
  const found = (low + high) / 2;
  return worst(found) < worst(0) ? found : 0;
}
