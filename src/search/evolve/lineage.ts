import type { Ancestor } from '../engine.ts';
import type { Member } from './archive.ts';
import { WORDS } from './structure.ts';

/** Generations that are remembered, and ancestors that a candidate is told with. */
const GENERATIONS = 48;
export const MOST_ANCESTORS = 24;

/** A member as its descendants remember it. */
export function ancestorOf(member: Member): Ancestor {
  const { id, parents, how, structure, refined, loss } = member;
  return { id, parents, how, operations: structure.code.length / WORDS, error: refined?.error ?? loss };
}

/**
 * What is known of where the living members came from: of all that was known or is born, those that have a living
 * descendant, at most {@link GENERATIONS} away. The living are there with what is now known of them.
 */
export function growLineage(
  known: readonly Ancestor[],
  births: readonly Ancestor[],
  living: readonly Member[],
): Ancestor[] {
  const records = new Map<string, Ancestor>();
  for (const record of known) records.set(record.id, record);
  for (const record of births) records.set(record.id, record);
  for (const member of living) records.set(member.id, ancestorOf(member));
  const kept = new Set<string>();
  let generation = living.map(({ id }) => id);
  for (let age = 0; age < GENERATIONS && generation.length > 0; age++) {
    const next: string[] = [];
    for (const id of generation) {
      const record = records.get(id);
      if (record === undefined || kept.has(id)) continue;
      kept.add(id);
      next.push(...record.parents);
    }
    generation = next;
  }
  // In the order of the records: one order for one set, whoever asks.
  return [...records.values()].filter(({ id, error }) => kept.has(id) && error < Infinity);
}

/** A record and what it came from, nearest first, at most {@link MOST_ANCESTORS} in all. */
export function ancestryOf(lineage: readonly Ancestor[], id: string): Ancestor[] {
  const records = new Map(lineage.map((record) => [record.id, record]));
  const found = new Map<string, Ancestor>();
  const open = [id];
  for (let next = open.shift(); next !== undefined && found.size < MOST_ANCESTORS; next = open.shift()) {
    const record = records.get(next);
    if (record === undefined || found.has(next)) continue;
    found.set(next, record);
    open.push(...record.parents);
  }
  return [...found.values()];
}
