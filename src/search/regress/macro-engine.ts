import { enumerateEngine } from './enumerate-engine.ts';
import { freeConstants } from './fit-constants.ts';
import { variableFormula, type Formula } from './formula.ts';
import { childrenOf, FormulaMachine } from './formula-machine.ts';
import { reducedData, unreduced, type Reduction } from './reduced-problem.ts';
import { CONSTANT_CODE } from './regress-operations.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';
import { searchWithin } from './search-within.ts';

/** Rounds of looking at the front and searching with its parts, and parts taken in one. */
const [ROUNDS, TOKENS] = [3, 6];
/** Formulas of the front whose parts are counted, the shortest descriptions, and the rank at which one counts half. */
const [COUNTED, HALF] = [12, 4];
/** Codes of the longest part. */
const LONGEST = 9;

/**
 * Macro tokens, after RSRM's sub-tree discovery (Xu and others 2024): parts that the best formulas so far have in common become inputs
 * of their own, and enumeration goes on from there, as deep again as they are.
 */
export const macroEngine: RegressEngine = function* (search) {
  const { data, front } = search;
  // Members of a composed front are not formulas of these inputs.
  if (front.composed) return;
  const inputs = data.columns.map((_, v) => variableFormula(v));
  const machine = new FormulaMachine(data);
  const known = new Set<string>();
  for (let round = 0; round < ROUNDS && !front.exact; round++) {
    const tokens = commonParts(search);
    const key = tokens.map(keyOf).join(';');
    if (tokens.length === 0 || known.has(key)) return;
    known.add(key);
    const reduction: Reduction = { inner: [...inputs, ...tokens], factor: undefined };
    const reduced = reducedData(data, reduction, (formula) => machine.evaluate(formula));
    if (reduced.target.length < data.target.length) return;
    const inner = searchWithin(search, reduced);
    for (const found of enumerateEngine(inner)) yield found && unreduced(found, reduction);
    search.machine.evaluations += inner.machine.evaluations;
  }
};

/** The parts that most of the best formulas have, those with constants to be fitted left out. */
function commonParts({ front }: RegressSearch): Formula[] {
  const counts = new Map<string, { readonly formula: Formula; readonly count: number }>();
  const best = front.members.toSorted((a, b) => a.length - b.length).slice(0, COUNTED);
  for (const [rank, { formula }] of best.entries()) {
    const parts = new Map(partsOf(formula).map((part) => [keyOf(part), part]));
    for (const [key, part] of parts) {
      const count = (counts.get(key)?.count ?? 0) + HALF / (HALF + rank);
      counts.set(key, { formula: part, count });
    }
  }
  return [...counts.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, TOKENS)
    .map(({ formula }) => formula);
}

function keyOf({ code, values }: Formula): string {
  return `${code.join()}|${values.join()}`;
}

/** The true parts of a formula that hold a variable and no constant that is to be fitted. */
function partsOf({ code, values, exact }: Formula): Formula[] {
  const children = childrenOf(code);
  const constants = (upTo: number): number => code.slice(0, upTo).filter((c) => c === CONSTANT_CODE).length;
  return code.flatMap((_, end) => {
    let start = end;
    while (children[start].length > 0) start = children[start][0];
    const length = end + 1 - start;
    const own = code.slice(start, end + 1);
    if (length < 2 || length > LONGEST || length === code.length || own.every((c) => c >= CONSTANT_CODE))
      return [];
    const [from, to] = [constants(start), constants(end + 1)];
    const part: Formula = {
      code: own,
      values: values.slice(from, to),
      ...(exact && { exact: exact.slice(from, to) }),
    };
    return freeConstants(part).length > 0 ? [] : [part];
  });
}
