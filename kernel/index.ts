/**
 * The hot loops. Nothing here allocates: all memory from `heapBase()` on belongs to the host (`src/program/kernel.ts`),
 * which hands out addresses.
 */
export { evaluateF32, evaluateF64, promoteF32, demoteF64 } from './evaluate';
export { takeNanBits } from './typed';

export function heapBase(): usize {
  return __heap_base;
}
export { fillF32, checkF32, checkLargest, checkLargestAt, checkCorrect } from './exhaustive';
export { fitMany, fitScratch, evaluateStructures } from './fit';
export { roundMany } from './round';
