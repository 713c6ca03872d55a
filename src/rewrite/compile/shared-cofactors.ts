import type { Row } from './common-pairs.ts';

/** A sum Σ coefficient·member of the system, to be changed in place. */
export type OpenSum = { readonly id: number; readonly row: Row };

/** The nodes of a system, as far as factors are concerned. */
export type Factors = {
  /** The factors of a product with their exponents; `undefined` for what is no product. */
  readonly factorsOf: (member: number) => Row | undefined;
  /** The node of a product, if there is one already. */
  readonly known: (row: Row) => number | undefined;
  /** A new sum. */
  readonly addSum: (row: Row) => number;
  /** The node of factor·sum. */
  readonly times: (factor: number, sum: number) => number;
};

/** Terms that two sums must have in common up to a factor: with two, as many operations are added as saved. */
const LEAST = 3;

/**
 * f·a + f·b + f·c + … as f·(a + b + c) + … where another sum has a + b + c anyway, as the derivative of a sum by one of
 * its variables does: that part is computed once, for both. (Terms may differ by one common factor.) Acyclic: what the
 * common part needs, both sums needed before.
 */
export function shareCofactors(sums: readonly OpenSum[], nodes: Factors): void {
  const rows = new Map(sums.map(({ id, row }) => [id, row]));
  const within = new Map<number, Set<number>>();
  const enter = (member: number, sum: number): void => {
    const set = within.get(member);
    if (set === undefined) within.set(member, new Set([sum]));
    else set.add(sum);
  };
  for (const { id, row } of sums) for (const member of row.keys()) enter(member, id);

  for (const { id, row } of sums) {
    for (let best = common(id, row); best !== undefined; best = common(id, row)) {
      const { other, factor, ratio, members, cofactors } = best;
      const target = rows.get(other) as Row;
      let shared = other;
      if (target.size > cofactors.length) {
        const part: Row = new Map(cofactors.map((cofactor) => [cofactor, target.get(cofactor) as number]));
        shared = nodes.addSum(part);
        rows.set(shared, part);
        for (const cofactor of cofactors) {
          target.delete(cofactor);
          within.get(cofactor)?.delete(other);
          enter(cofactor, shared);
        }
        target.set(shared, 1);
        enter(shared, other);
      }
      for (const member of members) {
        row.delete(member);
        within.get(member)?.delete(id);
      }
      const product = nodes.times(factor, shared);
      row.set(product, (row.get(product) ?? 0) + ratio);
      enter(product, id);
    }
  }

  type Common = {
    readonly other: number;
    readonly factor: number;
    readonly ratio: number;
    readonly members: number[];
    readonly cofactors: number[];
  };

  /** The largest part that a sum has in common with another one up to a factor. */
  function common(id: number, row: Row): Common | undefined {
    const groups = new Map<string, Common>();
    for (const [member, coefficient] of row) {
      const product = nodes.factorsOf(member);
      if (product === undefined) continue;
      for (const [factor, exponent] of product) {
        const rest = new Map(product);
        if (exponent === 1) rest.delete(factor);
        else rest.set(factor, exponent - 1);
        const cofactor = nodes.known(rest);
        if (cofactor === undefined) continue;
        for (const other of within.get(cofactor) ?? []) {
          const target = rows.get(other);
          if (other === id || target === undefined) continue;
          const ratio = coefficient / (target.get(cofactor) as number);
          const key = `${other} ${factor} ${ratio}`;
          let group = groups.get(key);
          if (group === undefined)
            groups.set(key, (group = { other, factor, ratio, members: [], cofactors: [] }));
          group.members.push(member);
          group.cofactors.push(cofactor);
        }
      }
    }
    let best: Common | undefined;
    for (const group of groups.values())
      if (group.members.length >= Math.max(LEAST, (best?.members.length ?? 0) + 1)) best = group;
    return best;
  }
}
