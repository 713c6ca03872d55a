import type { EGraph } from './e-graph.ts';
import type { IntVector } from './int-vector.ts';
import type { MatchIndex } from './match-index.ts';
import { INSTRUCTION, type Pattern } from './pattern.ts';

/** Nodes looked at between two questions whether to go on. */
const PATIENCE = 4096;

/**
 * Finds the pattern everywhere. A match is, for each place of the pattern, the node that stands there (for a variable,
 * its class); matches are written to `out` one after the other, `pattern.nodes.length` entries each.
 * @param most stop after this many matches
 * @param goOn asked now and then; false stops
 * @returns the number of matches
 */
export function findMatches(
  graph: EGraph,
  index: MatchIndex,
  pattern: Pattern,
  out: IntVector,
  most: number,
  goOn: () => boolean,
): number {
  const { program, nodes: places } = pattern;
  const width = places.length;
  const classes = new Int32Array(width);
  const found = new Int32Array(width);
  const leaves = pattern.leaves.map((leaf) => graph.nodes.findLeaf(leaf));
  if (leaves.some((leaf) => leaf < 0)) return 0;
  const leafClasses = leaves.map((leaf) => graph.find(leaf));
  const codes = graph.nodes.code.data;
  const canonical = graph.nodes.canonical.data;
  const { ofClass, classStart } = index;
  let matches = 0;
  let work = 0;
  let stopped = false;

  const emit = (): void => {
    out.grow(out.length + width);
    const { data } = out;
    for (let i = 0; i < width; i++) {
      data[out.length + i] = places[i].kind === 'variable' ? classes[i] : found[i];
    }
    out.length += width;
    matches += 1;
    if (matches >= most) stopped = true;
  };

  /** Runs the instructions from `at` on, with the arguments of what was found so far in `classes`. */
  const run = (at: number): void => {
    for (;;) {
      if (at === program.length) return emit();
      const place = program[at + 1];
      if (program[at] === INSTRUCTION.SAME) {
        if (classes[place] !== classes[program[at + 2]]) return;
        at += 3;
      } else if (program[at] === INSTRUCTION.LEAF) {
        const leaf = program[at + 2];
        if (classes[place] !== leafClasses[leaf]) return;
        found[place] = leaves[leaf];
        at += 3;
      } else {
        const code = program[at + 2];
        const klass = classes[place];
        const end = classStart[klass + 1];
        for (let i = classStart[klass]; i < end && !stopped; i++) {
          const node = ofClass[i];
          if (codes[node] < code) continue;
          if (codes[node] > code) break;
          if (++work % PATIENCE === 0 && !goOn()) stopped = true;
          bind(node, at);
        }
        return;
      }
    }
  };

  const bind = (node: number, at: number): void => {
    const arity = program[at + 3];
    found[program[at + 1]] = node;
    for (let i = 0; i < arity; i++) classes[program[at + 4 + i]] = canonical[3 * node + i];
    run(at + 4 + arity);
  };

  const root = places[0];
  if (root.kind === 'variable') {
    for (let i = 0; i < index.classes.length && !stopped; i++) {
      classes[0] = index.classes[i];
      emit();
    }
  } else if (root.kind === 'leaf') {
    const leaf = graph.nodes.findLeaf(root.term);
    if (leaf >= 0) {
      found[0] = leaf;
      emit();
    }
  } else if (root.code + 1 < index.operationStart.length) {
    const end = index.operationStart[root.code + 1];
    for (let i = index.operationStart[root.code]; i < end && !stopped; i++) {
      if (++work % PATIENCE === 0 && !goOn()) break;
      bind(index.ofOperation[i], 0);
    }
  }
  return matches;
}
