/**
 * The hot loops. Nothing here allocates: all memory from `heapBase()` on belongs to the host (`src/program/kernel.ts`),
 * which hands out addresses.
 */
export { evaluateF32, evaluateF64, promoteF32, demoteF64 } from './evaluate';
export { takeNanBits } from './typed';

export function heapBase(): usize {
  return __heap_base;
}
export { fillF32, countF32, countSameF32, checkF32, checkModelF32, histogramErrors, checkLargest, checkLargestAt, checkCorrect } from './exhaustive';
export { fillSine, fillTangent } from './wave';
export { fitMany, fitScratch, evaluateStructures } from './fit';
export { roundMany } from './round';
export { breed, canonicalise, lookAgain, recordBytes, setMembers, tallyAddress, useParents } from './breed/breed';
export { look, useTarget } from './breed/look';
export { defineOperation } from './breed/operations';
export { fingerprint, printHash, triedAddress } from './breed/print';
export { seedRandom } from './breed/random';
export { useSeen } from './breed/seen';
export { largestErrorF32 } from './error';
export { useFeatures, featureCount, admitHead, admitRest, combineFeatures, mapFeatures } from './feature/store';
export { usePairs, sumPairs, productPairs, growSums } from './feature/pairs';
