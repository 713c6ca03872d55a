import { formatDomain } from '../../certify/exhaustive-domain.ts';
import { createErrorMeter } from '../../certify/measured-error.ts';
import { variablesOf } from '../../expression/expression.ts';
import { findFormat } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import type { Program } from '../../program/program.ts';
import { breath } from '../breath.ts';
import type { Budget, Candidate, Engine, EngineEvent } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { freePieces, gridOf } from './free-pieces.ts';
import { pieceByBits, pieceByValue, type Indexing } from './indexing.ts';
import { interpolatedTable } from './interpolated-table.ts';
import { Truth } from './truth.ts';
import { uniformTable, type Scene } from './uniform-tables.ts';

/** Bytes of tables when the problem does not say: they should stay in the nearest cache beside the data. */
const DEFAULT_TABLE = 4096;
const DEFAULT_DEGREE = 3;
/** Pieces with ends of their own: beyond these, tables are cheaper. */
const MOST_FREE = 8;
/** Inputs that programs are measured on: all there are, in formats of up to 16 bits. */
const MEASURED = { few: 2 ** 16, many: 2 ** 14 } as const;
/** Significand bits below which adding a large number leaves no room for an index. */
const LEAST_PRECISION = 2;
/** A proof's bound is a little above the measured error. */
const SPARE = 0.985;

/** Look-up tables and pieces: constants, lines and low polynomials, at their optimum (docs/table.md). */
export const tableEngine: Engine = {
  name: 'table',
  description:
    'look-up tables, and pieces with ends of their own: constants, lines and polynomials of low degree',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'table works on functions of one variable';
    if (problem.format === 'real') return 'table works in machine formats, not in real';
    const { emin, emax, bits, precision } = findFormat(problem.format);
    if (emin === emax || precision < LEAST_PRECISION)
      return `table works in floating-point formats, not in ${problem.format}`;
    return bits > 32 ? `table works in formats of up to 32 bits, not in ${problem.format}` : undefined;
  },
  propose,
};

type Draft = { readonly program: Program; readonly error: number; readonly origin: Candidate['origin'] };

async function* propose(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  const format = findFormat(problem.format);
  const scene: Scene = {
    format,
    range: formatDomain(problem.domain, format),
    variable: problem.variable,
    truth: new Truth(problem, oracle),
    fma: problem.fma,
    maxTable: problem.maxTable ?? DEFAULT_TABLE,
  };
  const meter = createErrorMeter(problem, oracle, format.bits <= 16 ? MEASURED.few : MEASURED.many);
  let evaluations = 0;
  for (const drafts of [
    tableDrafts(problem, scene),
    lineDrafts(problem, scene),
    freeDrafts(problem, scene),
  ]) {
    for (const { program, error, origin } of drafts) {
      if (budget.stopped() !== undefined || evaluations >= budget.evaluations) return;
      evaluations++;
      await breath();
      if (!isAllowed(program, problem)) continue;
      const measured = meter(program);
      const value = Math.max(measured.value, error);
      if (!Number.isFinite(value)) continue;
      const cost = COST_MODELS[problem.cost].cost(program);
      yield {
        kind: 'candidate',
        candidate: { program, cost, error: { ...measured, value }, engine: 'table', origin },
      };
      yield { kind: 'progress', evaluations };
    }
  }
}

/** Does the program keep to the operations and the length that the problem asks for? */
function isAllowed({ code }: Program, { operations, maxOperations }: Problem): boolean {
  if (maxOperations !== undefined && code.length > maxOperations + 1) return false;
  return operations === undefined || code.every(({ op }) => operations.includes(op));
}

/** Of every way to number pieces and every degree: the largest tables there is room for, or the least that are enough. */
function* tableDrafts(problem: Problem, scene: Scene): Generator<Draft> {
  if (scene.maxTable === 0) return;
  const enough = problem.error === undefined ? undefined : SPARE * problem.error;
  for (let degree = 0; degree <= Math.min(DEFAULT_DEGREE, problem.maxDegree ?? Infinity); degree++) {
    for (const family of families(scene)) {
      for (const local of degree === 0 || !family.hasOffset ? [false] : [false, true]) {
        let best: Draft | undefined;
        for (const indexing of family.indexings()) {
          const made = uniformTable(scene, indexing, degree, local);
          if (made === undefined) break;
          const { program, error, entries, bytes } = made;
          const origin = { pieces: indexing.name, degree, local, entries, bytes };
          best = { program, error, origin };
          if (enough !== undefined && error <= enough) break;
        }
        if (best !== undefined) yield best;
      }
    }
  }
}

/** Lines between values at nodes: half the bytes of a table with a line for each piece. */
function* lineDrafts(problem: Problem, scene: Scene): Generator<Draft> {
  if (scene.maxTable === 0 || problem.maxDegree === 0) return;
  const enough = problem.error === undefined ? undefined : SPARE * problem.error;
  let best: Draft | undefined;
  for (const k of widths(scene)) {
    const made = interpolatedTable(scene, k);
    if (made === undefined) break;
    const { program, error, entries, bytes } = made;
    best = { program, error, origin: { pieces: `lines between nodes 2^${-k} apart`, entries, bytes } };
    if (enough !== undefined && error <= enough) break;
  }
  if (best !== undefined) yield best;
}

/** Widths 2^−k of equal pieces, from one that holds the domain down; they end where no table is made any more. */
function* widths({ format, range }: Scene): Generator<number> {
  const [low, high] = [format.fromOrdinal(range.first), format.fromOrdinal(range.last)];
  for (let k = -Math.ceil(Math.log2(Math.max(high - low, format.minPositive))); ; k++) yield k;
}

type Family = { readonly hasOffset: boolean; readonly indexings: () => Generator<Indexing> };

/** Ways to number pieces, each from few pieces to many. */
function families(scene: Scene): Family[] {
  const { format, range } = scene;
  const [low, high] = [format.fromOrdinal(range.first), format.fromOrdinal(range.last)];
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return [
    {
      hasOffset: true,
      *indexings() {
        for (const k of widths(scene)) {
          const indexing = pieceByValue(format, k, reach);
          if (indexing === undefined) return;
          yield indexing;
        }
      },
    },
    {
      hasOffset: false,
      *indexings() {
        for (let shift = format.bits - 2; shift >= 0; shift--)
          yield pieceByBits(format, shift, range.first === -1n);
      },
    },
  ];
}

function* freeDrafts(problem: Problem, scene: Scene): Generator<Draft> {
  const grid = gridOf(scene);
  for (let degree = 0; degree <= Math.min(2, problem.maxDegree ?? Infinity); degree++) {
    for (let pieces = 1; pieces <= MOST_FREE; pieces++) {
      const made = freePieces(scene, grid, pieces, degree);
      if (made === undefined) break;
      yield {
        program: made.program,
        error: made.error,
        origin: { pieces: `${made.pieces} free`, degree },
      };
      if (problem.error !== undefined && made.error <= SPARE * problem.error) break;
    }
  }
}
