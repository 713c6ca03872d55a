/**
 * Chooses `count` consecutive-in-sign extrema out of an alternating sequence, keeping the largest: the multi-point
 * exchange. Drops the smallest with its smaller neighbour (so signs go on alternating), or the smaller end.
 *
 * @param extrema in order of position, errors alternating in sign, at least `count`
 */
export function chooseReference<Extremum extends { readonly error: number }>(
  extrema: readonly Extremum[],
  count: number,
): Extremum[] {
  const kept = [...extrema];
  const size = (i: number): number => Math.abs(kept[i].error);
  while (kept.length > count) {
    const last = kept.length - 1;
    if (kept.length === count + 1) {
      kept.splice(size(0) < size(last) ? 0 : last, 1);
      continue;
    }
    let least = 0;
    for (let i = 1; i <= last; i++) if (size(i) < size(least)) least = i;
    if (least === 0 || least === last) kept.splice(least, 1);
    else kept.splice(size(least - 1) < size(least + 1) ? least - 1 : least, 2);
  }
  return kept;
}
