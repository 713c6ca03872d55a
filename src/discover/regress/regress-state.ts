import { createHash } from 'node:crypto';
import { fail } from '../../error/fault.ts';
import type { FormulaRecord, FormulaSearchState, MemberRecord } from '../../search/regress/search-state.ts';
import type { Table } from '../data/table.ts';
import { Field } from '../json/fields.ts';
import { readJson } from '../json/read-json.ts';
import { writeJson, type Json } from '../json/write-json.ts';
import { readAnyFinding } from '../read-any-finding.ts';
import type { RegressionFinding } from '../regression.ts';
import { VERSION } from '../version.ts';
import { writeRegression } from '../write-regression.ts';
import { readRequest, requestJson, type RegressRequest } from './regress-request.ts';

/** Where a run of `regress` stands. */
export type RegressProgress = {
  /** Of several targets, those that are done. */
  readonly done: readonly RegressionFinding[];
  /** Of searches in turn (by category, of a system), those that are over. */
  readonly before: readonly FormulaSearchState[];
  /** The search at work. */
  readonly search: FormulaSearchState;
};

/** What a checkpoint of `regress` holds: what is asked, of which data, and where the run stands. */
export type RegressState = RegressProgress & {
  readonly request: RegressRequest;
  /** {@link tableDigest} of the data. */
  readonly digest: string;
};

/** Names, values and labels of a table in 128 bits: the same data, or not. */
export function tableDigest({ names, columns, labels }: Table): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([names, ...(labels === undefined ? [] : [...labels])]));
  for (const { buffer, byteOffset, byteLength } of columns)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex').slice(0, 32);
}

export function writeRegressState({ request, digest, done, before, search }: RegressState): string {
  return `${writeJson({
    napier: VERSION,
    kind: 'regress-checkpoint',
    request: requestJson(request),
    digest,
    done: done.map(writeRegression),
    before: before.map(searchJson),
    search: searchJson(search),
  })}\n`;
}

function searchJson(search: FormulaSearchState): Json {
  return {
    steps: search.steps,
    random: search.random,
    evaluations: search.evaluations,
    engines: search.engines.map(({ engine, proposed, entered }) => ({ engine, proposed, entered })),
    begun: search.begun && {
      record: { ...search.begun.record },
      state: search.begun.state,
      guide: search.begun.guide && { ...search.begun.guide },
    },
    front: {
      members: search.front.members.map((one) => ({ ...one })),
      fitted: search.front.fitted,
      entered: search.front.entered,
      sizes: search.front.sizes,
      seen: search.front.seen,
    },
  };
}

/** Reads a checkpoint of this very version: another one might take other steps. @throws NapierError */
export function readRegressState(source: string): RegressState {
  const root = new Field(source, readJson(source));
  const marks = new Map(root.entries(1_000));
  if (marks.get('napier') === undefined || marks.get('kind')?.scalar() !== 'regress-checkpoint') {
    const hint = 'give --resume what `napier regress … --checkpoint` wrote';
    return fail({ kind: 'file', message: 'this file is not a checkpoint of `regress`', hint });
  }
  const f = root.object(['napier', 'kind', 'request', 'digest', 'done', 'before', 'search']);
  if (f.napier.string() !== VERSION) f.napier.refuse(`this is Napier ${VERSION}: start the run again`);
  return {
    request: readRequest(f.request),
    digest: f.digest.string(),
    done: f.done.items(1_000).map((item) => {
      const finding = item.attempt(() => readAnyFinding(item.string()));
      return finding.kind === 'regression' ? finding : item.refuse('expected a regression');
    }),
    before: f.before.items(1_000).map(readSearchState),
    search: readSearchState(f.search),
  };
}

function readSearchState(field: Field): FormulaSearchState {
  const f = field.object(['steps', 'random', 'evaluations', 'engines', 'front'], ['begun']);
  const numbers = (one: Field, count: number): number[] => {
    const all = one.items(count).map((item) => item.number());
    if (all.length !== count || !all.every(Number.isSafeInteger))
      one.refuse(`expected ${count} whole numbers`);
    return all;
  };
  const record = (one: Field): FormulaSearchState['engines'][number] => {
    const r = one.object(['engine', 'proposed', 'entered']);
    return { engine: r.engine.string(), proposed: r.proposed.count(), entered: r.entered.count() };
  };
  const front = f.front.object(['members', 'fitted', 'entered', 'sizes', 'seen']);
  const begun = f.begun?.object(['record', 'state'], ['guide']);
  return {
    steps: f.steps.count(),
    random: numbers(f.random, 4),
    evaluations: numbers(f.evaluations, 2) as [number, number],
    engines: f.engines.items(10_000).map(record),
    ...(begun === undefined
      ? {}
      : {
          begun: {
            record: record(begun.record),
            state: begun.state.string(),
            ...(begun.guide === undefined
              ? {}
              : { guide: readFormulaRecord(begun.guide.object(...FORMULA)) }),
          },
        }),
    front: {
      members: front.members.items(10_000).map(readMember),
      fitted: front.fitted.count(),
      entered: front.entered.count(),
      sizes: front.sizes.items(100_000).map((item) => {
        const [nodes, formulas] = item.items(2).map((one) => one.number());
        return [nodes, formulas] as const;
      }),
      seen: front.seen.string(),
    },
  };
}

const FORMULA = [['code', 'values'], ['exact']] as const;

type FormulaFields = { readonly code: Field; readonly values: Field; readonly exact?: Field };

function readFormulaRecord({ code, values, exact }: FormulaFields): FormulaRecord {
  return {
    code: code.items(100_000).map((item) => item.count()),
    values: values.string(),
    ...(exact === undefined ? {} : { exact: exact.items(100_000).map((item) => item.string()) }),
  };
}

function readMember(field: Field): MemberRecord {
  const f = field.object(['code', 'values', 'loss', 'length', 'engine', 'made'], ['exact']);
  return {
    ...readFormulaRecord(f),
    loss: f.loss.string(),
    length: f.length.string(),
    engine: f.engine.string(),
    made: f.made.items(100).map((item) => {
      const step = item.object(['code', 'values', 'how'], ['exact']);
      return { ...readFormulaRecord(step), how: step.how.string() };
    }),
  };
}
