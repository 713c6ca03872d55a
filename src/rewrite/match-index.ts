import type { EGraph } from './e-graph.ts';
import { LEAF } from './node-table.ts';

/**
 * The live nodes of an e-graph at one moment (after a rebuild), in the orders that matching reads: by operation, and
 * by class with a class's nodes by operation. Everything is in the order in which nodes were made.
 */
export type MatchIndex = {
  /** Nodes of an operation: `ofOperation[operationStart[code]]` up to `operationStart[code + 1]`. */
  readonly ofOperation: Int32Array;
  readonly operationStart: Int32Array;
  /** Nodes of a class: `ofClass[classStart[class]]` up to `classStart[class + 1]`, sorted by operation, leaves first. */
  readonly ofClass: Int32Array;
  readonly classStart: Int32Array;
  readonly classes: Int32Array;
};

export function matchIndex(graph: EGraph): MatchIndex {
  const { nodes } = graph;
  const codes = nodes.code.data;
  const count = nodes.length;
  const classOf = new Int32Array(count);
  const classStart = new Int32Array(count + 1);
  let live = 0;
  let highest = -1;
  for (let node = 0; node < count; node++) {
    classOf[node] = -1;
    if (!graph.isLive(node)) continue;
    classOf[node] = graph.find(node);
    classStart[classOf[node] + 1] += 1;
    if (codes[node] > highest) highest = codes[node];
    live += 1;
  }
  const operationStart = new Int32Array(highest + 3);
  for (let node = 0; node < count; node++) if (classOf[node] >= 0) operationStart[codes[node] + 2] += 1;
  // One slot more at the front: leaves have the code −1.
  for (let i = 1; i < operationStart.length; i++) operationStart[i] += operationStart[i - 1];
  const ofOperation = new Int32Array(live);
  const nextOfOperation = operationStart.slice();
  for (let node = 0; node < count; node++) {
    if (classOf[node] >= 0) ofOperation[nextOfOperation[codes[node] + 1]++] = node;
  }
  let classes = 0;
  for (let node = 0; node < count; node++) {
    if (classStart[node + 1] > 0) classes += 1;
    classStart[node + 1] += classStart[node];
  }
  const ofClass = new Int32Array(live);
  const next = classStart.slice();
  for (const node of ofOperation) ofClass[next[classOf[node]]++] = node;
  const names = new Int32Array(classes);
  let at = 0;
  for (let node = 0; node < count; node++) if (classStart[node + 1] > classStart[node]) names[at++] = node;
  return { ofOperation, operationStart: operationStart.subarray(-LEAF), ofClass, classStart, classes: names };
}
