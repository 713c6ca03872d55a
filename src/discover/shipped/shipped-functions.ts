import { WHOLE_DOMAIN } from '../../expression/domain.ts';
import { parseExpression } from '../../expression/parse.ts';
import type { CostModelName } from '../../program/cost.ts';
import type { Problem } from '../../search/problem.ts';

/** The functions that Napier ships, in the order of their tables. Each is the operation of its own name. */
export const SHIPPED_NAMES: readonly string[] = `
  exp exp2 exp10 expm1 log log2 log10 log1p sin cos tan sinpi cospi asin acos atan
  sinh cosh tanh asinh acosh atanh cbrt rsqrt erf erfc sigmoid softplus gelu silu mish
`
  .trim()
  .split(/\s+/);

export const SHIPPED_FORMATS = ['f32', 'f16', 'f64'] as const;
export type ShippedFormat = (typeof SHIPPED_FORMATS)[number];

/**
 * The largest error of each tier in ulp, over every number of the format. Half an ulp is correct rounding; `close` is
 * for functions of which no correctly rounded program is known.
 */
export const TIERS = { correct: 0.5, close: 0.51, precise: 1, fast: 4 } as const;
export type Tier = keyof typeof TIERS;
export const TIER_NAMES = Object.keys(TIERS) as readonly Tier[];

/** Which of the shipped programs is meant. */
export type ShippedKey = {
  readonly name: string;
  readonly format: ShippedFormat;
  readonly tier: Tier;
  /** May it use fused multiply–add? JavaScript, WebAssembly and WGSL cannot. */
  readonly fma: boolean;
};

/** Findings of f32 that were made when operations were counted, not timed, and not again since. */
const BY_OPERATIONS: ReadonlySet<string> = new Set([
  ...'exp exp10 expm1 tanh erf sigmoid'.split(' ').map((name) => `${name} precise`),
  'tanh fast',
]);

/** Findings of f64 that were made since its searches look for a short way for usual inputs. */
const WITH_SHORT_WAY: ReadonlySet<string> = new Set(['cos', 'sin']);

/**
 * Arrays of f32 are what the library is fast on; f16 is looked up, and correct rounding leaves little choice. In f64 usual
 * inputs are to do without the bits of a period.
 */
function costOf({ name, format, tier, fma }: ShippedKey): CostModelName {
  const fast = tier === 'precise' || tier === 'fast';
  const timed =
    format === 'f64'
      ? fast && fma && WITH_SHORT_WAY.has(name)
      : format === 'f32' && fast && (fma || !BY_OPERATIONS.has(`${name} ${tier}`));
  return timed ? 'zen5-throughput' : 'operations';
}

/** Bytes of tables where the search's own limit leaves no program: erfc and gelu, a hundred pieces of degree 5 and 6. */
const CLOSE_TABLE = 8192;

/** In f64, where functions are found by tables alone, of some hundred entries: each is a piece of the proof. */
const TABLED: Readonly<Record<string, number>> = { erf: 8192, erfc: 8192, gelu: 16384 };

/** Functions of arguments of any size, whose reduction takes the bits of a period. */
const PERIODIC: ReadonlySet<string> = new Set(['sin', 'cos', 'tan']);

/**
 * What is asked of f64 programs with fused operations in tier `precise`: there the last rounding can be nearly all of the error.
 */
const NEARLY_ROUNDED: Readonly<Record<string, number>> = {
  exp: 0.57,
  log: 0.56,
  log2: 0.56,
  log10: 0.57,
  cos: 0.57,
  sin: 0.57,
  tanh: 0.56,
};

/**
 * Less than its tier's error is asked for where a term of the polynomial makes a function as accurate as the best of
 * those whose errors are published (`report/peer-errors.ts`), in ulp.
 */
const CLOSER: Readonly<Record<string, number>> = {
  'asin precise': 0.7299,
  'exp2 precise': 0.502,
  'log10 precise': 0.5867,
};

function errorOf({ name, format, tier, fma }: ShippedKey): number {
  if (format === 'f64' && tier === 'precise' && fma) return NEARLY_ROUNDED[name] ?? TIERS[tier];
  return (format === 'f32' && !fma ? CLOSER[`${name} ${tier}`] : undefined) ?? TIERS[tier];
}

/**
 * Graphics processors have no f64, and vectors of f32 hold twice as many numbers: the programs of f32 for languages
 * without fused operations compute in f32 alone where 4 ulp are allowed.
 */
function computesItself({ format, tier, fma }: ShippedKey): boolean {
  return format === 'f32' && tier === 'fast' && !fma;
}

/** What is asked of the search for a shipped function: the error of the tier on every number of the format. */
export function shippedProblem(key: ShippedKey): Problem {
  const { name, format, tier, fma } = key;
  return {
    function: parseExpression(`${name}(x)`),
    variable: 'x',
    domain: WHOLE_DOMAIN,
    format,
    measure: 'ulp',
    error: errorOf(key),
    cost: costOf(key),
    fma,
    division: true,
    ...(computesItself(key) ? { arithmetic: format } : {}),
    ...(tier === 'close' ? { maxTable: CLOSE_TABLE } : {}),
    // Every entry of a table is a piece of the proof; that of a period's bits is none (`certify/phase`).
    ...(format === 'f64' && !PERIODIC.has(name) ? { maxTable: TABLED[name] ?? 0 } : {}),
    seed: 1,
  };
}

/** `tanh/f32/precise.napier.json`, under the folder of shipped functions. */
export function shippedPath({ name, format, tier, fma }: ShippedKey): string {
  return `${name}/${format}/${tier}${fma ? '-fma' : ''}.napier.json`;
}

/** `tanh, f32, precise`. */
export function shippedTitle({ name, format, tier, fma }: ShippedKey): string {
  return [name, format, tier, ...(fma ? ['fma'] : [])].join(', ');
}
