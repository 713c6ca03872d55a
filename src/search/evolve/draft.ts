import { canonicalStructure, type CanonicalStructure } from './structure-canonical.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/** A reference of a draft: 0 is x, i > 0 node i, −(k + 1) the constant `values[k]`. */
export type Ref = number;

/**
 * A structure taken apart, to be changed: nodes may be in any order as long as there is no cycle, and constants
 * carry their values (NaN: not known yet).
 */
export class Draft {
  /** Node i has its opcode and its three references at 4·i; node 0 is x. */
  readonly nodes: number[] = [-1, 0, 0, 0];
  readonly values: number[] = [];
  result: Ref = 0;

  constructor(structure: Structure, constants: ArrayLike<number>) {
    this.result = this.insert(structure, constants, 0);
  }

  get size(): number {
    return this.nodes.length / WORDS - 1;
  }

  constant(value = NaN): Ref {
    return -this.values.push(value);
  }

  node(op: number, a: Ref, b: Ref, c: Ref): Ref {
    this.nodes.push(op, a, b, c);
    return this.size;
  }

  /** Writes a structure's instructions, up to number `last`, with `x` in place of its input. @returns that node */
  insert({ code }: Structure, constants: ArrayLike<number>, x: Ref, last = code.length / WORDS): Ref {
    const refs: Ref[] = [x];
    const ref = (arg: number): Ref => (arg < 0 ? this.constant(constants[-arg - 1]) : refs[arg]);
    for (let i = 0; i < last; i++) {
      const at = WORDS * i;
      const arity = ARITY[code[at]];
      refs.push(
        this.node(
          code[at],
          ref(code[at + 1]),
          arity > 1 ? ref(code[at + 2]) : 0,
          arity > 2 ? ref(code[at + 3]) : 0,
        ),
      );
    }
    return refs[last];
  }

  /** Does `from` depend on node `to`, or is it that node? */
  reaches(from: Ref, to: Ref): boolean {
    const visited = new Uint8Array(this.size + 1);
    const open = [from];
    for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
      if (ref === to) return true;
      if (ref <= 0 || visited[ref] === 1) continue;
      visited[ref] = 1;
      const at = WORDS * ref;
      for (let k = 1; k <= ARITY[this.nodes[at]]; k++) open.push(this.nodes[at + k]);
    }
    return false;
  }

  /** Makes every use of `old` by the nodes up to number `last` a use of `now`. */
  replaceUses(old: Ref, now: Ref, last: number): void {
    for (let i = 1; i <= last; i++) {
      const at = WORDS * i;
      for (let k = 1; k <= ARITY[this.nodes[at]]; k++) {
        if (this.nodes[at + k] === old) this.nodes[at + k] = now;
      }
    }
  }

  /** The canonical structure of the result, without dead nodes; `undefined` when it does not depend on x. */
  finish(): CanonicalStructure | undefined {
    const code: number[] = [];
    const numbers = new Map<Ref, number>([[0, 0]]);
    const walk = (ref: Ref): number => {
      if (ref < 0) return ref;
      const known = numbers.get(ref);
      if (known !== undefined) return known;
      const [op, a, b, c] = this.nodes.slice(WORDS * ref, WORDS * ref + WORDS);
      const arity = ARITY[op];
      const args = [walk(a), arity > 1 ? walk(b) : 0, arity > 2 ? walk(c) : 0];
      code.push(op, ...args);
      numbers.set(ref, code.length / WORDS);
      return code.length / WORDS;
    };
    if (this.result < 0) return undefined;
    walk(this.result);
    return canonicalStructure({ code: Int32Array.from(code), constants: this.values.length }, this.values);
  }
}
