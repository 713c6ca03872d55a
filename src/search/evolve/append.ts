import { MACHINE_OPERATIONS, type MachineOperation } from '../../program/machine-operations.ts';
import type { Genome } from './breeder.ts';
import { Draft, type Ref } from './draft.ts';
import type { SearchSpace } from './space.ts';
import type { CanonicalStructure } from './structure-canonical.ts';
import { ARITY, WORDS } from './structure.ts';

/** A new slope begins at this share of the constant it is added to: nearly nothing, so that nothing is lost. */
const SLIGHT = 1e-3;

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

/**
 * Every way to make of one constant c, or of one value u, a simple function of another value v: c + c′·v, c + c′/v,
 * c + c′/(v + d), and so with u. With c′ near 0 it does what the parent does, so a fit can but gain: this is how one more
 * term of a polynomial in anything, or one more level of a fraction, comes to be.
 * @returns thunks; each makes a structure, or `undefined` where nothing comes of it
 */
export function loosenings(parent: Genome, space: SearchSpace): (() => CanonicalStructure | undefined)[] {
  const { structure, constants } = parent;
  const n = structure.code.length / WORDS;
  const ways: (() => CanonicalStructure | undefined)[] = [];
  for (const { operations, make } of TERMS) {
    if (!operations.every((name) => space.operations.includes(name))) continue;
    if (n + operations.length > space.maxOperations) continue;
    const finish = (draft: Draft): CanonicalStructure | undefined => {
      const finished = draft.finish();
      return finished?.structure.code.length === WORDS * (n + operations.length) ? finished : undefined;
    };
    for (let v = 0; v <= n; v++) {
      for (let node = 1; node <= n; node++) {
        for (let k = 1; k <= ARITY[structure.code[WORDS * (node - 1)]]; k++) {
          if (structure.code[WORDS * (node - 1) + k] >= 0) continue;
          ways.push(() => {
            const draft = new Draft(structure, constants);
            if (draft.reaches(v, node)) return undefined;
            const constant = draft.nodes[WORDS * node + k];
            const term = make(draft, v, slight(draft.values[-constant - 1]));
            draft.nodes[WORDS * node + k] = draft.node(ADD, constant, term, 0);
            return finish(draft);
          });
        }
      }
      for (let u = 0; u <= n; u++) {
        if (u === v) continue;
        ways.push(() => {
          const draft = new Draft(structure, constants);
          if (u !== draft.result && draft.reaches(v, u)) return undefined;
          const sum = draft.node(ADD, u, make(draft, v, slight(1)), 0);
          if (u === draft.result) draft.result = sum;
          else draft.replaceUses(u, sum, n);
          return finish(draft);
        });
      }
    }
  }
  return ways;
}

const opcode = (name: MachineOperation): number => MACHINE_OPERATIONS.indexOf(name);
const ADD = opcode('add');

/** Terms to add, by the operations that they and the sum take; `slope` is where the new factor begins. */
const TERMS: readonly {
  readonly operations: readonly MachineOperation[];
  readonly make: (draft: Draft, v: Ref, slope: number) => Ref;
}[] = [
  {
    operations: ['mul', 'add'],
    make: (draft, v, slope) => draft.node(opcode('mul'), v, draft.constant(slope), 0),
  },
  {
    operations: ['div', 'add'],
    make: (draft, v, slope) => draft.node(opcode('div'), draft.constant(slope), v, 0),
  },
  {
    operations: ['add', 'div', 'add'],
    make: (draft, v, slope) =>
      draft.node(opcode('div'), draft.constant(slope), draft.node(ADD, v, draft.constant(), 0), 0),
  },
];

function slight(size: number): number {
  return SLIGHT * (Number.isFinite(size) && size !== 0 ? size : 1);
}
