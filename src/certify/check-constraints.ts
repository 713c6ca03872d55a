import { fail } from '../error/fault.ts';
import { exactDouble } from '../number/exact-double.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { choiceIn, type Constraints } from '../program/constraints.ts';
import { compileProgram } from '../program/evaluate.ts';
import { Kernel } from '../program/kernel.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import { formatDomain, type FormatRange } from './exhaustive-domain.ts';
import { EXHAUSTIVE_BITS } from './exhaustive.ts';
import { samplePoints } from './sample-points.ts';

/** Inputs run at once. */
const BLOCK = 1 << 14;
const SAMPLE = 4096;

export type ConstraintOptions = {
  /** `sample`: a look at a few thousand inputs, which can refute but not prove. @defaultValue 'all' */
  readonly extent?: 'all' | 'sample';
  readonly stopped?: () => boolean;
};

/**
 * Refuses constraints that nothing can check: those about every input, in a format too wide to run every one.
 * @throws NapierError `unsupported`, `value`
 */
export function refuseUncheckable(specification: Specification, constraints: Constraints): void {
  const { format: name } = specification;
  const named = constraints.odd ? 'odd' : constraints.monotone ? 'monotone' : undefined;
  if (named !== undefined && (name === 'real' || findFormat(name).bits > EXHAUSTIVE_BITS)) {
    fail({
      kind: 'unsupported',
      message: `--${named} is checked by running every input: ${name} has too many`,
      hint: `formats of up to ${EXHAUSTIVE_BITS} bits can be asked for it, such as --format f32`,
    });
  }
  if (constraints.odd) {
    const { first, last } = formatDomain(specification.domain, findFormat(name));
    if (first !== -1n - last) {
      fail({
        kind: 'value',
        message: 'an odd program needs a domain that is the same on both sides of 0',
        hint: 'give a domain such as [-1,1], or leave --odd out',
      });
    }
  }
}

/** What a program does that it must not, in words; `undefined` where it keeps to all constraints. */
export function brokenConstraint(
  program: Program,
  specification: Specification,
  constraints: Constraints,
  { extent = 'all', stopped = () => false }: ConstraintOptions = {},
): string | undefined {
  const choice = constraints.branchFree ? choiceIn(program) : undefined;
  if (choice !== undefined) return `it has a \`${choice}\`, and no comparison or selection may be`;
  for (const { input, result } of constraints.exact ?? []) {
    const got = compileProgram(program)(exactDouble(input));
    if (got !== exactDouble(result)) return `at ${input} it gives ${toHexFloat(got)}, not ${result}`;
  }
  if (!constraints.odd && !constraints.monotone) return undefined;
  const format = findFormat(specification.format);
  const run = runnerOf(program);
  const inputs =
    extent === 'sample'
      ? [Float64Array.from(samplePoints(specification, SAMPLE))]
      : blocksOf(formatDomain(specification.domain, format), format);
  let before: { readonly input: number; readonly result: number } | undefined;
  let direction = 0;
  for (const block of inputs) {
    if (stopped()) fail({ kind: 'not-proved', message: 'stopped while the constraints were checked' });
    const results = run(block);
    if (constraints.odd) {
      const mirrored = run(block.map((x) => -x));
      const at = results.findIndex(
        (y, i) => !Object.is(y, -mirrored[i]) && (y === y || mirrored[i] === mirrored[i]),
      );
      if (at >= 0)
        return `it is not odd: f(${toHexFloat(block[at])}) = ${toHexFloat(results[at])}, f of its negative ${toHexFloat(mirrored[at])}`;
    }
    if (!constraints.monotone) continue;
    for (let i = 0; i < block.length; i++) {
      const result = results[i];
      if (result !== result) continue;
      if (before !== undefined && result !== before.result) {
        const rises = result > before.result ? 1 : -1;
        if (direction !== 0 && rises !== direction)
          return `it is not monotone: f(${toHexFloat(before.input)}) = ${toHexFloat(before.result)}, f(${toHexFloat(block[i])}) = ${toHexFloat(result)}`;
        direction = rises;
      }
      if (before === undefined || result !== before.result) before = { input: block[i], result };
    }
  }
  return undefined;
}

function runnerOf(program: Program): (inputs: Float64Array) => Float64Array {
  const kernel = new Kernel();
  return (inputs) => {
    const out = new Float64Array(inputs.length);
    kernel.evaluateMany(program, [inputs], out);
    return out;
  };
}

/** Every number of a range, ascending. */
function* blocksOf({ first, last }: FormatRange, format: Format): Generator<Float64Array> {
  for (let from = first; from <= last; from += BigInt(BLOCK)) {
    const count = Number(last - from + 1n < BigInt(BLOCK) ? last - from + 1n : BigInt(BLOCK));
    const block = new Float64Array(count);
    if (format.name === 'f32') fillSingles(block, from);
    else for (let i = 0; i < count; i++) block[i] = format.fromOrdinal(from + BigInt(i));
    yield block;
  }
}

const word = new Int32Array(1);
const single = new Float32Array(word.buffer);

/** Consecutive binary32 numbers by their bits: two thousand million of them are run. */
function fillSingles(block: Float64Array, from: bigint): void {
  let ordinal = Number(from);
  for (let i = 0; i < block.length; i++, ordinal++) {
    // Ordinal −1 is −0: negative numbers count down their magnitude's bits.
    word[0] = ordinal >= 0 ? ordinal : (-1 - ordinal) | 0x80000000;
    block[i] = single[0];
  }
}
