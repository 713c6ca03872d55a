import { roundEven } from '../../number/double-bits.ts';
import { MACHINE_OPERATIONS, type MachineOperation } from '../../program/machine-operations.ts';
import { requireReal } from '../../program/require-real.ts';
import { COMMUTATIVE, treeHashes } from './structure-hash.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

const opcode = (op: MachineOperation): number => MACHINE_OPERATIONS.indexOf(op);
const ADD = opcode('add');
const SUB = opcode('sub');
const MUL = opcode('mul');
const DIV = opcode('div');
const NEG = opcode('neg');
const ABS = opcode('abs');
const MIN = opcode('min');
const MAX = opcode('max');
const FMA = opcode('fma');

/** ≥ 0: a node (0 is x); < 0: the constant with value `values[-ref - 1]`. */
type Ref = number;
type Node = { op: number; a: Ref; b: Ref; c: Ref };

/** A canonical structure, and the values of its slots when the original's were given (else NaN). */
export type CanonicalStructure = { readonly structure: Structure; readonly constants: Float64Array };

/**
 * The one form of all structures that are the same up to the order of instructions, commutative operands, dead code
 * and what free constants can take in: u − c is u + c′, u/c is u·c′, constants meet (u + c + d, c/u·d, …), work on
 * constants alone becomes a slot, u + u becomes u·c, and u − v·c becomes u + v·c′ where v·c has no other use.
 * Every slot is used once. The family of functions never shrinks, the number of operations never grows.
 * @param constants values of the slots, to be carried along (computed in doubles)
 * @returns `undefined` when the result does not depend on x.
 */
export function canonicalStructure(
  { code }: Structure,
  constants?: ArrayLike<number>,
): CanonicalStructure | undefined {
  const rewriter = new Rewriter();
  const refs: Ref[] = [0];
  for (let at = 0; at < code.length; at += WORDS) {
    const arity = ARITY[code[at]];
    const ref = (k: number): Ref => {
      if (k > arity) return 0;
      const arg = code[at + k];
      return arg < 0 ? rewriter.constant(constants === undefined ? NaN : constants[-arg - 1]) : refs[arg];
    };
    refs.push(rewriter.make(code[at], ref(1), ref(2), ref(3)));
  }
  const result = refs[refs.length - 1];
  if (result < 0) return undefined;
  rewriter.absorbSigns(result);
  return emit(rewriter, result);
}

class Rewriter {
  readonly nodes: Node[] = [{ op: -1, a: 0, b: 0, c: 0 }];
  readonly values: number[] = [];

  constant(value: number): Ref {
    return -this.values.push(value);
  }

  /** The node or constant that `op` gives, simplified. */
  make(op: number, a: Ref, b: Ref, c: Ref): Ref {
    const arity = ARITY[op];
    if (a < 0 && (arity < 2 || b < 0) && (arity < 3 || c < 0)) {
      return this.constant(apply(op, this.value(a), this.value(b), this.value(c)));
    }
    if (COMMUTATIVE[op] && a < 0) [a, b] = [b, a];
    return this.simplify(op, a, b, c) ?? this.node(op, a, b, c);
  }

  private simplify(op: number, a: Ref, b: Ref, c: Ref): Ref | undefined {
    const inner = this.nodes[Math.max(a, 0)];
    switch (op) {
      case ADD:
        if (a === b) return this.make(MUL, a, this.constant(2), 0);
        if (b >= 0) return undefined;
        if (inner.op === ADD && inner.b < 0)
          return this.fold(ADD, inner.a, this.value(inner.b) + this.value(b));
        if (inner.op === SUB && inner.a < 0) {
          return this.make(SUB, this.constant(this.value(inner.a) + this.value(b)), inner.b, 0);
        }
        return undefined;
      case SUB:
        if (b < 0) return this.fold(ADD, a, -this.value(b));
        if (a === b) return this.constant(0);
        return a < 0 ? this.subtractFrom(this.value(a), this.nodes[b]) : undefined;
      case MUL:
        if (b >= 0) return undefined;
        if (inner.op === MUL && inner.b < 0)
          return this.fold(MUL, inner.a, this.value(inner.b) * this.value(b));
        if (inner.op === NEG) return this.fold(MUL, inner.a, -this.value(b));
        if (inner.op === DIV && inner.a < 0) {
          return this.make(DIV, this.constant(this.value(inner.a) * this.value(b)), inner.b, 0);
        }
        return undefined;
      case DIV:
        if (b < 0) return this.fold(MUL, a, 1 / this.value(b));
        if (a === b) return this.constant(1);
        return a < 0 ? this.divideInto(this.value(a), this.nodes[b]) : undefined;
      case NEG:
        if (inner.op === NEG) return inner.a;
        if (inner.op === SUB) return this.make(SUB, inner.b, inner.a, 0);
        if (inner.op === MUL && inner.b < 0) return this.fold(MUL, inner.a, -this.value(inner.b));
        if (inner.op === DIV && inner.a < 0) {
          return this.make(DIV, this.constant(-this.value(inner.a)), inner.b, 0);
        }
        return undefined;
      case ABS:
        if (inner.op === ABS) return a;
        return inner.op === NEG ? this.make(ABS, inner.a, 0, 0) : undefined;
      case MIN:
      case MAX:
        if (a === b) return a;
        if (b < 0 && inner.op === op && inner.b < 0) {
          return this.fold(op, inner.a, apply(op, this.value(inner.b), this.value(b), 0));
        }
        return undefined;
      case FMA:
        return a < 0 && b < 0 ? this.fold(ADD, c, this.value(a) * this.value(b)) : undefined;
      default:
        return undefined;
    }
  }

  /** value − node */
  private subtractFrom(value: number, { op, a, b }: Node): Ref | undefined {
    if (op === ADD && b < 0) return this.make(SUB, this.constant(value - this.value(b)), a, 0);
    if (op === SUB && a < 0) return this.fold(ADD, b, value - this.value(a));
    return undefined;
  }

  /** value / node */
  private divideInto(value: number, { op, a, b }: Node): Ref | undefined {
    if (op === MUL && b < 0) return this.make(DIV, this.constant(value / this.value(b)), a, 0);
    if (op === DIV && a < 0) return this.fold(MUL, b, value / this.value(a));
    return undefined;
  }

  private fold(op: number, a: Ref, value: number): Ref {
    return this.make(op, a, this.constant(value), 0);
  }

  private value(ref: Ref): number {
    return ref < 0 ? this.values[-ref - 1] : NaN;
  }

  /** Equal nodes are one, unless they have constants: those are free to differ. */
  private node(op: number, a: Ref, b: Ref, c: Ref): Ref {
    if (a >= 0 && b >= 0 && c >= 0) {
      for (let i = 1; i < this.nodes.length; i++) {
        const node = this.nodes[i];
        if (node.op !== op || node.c !== c) continue;
        if (node.a === a && node.b === b) return i;
        if (COMMUTATIVE[op] && node.a === b && node.b === a) return i;
      }
    }
    return this.nodes.push({ op, a, b, c }) - 1;
  }

  /** u − v is u + v′ where v is a product or quotient with a constant that nothing else uses. */
  absorbSigns(result: Ref): void {
    const uses = this.countUses(result);
    for (let i = 1; i < this.nodes.length; i++) {
      const node = this.nodes[i];
      if (uses[i] === 0 || node.op !== SUB || node.a < 0 || node.b <= 0 || uses[node.b] > 1) continue;
      const taken = this.nodes[node.b];
      if (taken.op === MUL && taken.b < 0) taken.b = this.constant(-this.value(taken.b));
      else if (taken.op === DIV && taken.a < 0) taken.a = this.constant(-this.value(taken.a));
      else continue;
      node.op = ADD;
    }
  }

  /** How many operands each node is, counting those of live nodes only, and the result once. */
  countUses(result: Ref): Int32Array {
    const uses = new Int32Array(this.nodes.length);
    uses[result] = 1;
    for (let i = this.nodes.length - 1; i > 0; i--) {
      if (uses[i] === 0) continue;
      const { op, a, b, c } = this.nodes[i];
      if (a >= 0) uses[a]++;
      if (ARITY[op] > 1 && b >= 0) uses[b]++;
      if (ARITY[op] > 2 && c >= 0) uses[c]++;
    }
    return uses;
  }
}

function apply(op: number, a: number, b: number, c: number): number {
  const name = requireReal(MACHINE_OPERATIONS[op]);
  switch (name) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'neg':
      return -a;
    case 'abs':
      return Math.abs(a);
    case 'min':
      return b < a ? b : a;
    case 'max':
      return a < b ? b : a;
    case 'fma':
      return a * b + c;
    case 'sqrt':
      return Math.sqrt(a);
    case 'floor':
      return Math.floor(a);
    case 'ceil':
      return Math.ceil(a);
    case 'round':
      return roundEven(a);
    case 'trunc':
      return Math.trunc(a);
    default:
      return Math[name](a);
  }
}

const combine = (h: number, k: number): number => {
  h = Math.imul(h ^ k, 0x9e3779b1);
  return h ^ (h >>> 15);
};

/**
 * A label a node that depends on what it is made of and on what uses it, not on the numbering: two nodes with the
 * same labels can be swapped (but for collisions of the hash), so ties need no breaking.
 */
function labels({ nodes }: Rewriter, uses: Int32Array): Int32Array {
  const label = new Int32Array(nodes.length).fill(1);
  const above = new Int32Array(nodes.length);
  for (let round = 0; round < 3; round++) {
    const of = (ref: Ref): number => (ref < 0 ? 0x51ed270b : label[ref]);
    for (let i = 1; i < nodes.length; i++) {
      if (uses[i] === 0) continue;
      const { op, a, b, c } = nodes[i];
      const arity = ARITY[op];
      let h = combine(combine(op + 17, uses[i]), above[i]);
      if (COMMUTATIVE[op]) h = combine(h, (combine(of(a), 77) + combine(of(b), 77)) | 0);
      else {
        h = combine(h, of(a));
        if (arity > 1) h = combine(combine(h, 5), of(b));
      }
      if (arity > 2) h = combine(combine(h, 9), of(c));
      label[i] = h;
    }
    above.fill(0);
    for (let i = nodes.length - 1; i > 0; i--) {
      if (uses[i] === 0) continue;
      const { op, a, b, c } = nodes[i];
      const from = combine(label[i], above[i]);
      if (a > 0) above[a] = (above[a] + combine(from, 1)) | 0;
      if (ARITY[op] > 1 && b > 0) above[b] = (above[b] + combine(from, COMMUTATIVE[op] ? 1 : 2)) | 0;
      if (ARITY[op] > 2 && c > 0) above[c] = (above[c] + combine(from, 3)) | 0;
    }
  }
  return label;
}

/** Instructions in the order in which a walk from the result, left operand first, leaves them. */
function emit(rewriter: Rewriter, result: Ref): CanonicalStructure {
  const { nodes } = rewriter;
  const tree = treeHashes(nodes);
  let label: Int32Array | undefined;
  // By what they are made of; where that is the same (which is rare), by what uses them.
  const before = (a: Ref, b: Ref): boolean => {
    if (b < 0 || a === b) return true;
    if (a < 0) return false;
    if (tree[a] !== tree[b]) return tree[a] < tree[b];
    label ??= labels(rewriter, rewriter.countUses(result));
    return label[a] <= label[b];
  };
  const numbers = new Int32Array(nodes.length).fill(-1);
  numbers[0] = 0;
  const code: number[] = [];
  const values: number[] = [];
  const walk = (i: number): void => {
    const node = nodes[i];
    const { op, c } = node;
    const swap = COMMUTATIVE[op] === 1 && !before(node.a, node.b);
    const args = swap ? [node.b, node.a, c] : [node.a, node.b, c];
    for (let k = 0; k < ARITY[op]; k++) if (args[k] > 0 && numbers[args[k]] < 0) walk(args[k]);
    const codes = args.map((arg, k) => {
      if (k >= ARITY[op]) return 0;
      return arg < 0 ? -values.push(rewriter.values[-arg - 1]) : numbers[arg];
    });
    code.push(op, ...codes);
    numbers[i] = code.length / WORDS;
  };
  if (result > 0) walk(result);
  return {
    structure: { code: Int32Array.from(code), constants: values.length },
    constants: Float64Array.from(values),
  };
}
