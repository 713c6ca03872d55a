import type { Ancestor } from '../search/engine.ts';
import type { Json } from './json/write-json.ts';
import type { Provenance } from './provenance.ts';

/** What every kind of finding says of its run; `readProvenance` reads it back. */
export function provenanceJson({ evaluations, distinct, stop, history, ancestry, run }: Provenance): Json {
  return {
    evaluations,
    distinct,
    stop,
    history,
    ancestry: ancestry?.map(ancestorJson),
    run: run && { wall: run.wall, machine: run.machine },
  };
}

/** Also a record's form in a checkpoint. */
export function ancestorJson({ id, parents, how, operations, error }: Ancestor): Json {
  return { id, parents, how, operations, error };
}
