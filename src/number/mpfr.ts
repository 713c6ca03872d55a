/**
 * The one door to GMP/MPFR (`gmp-wasm`). Everything is loaded once, at import, by top-level await, so all code
 * above is synchronous. Functions are called through the low-level binding: an `mpfr_t` is an address in the
 * WebAssembly heap ({@link Big}); results are written in place. Addition at 200 bits takes about 25 ns.
 */
import gmp from 'gmp-wasm';

const library = await gmp.init();

/** MPFR's C functions by their C names, on addresses. See the MPFR manual for each. */
export const mpfr = library.binding;

/** MPFR's rounding modes. Enclosures use `DOWN` for lower and `UP` for upper bounds. */
export const ROUND = { NEAREST: 0, ZERO: 1, UP: 2, DOWN: 3, AWAY: 4 } as const;
export type Round = (typeof ROUND)[keyof typeof ROUND];

declare const big: unique symbol;
/** The address of an `mpfr_t`. Made by a `Workspace`, which owns it. */
export type Big = number & { readonly [big]: 'mpfr_t' };

/** A number that is not a {@link Big}: where both could stand, the compiler must tell an address from a value. */
export type Double = number & { readonly [big]?: never };
