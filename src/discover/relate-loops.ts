import { fail, NapierError } from '../error/fault.ts';
import { parseFPCore } from '../expression/parse-fpcore.ts';
import { toText } from '../expression/to-text.ts';
import { invariantExpression, invariantText } from '../search/relate/invariants/invariant-text.ts';
import { loopInvariants } from '../search/relate/invariants/loop-invariants.ts';
import type { Loop } from '../search/relate/invariants/loop.ts';
import { readLoops } from '../search/relate/invariants/read-loops.ts';
import type { Polynomial } from '../number/exact/laurent-polynomial.ts';
import type { InvariantEntry, InvariantFinding } from './invariant.ts';
import type { HistoryRecord } from './provenance.ts';
import { VERSION } from './version.ts';

export type RelateLoopsOptions = {
  /** Largest total degree of an invariant, 1 to 6. @defaultValue 3 */
  readonly maxDegree?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
};

/** Invariants of a loop that are told though not proved. */
const MOST_MEASURED = 4;

/**
 * Polynomial invariants of the loops of FPCores, over the reals: rounding is not looked at.
 * @throws NapierError `syntax` for what is no FPCore, `value` where there is no loop, `limit` for loops too large
 */
export function relateLoops(source: string, options: RelateLoopsOptions = {}): InvariantFinding {
  const { maxDegree = 3, seed = 1 } = options;
  const front: InvariantEntry[] = [];
  const history: HistoryRecord[] = [];
  let states = 0;
  for (const [k, { loop, core }] of loopsOf(source).entries()) {
    const report = loopInvariants(loop, maxDegree, seed);
    const entry = (p: Polynomial, when: InvariantEntry['when'], points?: number): InvariantEntry => ({
      loop: k + 1,
      identity: toText(invariantExpression(loop, p)),
      text: invariantText(loop, p),
      when,
      status: points === undefined ? 'proved' : 'measured',
      ...(points === undefined ? {} : { points }),
    });
    front.push(
      ...report.always.map((p) => entry(p, 'always')),
      ...report.later.map((p) => entry(p, 'later')),
      ...report.measured.slice(0, MOST_MEASURED).map((p) => entry(p, 'always', report.states)),
    );
    states += report.states;
    history.push({
      phase: 'loop',
      loop: k + 1,
      ...(core === undefined ? {} : { core }),
      line: source.slice(0, loop.span[0]).split('\n').length,
      variables: loop.variables.join(' '),
      constants: loop.generators
        .flatMap(({ kind, expression }) => (kind === 'constant' ? [toText(expression)] : []))
        .join(', '),
      paths: loop.turns.length,
      degree: report.degree,
    });
  }
  return {
    napier: VERSION,
    kind: 'invariant',
    problem: { source, maxDegree, seed },
    front,
    provenance: { evaluations: states, distinct: front.length, stop: 'exhausted', history },
  };
}

/** All loops of a text with FPCores, and the cores' names. */
export function loopsOf(source: string): { readonly loop: Loop; readonly core?: string }[] {
  const cores = parseFPCore(source);
  const out: { loop: Loop; core?: string }[] = [];
  let refused: NapierError | undefined;
  for (const core of cores) {
    const name = core.name ?? core.identifier;
    try {
      for (const loop of readLoops(core)) out.push({ loop, ...(name === undefined ? {} : { core: name }) });
    } catch (error) {
      // Of several cores the others are still worth looking at.
      if (!(error instanceof NapierError) || error.fault.kind !== 'limit' || cores.length === 1) throw error;
      refused = error;
    }
  }
  if (out.length > 0) return out;
  if (refused !== undefined) throw refused;
  const hint = 'an FPCore with (while condition ([variable start update] …) result) or (for …)';
  return fail({ kind: 'value', message: 'there is no loop in this', hint });
}
