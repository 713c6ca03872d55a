import { bitsEngine } from './bits/bits-engine.ts';
import type { Engine, EngineName } from './engine.ts';
import { evolveEngine } from './evolve/evolve-engine.ts';
import { integerEngine } from './integer/integer-engine.ts';
import { minimaxEngine } from './minimax-engine.ts';
import { rationalEngine } from './rational-engine.ts';
import { reductionEngine } from './reduction/reduction-engine.ts';
import { rewritingEngine } from './rewrite/rewriting-engine.ts';
import { tableEngine } from './table/table-engine.ts';

/** All engines by name. */
export const ENGINES: Record<EngineName, Engine> = {
  minimax: minimaxEngine,
  rational: rationalEngine,
  evolve: evolveEngine,
  bits: bitsEngine,
  reduction: reductionEngine,
  table: tableEngine,
  integer: integerEngine,
  rewriting: rewritingEngine,
};
