/**
 * Work shared between sums, or products: the pair of members that most rows have in common becomes a member of its own,
 * again and again (greedy extraction of common subexpressions; Breuer 1969). A row is a sum Σ coefficient·member, where
 * pairs are equal up to a factor, or a product Π member^exponent, where they are equal as they are.
 */
export type Row = Map<number, number>;

/** `left` + ratio·`right`, or left·right, as a new member. */
export type Pair = {
  readonly member: number;
  readonly left: number;
  readonly right: number;
  readonly ratio: number;
};

/** Members of a row that are paired; longer rows keep the rest for later rounds. */
const MOST_MEMBERS = 60;

/**
 * Takes out pairs that at least two rows have, most frequent first. Rows are changed in place.
 * @param next the number of the first new member
 */
export function commonPairs(rows: readonly Row[], kind: 'sum' | 'product', next: number): Pair[] {
  const found: Pair[] = [];
  const uses = new Map<string, Set<number>>();
  const keyOf = (row: Row, a: number, b: number): string => {
    const [left, right] = a < b ? [a, b] : [b, a];
    if (kind === 'product') return `${left} ${right} 1`;
    return `${left} ${right} ${(row.get(right) as number) / (row.get(left) as number)}`;
  };
  const partners = (row: Row): number[] => [...row.keys()].slice(0, MOST_MEMBERS);
  const update = (r: number, change: 'add' | 'delete', only?: ReadonlySet<number>): void => {
    const members = partners(rows[r]);
    for (let i = 0; i < members.length; i++) {
      for (let j = kind === 'product' ? i : i + 1; j < members.length; j++) {
        if (i === j && (rows[r].get(members[i]) as number) < 2) continue;
        if (only !== undefined && !only.has(members[i]) && !only.has(members[j])) continue;
        const key = keyOf(rows[r], members[i], members[j]);
        let set = uses.get(key);
        if (set === undefined) uses.set(key, (set = new Set()));
        if (change === 'add') {
          set.add(r);
          queue(key, set.size);
        } else set.delete(r);
      }
    }
  };
  // Buckets by count: a key is looked at where it was last put, and put lower when it has fewer uses by then.
  const buckets: string[][] = [];
  const queue = (key: string, count: number): void => {
    if (count >= 2) (buckets[count] ??= []).push(key);
  };
  rows.forEach((_, r) => update(r, 'add'));
  let member = next;
  for (let count = buckets.length - 1; count >= 2;) {
    const key = buckets[count]?.pop();
    if (key === undefined) {
      count -= 1;
      continue;
    }
    const set = uses.get(key) as Set<number>;
    if (set.size < 2) continue;
    if (set.size !== count) {
      queue(key, set.size);
      count = Math.max(count, set.size);
      continue;
    }
    const [left, right, ratio] = key.split(' ').map(Number);
    const made = member++;
    found.push({ member: made, left, right, ratio });
    for (const r of [...set].sort((a, b) => a - b)) {
      const row = rows[r];
      update(r, 'delete');
      if (kind === 'sum') {
        const coefficient = row.get(left) as number;
        row.delete(left);
        row.delete(right);
        row.set(made, coefficient);
      } else {
        const times = left === right ? Math.floor((row.get(left) as number) / 2) : Math.min(row.get(left) as number, row.get(right) as number); // prettier-ignore
        lower(row, left, times);
        lower(row, right, times);
        row.set(made, times);
      }
      update(r, 'add');
    }
    count = Math.max(count, buckets.length - 1);
  }
  return found;
}

function lower(row: Row, member: number, by: number): void {
  const left = (row.get(member) as number) - by;
  if (left > 0) row.set(member, left);
  else row.delete(member);
}
