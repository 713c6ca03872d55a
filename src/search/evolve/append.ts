import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import type { Genome } from './breeder.ts';
import { Draft, type Ref } from './draft.ts';
import type { SearchSpace } from './space.ts';
import type { CanonicalStructure } from './structure-canonical.ts';
import { ARITY, WORDS } from './structure.ts';

/**
 * Every structure that one more instruction on the result gives: any operation, with the result and any other value
 * or a constant as operands, either way round.
 */
export function appended(parent: Genome, space: SearchSpace): CanonicalStructure[] {
  const { structure, constants } = parent;
  const found: CanonicalStructure[] = [];
  const n = structure.code.length / WORDS;
  const add = (op: number, make: (draft: Draft) => readonly Ref[]): void => {
    const draft = new Draft(structure, constants);
    const [a, b = 0, c = 0] = make(draft);
    draft.result = draft.node(op, a, b, c);
    const finished = draft.finish();
    if (finished !== undefined && finished.structure.code.length === WORDS * (n + 1)) found.push(finished);
  };
  const others: ((draft: Draft) => Ref)[] = [(draft) => draft.constant()];
  for (let ref = 0; ref <= n; ref++) others.push(() => ref);
  for (const name of space.operations) {
    const op = MACHINE_OPERATIONS.indexOf(name);
    if (ARITY[op] === 1) add(op, (draft) => [draft.result]);
    for (const other of ARITY[op] === 2 ? others : []) {
      add(op, (draft) => [draft.result, other(draft)]);
      add(op, (draft) => [other(draft), draft.result]);
    }
    for (const other of ARITY[op] === 3 ? others : []) {
      for (const third of others) {
        add(op, (draft) => [draft.result, other(draft), third(draft)]);
        add(op, (draft) => [other(draft), third(draft), draft.result]);
      }
    }
  }
  return found;
}

/** What each operation makes of the result alone: op(v), op(v, v), … */
export function stacked(parent: Genome, space: SearchSpace): CanonicalStructure[] {
  const found: CanonicalStructure[] = [];
  for (const name of space.operations) {
    const draft = new Draft(parent.structure, parent.constants);
    const { result, size } = draft;
    draft.result = draft.node(MACHINE_OPERATIONS.indexOf(name), result, result, result);
    const finished = draft.finish();
    if (finished === undefined || finished.structure.constants !== parent.structure.constants) continue;
    if (finished.structure.code.length === WORDS * (size + 1)) found.push(finished);
  }
  return found;
}
