import { variable } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { combination } from '../search/identify/build-terms.ts';
import { balanceReaction, balanceText } from '../search/identify/reaction.ts';
import type { IdentificationFinding } from './identification.ts';
import { VERSION } from './version.ts';

/** All minimal balances of a reaction. @throws NapierError `syntax`, `not-found`, `limit` */
export function identifyReaction(source: string): IdentificationFinding {
  const balances = balanceReaction(source);
  return {
    napier: VERSION,
    kind: 'identification',
    problem: { question: 'reaction', reaction: source.trim() },
    front: balances.map((balance) => ({
      form: 'balance',
      expression: toText(
        combination(
          balance.counts.map((count, i) => (balance.species[i].side === 'left' ? count : -count)),
          balance.species.map(({ text }) => variable(text)),
        ),
      ),
      text: balanceText(balance),
      status: 'proved',
    })),
    provenance: {
      evaluations: balances.length,
      distinct: balances.length,
      stop: 'exhausted',
      history: [{ phase: 'search', balances: balances.length }],
    },
  };
}
