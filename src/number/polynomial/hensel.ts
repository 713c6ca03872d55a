import { addDense, divideDense, multiplyDense, reduceDense, type DenseModulo } from './dense-modulo.ts';
import type { ModularDense, ModularRing } from './modular-dense.ts';

/** Two coprime parts of a product, and Bézout's cofactors; leaves are factors. */
type Node =
  | { readonly kind: 'leaf'; value: DenseModulo }
  | {
      readonly kind: 'pair';
      value: DenseModulo;
      s: DenseModulo;
      t: DenseModulo;
      readonly left: Node;
      readonly right: Node;
    };

export type Lifted = {
  readonly factors: readonly DenseModulo[];
  readonly modulus: bigint;
};

/**
 * Lifts a factorisation of a monic polynomial modulo p into monic coprime factors to one modulo p^k, where p^k is above
 * `bound`: quadratic Hensel lifting on a tree of products (von zur Gathen & Gerhard, Modern Computer Algebra, 15.5).
 * @param monic the polynomial, for any modulus: `monic(m)` is its residue
 */
export function henselLift(
  monic: (modulus: bigint) => DenseModulo,
  factors: readonly ModularDense[],
  ring: ModularRing,
  bound: bigint,
): Lifted {
  let modulus = BigInt(ring.prime);
  const order: DenseModulo[] = [];
  const root = tree(
    factors.map((f) => [...f]),
    ring,
    modulus,
  );
  while (modulus <= bound) {
    modulus *= modulus;
    liftNode(root, monic(modulus), modulus);
  }
  collect(root, order);
  return { factors: order, modulus };
}

function tree(factors: readonly ModularDense[], ring: ModularRing, modulus: bigint): Node {
  const big = (a: ModularDense): bigint[] => reduceDense(a.map(BigInt), modulus);
  if (factors.length === 1) return { kind: 'leaf', value: big(factors[0]) };
  const middle = factors.length >> 1;
  const product = (parts: readonly ModularDense[]): ModularDense =>
    parts.reduce((a, b) => ring.multiply(a, b));
  const [l, r] = [product(factors.slice(0, middle)), product(factors.slice(middle))];
  const { s, t } = ring.cofactors(l, r);
  return {
    kind: 'pair',
    value: big(ring.multiply(l, r)),
    s: big(s),
    t: big(t),
    left: tree(factors.slice(0, middle), ring, modulus),
    right: tree(factors.slice(middle), ring, modulus),
  };
}

/** One step, from a modulus to its square. */
function liftNode(node: Node, value: DenseModulo, modulus: bigint): void {
  node.value = value;
  if (node.kind === 'leaf') return;
  const { s, t } = node;
  const [g, h] = [node.left.value, node.right.value];
  const error = addDense(value, multiplyDense(g, h, modulus), modulus, -1n);
  const { quotient, remainder } = divideDense(multiplyDense(s, error, modulus), h, modulus);
  const newG = addDense(
    addDense(g, multiplyDense(t, error, modulus), modulus),
    multiplyDense(quotient, g, modulus),
    modulus,
  );
  const newH = addDense(h, remainder, modulus);
  const b = addDense(
    addDense(multiplyDense(s, newG, modulus), multiplyDense(t, newH, modulus), modulus),
    [1n],
    modulus,
    -1n,
  );
  const split = divideDense(multiplyDense(s, b, modulus), newH, modulus);
  node.s = addDense(s, split.remainder, modulus, -1n);
  node.t = addDense(
    addDense(t, multiplyDense(t, b, modulus), modulus, -1n),
    multiplyDense(split.quotient, newG, modulus),
    modulus,
    -1n,
  );
  liftNode(node.left, newG, modulus);
  liftNode(node.right, newH, modulus);
}

function collect(node: Node, into: DenseModulo[]): void {
  if (node.kind === 'leaf') into.push(node.value);
  else {
    collect(node.left, into);
    collect(node.right, into);
  }
}
