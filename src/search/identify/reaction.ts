import { fail } from '../../error/fault.ts';
import { hilbertBasis } from '../../number/exact/hilbert-basis.ts';
import { nullspace } from '../../number/exact/nullspace.ts';
import { parseReaction, type Species } from './parse-reaction.ts';

/** A balanced reaction: one positive count a species that takes part, 0 for the others. */
export type Balance = { readonly species: readonly Species[]; readonly counts: readonly bigint[] };

/**
 * All minimal ways to balance a reaction, `KMnO4 + HCl -> KCl + MnCl2 + H2O + Cl2`: counts ≥ 0, not all 0, with every
 * element and the charge conserved, that are no sum of two others. Exact: the nullspace of the composition matrix, and
 * its Hilbert basis where there is more than one independent balance.
 * @throws NapierError `syntax` for a formula that does not read, `not-found` when nothing balances
 */
export function balanceReaction(source: string): Balance[] {
  const species = parseReaction(source);
  const elements = [...new Set(species.flatMap(({ atoms }) => [...atoms.keys()]))];
  const quantity = (one: Species, element: string | undefined): bigint => {
    const amount = element === undefined ? one.charge : (one.atoms.get(element) ?? 0n);
    return one.side === 'left' ? amount : -amount;
  };
  const rows = [...elements, undefined].map((element) => species.map((one) => quantity(one, element)));
  const basis = nullspace(rows, species.length);
  const span = [0, source.length] as const;
  const once = elements.filter(
    (element) => new Set(species.filter((s) => s.atoms.has(element)).map((s) => s.side)).size < 2,
  );
  if (basis.length === 0) {
    const hint =
      once.length > 0
        ? `${once.join(', ')} ${once.length === 1 ? 'is' : 'are'} on one side only`
        : 'a product or a reactant may be missing (water, H^+, electrons e^-)';
    fail({ kind: 'not-found', message: 'nothing balances this reaction', source, span, hint });
  }
  const solutions = basis.length === 1 ? oneSigned(basis[0]) : everyMinimal(rows, species.length, source);
  if (solutions.length === 0) {
    const hint = 'the only balances have a species on the other side of the arrow';
    fail({ kind: 'not-found', message: 'nothing balances this reaction', source, span, hint });
  }
  return solutions.map((counts) => ({ species, counts }));
}

function oneSigned(v: readonly bigint[]): bigint[][] {
  if (v.every((x) => x >= 0n)) return [[...v]];
  return v.every((x) => x <= 0n) ? [v.map((x) => -x)] : [];
}

function everyMinimal(rows: readonly (readonly bigint[])[], n: number, source: string): bigint[][] {
  const found = hilbertBasis(rows, n);
  if (found !== undefined) return found;
  const message = 'this reaction has too many balances to list';
  const hint = 'split it into its parts, or leave out species that are not needed';
  return fail({ kind: 'limit', message, source, span: [0, source.length], hint });
}

/** `2 KMnO4 + 16 HCl -> 2 KCl + 2 MnCl2 + 8 H2O + 5 Cl2`. */
export function balanceText({ species, counts }: Balance): string {
  const side = (which: Species['side']): string =>
    species
      .map((one, i) => ({ one, count: counts[i] }))
      .filter(({ one, count }) => one.side === which && count !== 0n)
      .map(({ one, count }) => (count === 1n ? one.text : `${count} ${one.text}`))
      .join(' + ');
  return `${side('left')} -> ${side('right')}`;
}
