import { fail } from '../error/fault.ts';
import { applyRule } from './apply-rule.ts';
import { Backoff, type BackoffOptions } from './backoff.ts';
import type { EGraph } from './e-graph.ts';
import { IntVector } from './int-vector.ts';
import { findMatches } from './match.ts';
import { matchIndex } from './match-index.ts';
import type { Rule } from './rule.ts';

export type Limits = {
  /** Rounds of matching all rules and applying what was found. @defaultValue 30 */
  readonly iterations?: number;
  /** E-nodes. @defaultValue 10,000 */
  readonly nodes?: number;
  /** Milliseconds. It only stops: which rules apply, and in which order, does not depend on it. @defaultValue none */
  readonly time?: number;
  /** Asked before each round: true ends the run (`Reached`). */
  readonly until?: () => boolean;
  /** How rules that match too often are held back; `false`: not at all. */
  readonly backoff?: BackoffOptions | false;
};

/** Why rewriting ended. `Contradiction`: no point of the domain can give the added expressions a value. */
export type StopReason =
  'Saturated' | 'Reached' | 'IterationLimit' | 'NodeLimit' | 'TimeLimit' | 'Contradiction';

export type RewriteReport = {
  readonly stop: StopReason;
  readonly iterations: number;
  readonly nodes: number;
  readonly classes: number;
  /** Applications that made two classes one. */
  readonly applied: number;
};

/**
 * Applies rules everywhere, again and again, until nothing new is found or a limit is reached. Limits are looked at
 * within a round too.
 * @throws NapierError `value` when a limit is not a positive number
 */
export function rewrite(graph: EGraph, rules: readonly Rule[], limits: Limits = {}): RewriteReport {
  const { iterations = 30, nodes = 10_000, time = Infinity } = limits;
  for (const [name, value] of Object.entries({ iterations, nodes, time })) {
    if (!(value > 0)) fail({ kind: 'value', message: `the limit \`${name}\` must be a positive number` });
  }
  const start = performance.now();
  const inTime = (): boolean => time === Infinity || performance.now() - start < time;
  const backoff = limits.backoff === false ? undefined : new Backoff(rules.length, limits.backoff);
  let applied = 0;
  let round = 0;
  const report = (stop: StopReason): RewriteReport => ({
    stop,
    iterations: round,
    nodes: graph.nodeCount,
    classes: graph.classCount,
    applied,
  });

  graph.rebuild();
  const found: IntVector[] = rules.map(() => new IntVector(64));
  for (;;) {
    if (graph.contradiction !== undefined) return report('Contradiction');
    if (limits.until?.() === true) return report('Reached');
    if (round >= iterations) return report('IterationLimit');
    if (graph.nodeCount >= nodes) return report('NodeLimit');
    if (!inTime()) return report('TimeLimit');

    const index = matchIndex(graph);
    for (const [i, rule] of rules.entries()) {
      found[i].length = 0;
      if (backoff?.isBanned(i, round)) continue;
      const most = backoff?.allowance(i) ?? Infinity;
      const count = findMatches(graph, index, rule.left, found[i], most + 1, inTime);
      if (backoff !== undefined && count > most) {
        backoff.ban(i, round);
        found[i].length = 0;
      }
    }
    if (!inTime()) return report('TimeLimit');

    const before = { applied, nodes: graph.nodes.length };
    let stop: StopReason | undefined;
    let tries = 0;
    for (const [i, rule] of rules.entries()) {
      const width = rule.left.nodes.length;
      const { data, length } = found[i];
      for (let at = 0; at < length && stop === undefined; at += width) {
        if (applyRule(graph, rule, data, at)) applied += 1;
        if (graph.nodeCount >= nodes) stop = 'NodeLimit';
        else if (++tries % 256 === 0 && !inTime()) stop = 'TimeLimit';
      }
    }
    graph.rebuild();
    round += 1;
    if (stop !== undefined) return report(graph.contradiction === undefined ? stop : 'Contradiction');
    const idle = applied === before.applied && graph.nodes.length === before.nodes;
    if (idle && graph.contradiction === undefined) {
      if (backoff === undefined || !backoff.holdsAny(round)) return report('Saturated');
      backoff.releaseNext(round);
    }
  }
}
