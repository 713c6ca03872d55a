import { ENGINE_NAMES } from '../search/engine.ts';
import { COST_MODELS } from '../program/cost.ts';
import { MEASURES } from '../number/measure.ts';
import { decimalDown, decimalUp } from '../number/decimal.ts';
import { exactDouble } from '../number/exact-double.ts';
import { errorDigits } from './error-digits.ts';
import {
  STOP_REASONS,
  type ApproximationFinding,
  type EntryError,
  type FindingProblem,
  type FrontEntry,
} from './finding.ts';
import type { HistoryRecord, Provenance } from './finding.ts';
import { Field } from './json/fields.ts';
import { readJson } from './json/read-json.ts';
import { readAncestry } from './read-ancestry.ts';
import { inputText, readCertificate } from './read-certificate.ts';
import { readProblem } from './read-problem.ts';
import { readProgram } from './read-program.ts';
import { VERSION } from './version.ts';

/** Largest file (bytes) and longest front that are read. */
export const FINDING_LIMITS = { bytes: 64 * 2 ** 20, front: 10_000, history: 100_000 } as const;

/**
 * Reads a finding. Nothing in the text is trusted: every field is checked, and so is what the fields say of each
 * other: a program's cost is counted again, its text printed again, its constants must be numbers of the format,
 * and the printed error must be the certificate's. (That the certificate is *true* is `certify`'s business.)
 * @throws NapierError with the path and the place of the first thing wrong.
 */
export function readFinding(source: string): ApproximationFinding {
  const root = new Field(source, readJson(source));
  const version = readVersion(root);
  const kind =
    root.entries(1_000).find(([key]) => key === 'kind')?.[1] ?? root.refuse('the member "kind" is missing');
  kind.oneOf(['approximation']);
  const f = root.object(['napier', 'kind', 'problem', 'front', 'provenance']);
  const problem = readProblem(f.problem);
  return {
    napier: version,
    kind: 'approximation',
    problem,
    front: readFront(f.front, problem),
    provenance: readProvenance(f.provenance),
  };
}

/** The version of a finding of any kind. @throws NapierError when there is none, or not this one */
export function readVersion(root: Field): string {
  const version = root.entries(1_000).find(([key]) => key === 'napier')?.[1];
  const hint = '`napier approximate … --out FOLDER` writes findings';
  if (version === undefined)
    return root.refuse('this JSON is not a Napier finding: it has no member "napier"', hint);
  checkVersion(version);
  return version.string();
}

function checkVersion(field: Field): void {
  const version = field.string();
  if (!/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version)) field.refuse('expected a version such as "0.1.0"');
  const series = (text: string): string => text.slice(0, text.lastIndexOf('.'));
  if (series(version) !== series(VERSION)) {
    field.refuse(
      `written by Napier ${version}; this is Napier ${VERSION}`,
      `read it with \`npx napier@${version}\``,
    );
  }
}

function readFront(field: Field, problem: FindingProblem): FrontEntry[] {
  let cost = -Infinity;
  return field.items(FINDING_LIMITS.front).map((item) => {
    const entry = readEntry(item, problem);
    if (entry.cost < cost) item.refuse('the front is not in order: it must be cheapest first');
    cost = entry.cost;
    return entry;
  });
}

function readEntry(field: Field, problem: FindingProblem): FrontEntry {
  const f = field.object(['operations', 'cost', 'error', 'program', 'engine', 'origin'], ['certificate']);
  const program = readProgram(f.program, problem);
  const counted = {
    operations: COST_MODELS.operations.cost(program),
    cost: COST_MODELS[problem.cost].cost(program),
  };
  if (f.operations.number() !== counted.operations) {
    f.operations.refuse(`the program has ${counted.operations} operations`);
  }
  if (f.cost.number() !== counted.cost) f.cost.refuse(`the program costs ${counted.cost}`);
  const certificate = f.certificate && readCertificate(f.certificate);
  if (certificate !== undefined && certificate.measure !== problem.measure) {
    f.certificate?.refuse(
      `the proof is about the ${certificate.measure} error, the problem about ${problem.measure}`,
    );
  }
  if (certificate !== undefined && 'format' in certificate && certificate.format !== problem.format) {
    f.certificate?.refuse(`the proof is about ${certificate.format}, the problem about ${problem.format}`);
  }
  const error = readError(f.error, problem, certificate);
  return {
    ...counted,
    error,
    program,
    engine: f.engine.oneOf(ENGINE_NAMES),
    origin: Object.fromEntries(f.origin.entries(100).map(([key, value]) => [key, value.scalar()])),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function readError(
  field: Field,
  problem: FindingProblem,
  certificate: FrontEntry['certificate'],
): EntryError {
  const f = field.object(['measure', 'value', 'status', 'points', 'worst'], ['bound', 'digits']);
  const measure = f.measure.oneOf(MEASURES);
  if (measure !== problem.measure) f.measure.refuse(`the problem's measure is ${problem.measure}`);
  const status = f.status.oneOf(['proved', 'measured']);
  if (status === 'proved' && certificate === undefined)
    f.status.refuse('proved, but there is no certificate');
  if (status === 'measured' && certificate !== undefined)
    f.status.refuse('measured, but there is a certificate');
  const value = f.value.string();
  if (!/^\d{1,40}(\.\d{1,40})?(e[+-]\d{1,4})?$/.test(value))
    f.value.refuse('expected a decimal such as "2.19e-15"');
  const bound = f.bound?.string();
  const worst = inputText(f.worst);
  if (certificate !== undefined) {
    agree(f.value, value, decimalDown(exactDouble(certificate.lower)));
    agree(f.bound ?? field, bound, decimalUp(exactDouble(certificate.bound)));
    agree(f.worst, worst, certificate.worst);
  } else if (f.bound !== undefined) {
    f.bound.refuse('a bound, but there is no certificate');
  }
  const digits = errorDigits(measure, Number(bound ?? value));
  if (f.digits?.number() !== digits) {
    (f.digits ?? field).refuse(
      digits === undefined ? 'no digits are given here' : `the digits are ${digits}`,
    );
  }
  return {
    measure,
    value,
    ...(bound === undefined ? {} : { bound }),
    ...(digits === undefined ? {} : { digits }),
    status,
    points: f.points.count(),
    worst,
  };
}

function agree(field: Field, said: string | undefined, certified: string): void {
  if (said !== certified)
    field.refuse(`the certificate says ${certified}`, 'a finding is not to be edited by hand');
}

/** What every kind of finding says of its run. */
export function readProvenance(field: Field): Provenance {
  const f = field.object(['evaluations', 'distinct', 'stop', 'history'], ['ancestry', 'run']);
  const run = f.run?.object(['wall', 'machine']);
  return {
    evaluations: f.evaluations.count(),
    distinct: f.distinct.count(),
    stop: f.stop.oneOf(STOP_REASONS),
    history: f.history.items(FINDING_LIMITS.history).map(readHistoryRecord),
    ...(f.ancestry === undefined ? {} : { ancestry: readAncestry(f.ancestry) }),
    ...(run === undefined ? {} : { run: { wall: run.wall.number(), machine: run.machine.string() } }),
  };
}

/** One record of a history, in a finding or a checkpoint. */
export function readHistoryRecord(field: Field): HistoryRecord {
  const entries = field.entries(100).map(([key, value]) => [key, value.scalar()] as const);
  const record = Object.fromEntries(entries);
  if (typeof record.phase !== 'string') field.refuse('the member "phase" is missing');
  return record as HistoryRecord;
}
