import { MACHINE_OPERATIONS, type MachineOperation } from '../../program/machine-operations.ts';
import type { Genome } from './breeder.ts';
import { Draft, type Ref } from './draft.ts';
import type { SearchSpace } from './space.ts';
import type { CanonicalStructure } from './structure-canonical.ts';
import { ARITY, WORDS } from './structure.ts';

/** A new slope begins at this share of the constant it is added to: nearly nothing, so that nothing is lost. */
const SLIGHT = 1e-3;

const opcode = (name: MachineOperation): number => MACHINE_OPERATIONS.indexOf(name);
const [ADD, MUL, DIV] = [opcode('add'), opcode('mul'), opcode('div')];

/** What may take the place of a constant or value `u`, with another value `v`; with `slope` near 0 it is nearly u. */
type Term = {
  /** The operations that it takes. */
  readonly operations: readonly MachineOperation[];
  readonly make: (draft: Draft, u: Ref, v: Ref, slope: number) => Ref;
  /** May v be u itself? u + c·u is no more than u. */
  readonly own: boolean;
  /** Not where u is a constant: there it is one of the others. */
  readonly values: boolean;
};

const TERMS: readonly Term[] = [
  {
    operations: ['mul', 'add'], // u + c·v
    make: (draft, u, v, slope) => draft.node(ADD, u, draft.node(MUL, v, draft.constant(slope), 0), 0),
    own: false,
    values: false,
  },
  {
    operations: ['div', 'add'], // u + c/v
    make: (draft, u, v, slope) => draft.node(ADD, u, draft.node(DIV, draft.constant(slope), v, 0), 0),
    own: true,
    values: false,
  },
  {
    operations: ['add', 'div', 'add'], // u + c/(v + d)
    make: (draft, u, v, slope) =>
      draft.node(
        ADD,
        u,
        draft.node(DIV, draft.constant(slope), draft.node(ADD, v, draft.constant(), 0), 0),
        0,
      ),
    own: true,
    values: false,
  },
  {
    operations: ['mul', 'add', 'mul'], // u·(1 + c·v)
    make: (draft, u, v, slope) =>
      draft.node(
        MUL,
        u,
        draft.node(ADD, draft.node(MUL, v, draft.constant(slope), 0), draft.constant(1), 0),
        0,
      ),
    own: true,
    values: true,
  },
  {
    operations: ['mul', 'mul', 'add'], // u + c·v²
    make: (draft, u, v, slope) =>
      draft.node(ADD, u, draft.node(MUL, draft.node(MUL, v, v, 0), draft.constant(slope), 0), 0),
    own: true,
    values: false,
  },
];

/**
 * Every way to make of one constant c, or of one value u, a simple function of a value v: c + c′·v, c + c′/v,
 * c + c′/(v + d), c + c′·v², and so with u (v may be u itself), and u·(1 + c′·v). With c′ near 0 it does what the parent does,
 * so a fit can but gain: this is how one more term of a polynomial in anything, or one more level of a fraction, comes
 * to be.
 * @returns thunks; each makes a structure, or `undefined` where nothing comes of it
 */
export function loosenings(parent: Genome, space: SearchSpace): (() => CanonicalStructure | undefined)[] {
  const { structure, constants } = parent;
  const n = structure.code.length / WORDS;
  const ways: (() => CanonicalStructure | undefined)[] = [];
  for (const { operations, make, own, values } of TERMS) {
    if (!operations.every((name) => space.operations.includes(name))) continue;
    if (n + operations.length > space.maxOperations) continue;
    const finish = (draft: Draft): CanonicalStructure | undefined => {
      const finished = draft.finish();
      return finished?.structure.code.length === WORDS * (n + operations.length) ? finished : undefined;
    };
    for (let v = 0; v <= n; v++) {
      for (let node = 1; node <= n && !values; node++) {
        for (let k = 1; k <= ARITY[structure.code[WORDS * (node - 1)]]; k++) {
          if (structure.code[WORDS * (node - 1) + k] >= 0) continue;
          ways.push(() => {
            const draft = new Draft(structure, constants);
            if (draft.reaches(v, node)) return undefined;
            const constant = draft.nodes[WORDS * node + k];
            draft.nodes[WORDS * node + k] = make(draft, constant, v, slight(draft.values[-constant - 1]));
            return finish(draft);
          });
        }
      }
      for (let u = 0; u <= n; u++) {
        if (u === v && !own) continue;
        ways.push(() => {
          const draft = new Draft(structure, constants);
          if (u !== draft.result && u !== v && draft.reaches(v, u)) return undefined;
          const loose = make(draft, u, v, slight(1));
          if (u === draft.result) draft.result = loose;
          else draft.replaceUses(u, loose, n);
          return finish(draft);
        });
      }
    }
  }
  return ways;
}

function slight(size: number): number {
  return SLIGHT * (Number.isFinite(size) && size !== 0 ? size : 1);
}
