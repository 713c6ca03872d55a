import { fail, NapierError } from '../../error/fault.ts';
import type { Member } from './archive.ts';
import { checkEvolveState } from './check-evolve-state.ts';
import type { EvolveState } from './evolve-state.ts';
import type { Seed } from './seed.ts';
import { NO_COUNTS, type Counts, type IslandState } from './island-state.ts';

/** The state as one line of JSON: numbers are exact, tables are base64 of little-endian words. */
export function writeEvolveState(state: EvolveState): string {
  const { key, round, spent, maxOperations, seeds, settled, islands, hall, told, lineage, complete } = state;
  // In one order, however the state came to be.
  const text: EvolveStateJson = {
    key,
    round,
    spent,
    maxOperations,
    seeds: seeds.map((seed) => ({ ...seed, ...genomeJson(seed) })),
    settled,
    islands: islands.map((island) => ({
      ...island,
      archives: island.archives.map((members) => members.map(memberJson)),
      seen: encode(island.seen),
    })),
    hall: hall.map((member) => member && memberJson(member)),
    told,
    lineage,
    complete,
  };
  return JSON.stringify(text);
}

/** Reads what `writeEvolveState` wrote for the same run. @throws NapierError `file` when it is of another, or damaged */
export function readEvolveState(text: string, key: string): EvolveState {
  let found: EvolveStateJson;
  try {
    found = JSON.parse(text) as EvolveStateJson;
    if (found.key !== key) {
      return fail({ kind: 'file', message: 'the state of the search is that of another problem or seed' });
    }
    const state: EvolveState = {
      key,
      round: found.round,
      spent: found.spent,
      maxOperations: found.maxOperations,
      seeds: found.seeds.map((seed) => ({ ...seed, ...readGenome(seed) })),
      settled: found.settled,
      islands: found.islands.map((island) => ({
        ...island,
        archives: island.archives.map((members) => members.map(readMember)),
        seen: decode(island.seen),
        counts: { ...NO_COUNTS, ...island.counts },
      })),
      hall: found.hall.map((member) => member && readMember(member)),
      told: found.told,
      lineage: found.lineage,
      complete: found.complete,
    };
    checkEvolveState(state);
    return state;
  } catch (error) {
    // All that is done here is reading: whatever goes wrong, the text is to blame.
    if (error instanceof NapierError) throw error;
    return fail({ kind: 'file', message: 'the state of the search is damaged' });
  }
}

type GenomeJson = {
  readonly structure: { readonly code: readonly number[]; readonly constants: number };
  readonly constants: readonly string[];
};
type MemberJson = Omit<Member, 'structure' | 'constants'> & GenomeJson;
type SeedJson = Omit<Seed, 'structure' | 'constants'> & GenomeJson;
type IslandJson = Omit<IslandState, 'archives' | 'seen'> & {
  readonly archives: readonly (readonly MemberJson[])[];
  readonly seen: string;
  readonly counts: Counts;
};
type EvolveStateJson = Omit<EvolveState, 'islands' | 'hall' | 'seeds'> & {
  readonly islands: readonly IslandJson[];
  readonly hall: readonly (MemberJson | null)[];
  readonly seeds: readonly SeedJson[];
};

function genomeJson({ structure, constants }: Pick<Seed, 'structure' | 'constants'>): GenomeJson {
  return {
    structure: { code: [...structure.code], constants: structure.constants },
    // Texts, since JSON has no infinities.
    constants: Array.from(constants, String),
  };
}

function readGenome({ structure, constants }: GenomeJson): Pick<Member, 'structure' | 'constants'> {
  return {
    structure: { code: Int32Array.from(structure.code), constants: structure.constants },
    constants: Float64Array.from(constants, Number),
  };
}

const memberJson = (member: Member): MemberJson => ({ ...member, ...genomeJson(member) });
const readMember = (member: MemberJson): Member => ({ ...member, ...readGenome(member) });

function encode(words: Uint32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, i) => bytes.setUint32(4 * i, word, true));
  let text = '';
  const array = new Uint8Array(bytes.buffer);
  const CHUNK = 0x8000;
  for (let at = 0; at < array.length; at += CHUNK) {
    text += String.fromCharCode(...array.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

function decode(text: string): Uint32Array {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  if (bytes.length % 4 !== 0) throw new TypeError('a table is not whole words');
  const view = new DataView(bytes.buffer);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}
