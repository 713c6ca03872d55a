import { combine, constantFormula, type Formula } from './formula.ts';
import { freeConstants } from './fit-constants.ts';
import {
  applyForward,
  CONSTANT_CODE,
  isBinary,
  OPERATION_CODE,
  REGRESS_OPERATIONS,
  type RegressOperation,
} from './regress-operations.ts';

/** scale · core; without a scale the core as it is. */
type Scaled = { readonly scale: number | undefined; readonly core: Formula };

/** Σ terms + offset. Without terms a constant that is to be fitted. */
type Sum = { readonly terms: readonly Scaled[]; readonly offset: number | undefined };

/** A part as it was written, or with fewer constants, and the same as a sum whose constants are outermost. */
type Part = { readonly plain: Formula; readonly sum: Sum };

/**
 * The formula with as few constants to be fitted as it needs: those that only together make a difference become one, so
 * a·(b·f + c) + d has two and a·exp(f + b) one. What has no such constants stays as it was written. Constants that are
 * known exactly are left alone.
 */
export function mergeConstants(formula: Formula): Formula {
  const stack: Part[] = [];
  let next = 0;
  for (const code of formula.code) {
    if (code < CONSTANT_CODE) {
      stack.push(opaque({ code: [code], values: [] }));
    } else if (code === CONSTANT_CODE) {
      const [value, term] = [formula.values[next], formula.exact?.[next]];
      next += 1;
      stack.push(
        term === undefined ? constant(value) : opaque({ code: [code], values: [value], exact: [term] }),
      );
    } else {
      const right = isBinary(code) ? (stack.pop() as Part) : undefined;
      stack.push(joined(code, stack.pop() as Part, right));
    }
  }
  return stack[0].plain;
}

function opaque(core: Formula): Part {
  return { plain: core, sum: { terms: [{ scale: undefined, core }], offset: undefined } };
}

function constant(value: number): Part {
  return { plain: constantFormula(value), sum: { terms: [], offset: value } };
}

function constantOf({ sum }: Part): number | undefined {
  return sum.terms.length === 0 ? sum.offset : undefined;
}

function joined(code: number, a: Part, b: Part | undefined): Part {
  const operation = REGRESS_OPERATIONS[code - OPERATION_CODE];
  const [p, q] = [constantOf(a), b === undefined ? undefined : constantOf(b)];
  if (p !== undefined && (b === undefined || q !== undefined)) {
    const out = new Float64Array(1);
    applyForward(code, Float64Array.of(p), Float64Array.of(q ?? 0), out, 1);
    return constant(out[0]);
  }
  const plain = combine(operation, a.plain, ...(b === undefined ? [] : [b.plain]));
  const sum = b === undefined ? mapped(operation, a) : met(operation, a, b);
  if (sum === undefined || !sound(sum)) return opaque(plain);
  const written = writtenSum(sum);
  const fewer = freeConstants(written).length - freeConstants(plain).length;
  // A sum with more constants is no way to write it.
  if (fewer > 0) return opaque(plain);
  return { plain: fewer < 0 ? written : plain, sum };
}

/** Numbers that a fit can begin with. */
function sound({ terms, offset }: Sum): boolean {
  const usable = (value: number): boolean => Number.isFinite(value) && Math.abs(value) > 1e-200;
  return terms.every(({ scale }) => scale === undefined || usable(scale)) && Number.isFinite(offset ?? 0);
}

function writtenTerm({ scale, core }: Scaled): Formula {
  return scale === undefined ? core : combine('mul', constantFormula(scale), core);
}

function writtenSum({ terms, offset }: Sum): Formula {
  const all = terms.map(writtenTerm);
  if (offset !== undefined) all.push(constantFormula(offset));
  return all.reduce((sum, term) => combine('add', sum, term));
}

/** All of a sum multiplied; terms without a scale get one together. */
function times({ terms, offset }: Sum, factor: number): Sum {
  const bare = terms.filter(({ scale }) => scale === undefined).map(({ core }) => core);
  const together =
    bare.length === 0 ? [] : [{ scale: factor, core: bare.reduce((x, y) => combine('add', x, y)) }];
  const others = terms.flatMap(({ scale, core }) =>
    scale === undefined ? [] : [{ scale: scale * factor, core }],
  );
  return { terms: [...together, ...others], offset: offset === undefined ? undefined : offset * factor };
}

function negated({ terms, offset }: Sum): Sum {
  return {
    terms: terms.map(({ scale, core }) =>
      scale === undefined ? { scale, core: combine('neg', core) } : { scale: -scale, core },
    ),
    offset: offset === undefined ? undefined : -offset,
  };
}

function added(a: Sum, b: Sum): Sum {
  const offset = a.offset === undefined ? b.offset : a.offset + (b.offset ?? 0);
  return { terms: [...a.terms, ...b.terms], offset };
}

/** A part as one product: a scale comes out of a sum in which every term has one. */
function pulled({ plain, sum }: Part): Scaled {
  const { terms, offset } = sum;
  const [first] = terms;
  if (terms.length === 1 && offset === undefined) return first;
  if (terms.some(({ scale }) => scale === undefined)) return { scale: undefined, core: plain };
  const scale = first.scale as number;
  const rest = terms.slice(1).map((term) => ({ ...term, scale: (term.scale as number) / scale }));
  const core = writtenSum({
    terms: [{ scale: undefined, core: first.core }, ...rest],
    offset: offset === undefined ? undefined : offset / scale,
  });
  return { scale, core };
}

function product(operation: 'mul' | 'div', a: Scaled, b: Scaled): Sum {
  const core = combine(operation, a.core, b.core);
  const [p, q] = [a.scale ?? 1, b.scale ?? 1];
  const scale =
    a.scale === undefined && b.scale === undefined ? undefined : operation === 'mul' ? p * q : p / q;
  return { terms: [{ scale, core }], offset: undefined };
}

function met(operation: RegressOperation, a: Part, b: Part): Sum | undefined {
  const [p, q] = [constantOf(a), constantOf(b)];
  switch (operation) {
    case 'add':
      return added(a.sum, b.sum);
    case 'sub':
      return added(a.sum, negated(b.sum));
    case 'mul':
      if (p !== undefined) return times(b.sum, p);
      return q !== undefined ? times(a.sum, q) : product('mul', pulled(a), pulled(b));
    case 'div': {
      if (q !== undefined) return times(a.sum, 1 / q);
      const below = pulled(b);
      if (p === undefined) return product('div', pulled(a), below);
      return {
        terms: [{ scale: p / (below.scale ?? 1), core: combine('inv', below.core) }],
        offset: undefined,
      };
    }
    default:
      return powered(a, b);
  }
}

/** A power: of a scaled base the scale's; of a constant base what the exponent's scale and offset make of it. */
function powered(a: Part, b: Part): Sum | undefined {
  const base = constantOf(a);
  if (base === undefined) {
    const exponent = constantOf(b) ?? (b.plain.code.length === 1 ? b.plain.values[0] : undefined);
    const { scale, core } = pulled(a);
    if (exponent === undefined || scale === undefined || scale < 0) return undefined;
    return { terms: [{ scale: scale ** exponent, core: combine('pow', core, b.plain) }], offset: undefined };
  }
  if (!(base > 0)) return undefined;
  const { terms, offset } = b.sum;
  const { scale, core } = pulled({
    plain: writtenSum({ terms, offset: undefined }),
    sum: { terms, offset: undefined },
  });
  return {
    terms: [
      {
        scale: offset === undefined ? undefined : base ** offset,
        core: combine('pow', constantFormula(base ** (scale ?? 1)), core),
      },
    ],
    offset: undefined,
  };
}

function mapped(operation: RegressOperation, a: Part): Sum | undefined {
  const { terms, offset } = a.sum;
  if (operation === 'neg') return negated(a.sum);
  if (operation === 'exp') {
    if (offset === undefined) return undefined;
    const core = combine('exp', writtenSum({ terms, offset: undefined }));
    return { terms: [{ scale: Math.exp(offset), core }], offset: undefined };
  }
  const { scale, core } = pulled(a);
  if (scale === undefined) return undefined;
  if (operation === 'log')
    return scale > 0
      ? { terms: [{ scale: undefined, core: combine('log', core) }], offset: Math.log(scale) }
      : undefined;
  const outer = homogeneous(operation, scale);
  return outer === undefined
    ? undefined
    : { terms: [{ scale: outer, core: combine(operation, core) }], offset: undefined };
}

/** operation(scale · x) as a multiple of operation(x), where it is one for every x. */
function homogeneous(operation: RegressOperation, scale: number): number | undefined {
  switch (operation) {
    case 'sqr':
      return scale * scale;
    case 'cube':
      return scale ** 3;
    case 'inv':
      return 1 / scale;
    case 'abs':
      return Math.abs(scale);
    case 'cbrt':
      return Math.cbrt(scale);
    case 'sqrt':
      return scale > 0 ? Math.sqrt(scale) : undefined;
    default:
      return undefined;
  }
}
