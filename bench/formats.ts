/**
 * Rounding 10^7 doubles to fp8e5m2, fp8e4m3 and a described format: `roundMany` beside NumPy doing the same by bit
 * operations, in turns, in one run; medians of seven. The results are compared number by number.
 * `npm run build && npx tsx bench/formats.ts` (needs python3 with NumPy: PYTHON=…)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { findFormat } from '../src/number/formats.ts';
import { createRandom } from '../src/number/random.ts';
import { roundMany } from '../src/program/round-many.ts';

const COUNT = 10_000_000;
const NAMES = ['fp8e5m2', 'fp8e4m3fn', 'float(exponent=5,significand=7)'];
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

const SCRIPT = `
import sys, time, numpy as np
path, out, precision, emin, largest, overflowed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]), float(sys.argv[6])
x = np.fromfile(path)
dropped = 53 - precision
half, mask = np.int64((1 << (dropped - 1)) - 1), np.int64(~((1 << dropped) - 1))
low, shifter = 2.0 ** emin, 1.5 * 2.0 ** (emin - precision + 1 + 52)
def rounded():
    bits = x.view(np.int64)
    magnitude = bits & np.int64(0x7fffffffffffffff)
    up = ((magnitude + half + ((magnitude >> dropped) & 1)) & mask).view(np.float64)
    m = magnitude.view(np.float64)
    y = np.where(m < low, (m + shifter) - shifter, up)
    y = np.where(y > largest, overflowed, y)
    return np.copysign(y, x)
times = []
for _ in range(7):
    start = time.perf_counter()
    y = rounded()
    times.append(time.perf_counter() - start)
y.tofile(out)
print(sorted(times)[3])
`;

const random = createRandom(1);
const values = Float64Array.from(
  { length: COUNT },
  () => (random.next() - 0.5) * 2 ** (random.integer(40) - 20),
);
const folder = mkdtempSync(join(tmpdir(), 'napier-formats-'));
try {
  writeFileSync(join(folder, 'x'), new Uint8Array(values.buffer));
  for (const name of NAMES) {
    const format = findFormat(name);
    const out = new Float64Array(COUNT);
    roundMany(format, values, out);
    const times: number[] = [];
    for (let run = 0; run < 7; run++) {
      const start = performance.now();
      roundMany(format, values, out);
      times.push((performance.now() - start) / 1000);
    }
    const ours = times.sort((a, b) => a - b)[3];
    const { precision, emin, maxFinite } = format;
    const words = [join(folder, 'x'), join(folder, 'y'), precision, emin, maxFinite, format.round(Infinity)];
    const numpy = spawnSync(PYTHON, [
      '-c',
      SCRIPT,
      ...words.map(String).map((w) => w.replace('Infinity', 'inf')),
    ]);
    if (numpy.status !== 0) throw new Error(numpy.stderr.toString());
    const theirs = Number(numpy.stdout.toString());
    const y = new Float64Array(readFileSync(join(folder, 'y')).buffer);
    let different = 0;
    for (let i = 0; i < COUNT; i++) if (!Object.is(y[i], out[i])) different++;
    console.log(
      `${name.padEnd(34)} ${ours.toFixed(3)} s, NumPy ${theirs.toFixed(3)} s: ${(theirs / ours).toFixed(1)} times, ${different} differences`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
