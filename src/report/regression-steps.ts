import type { RegressionEntry } from '../discover/regression.ts';
import { escapeHtml } from './escape-html.ts';
import { wrappedFormulaHtml } from './formula-html.ts';
import { shortConstants } from './short-constants.ts';

/** The part of a page that tells what led to each formula of a front; empty where nothing is known. */
export function regressionSteps(front: readonly RegressionEntry[]): string {
  const known = front.filter(({ made }) => made !== undefined);
  if (known.length === 0) return '';
  // One is open: the chosen one, or else the last.
  const shown = known.find(({ chosen }) => chosen) ?? known[known.length - 1];
  return `<h2>Where they came from</h2>
<p class="soft">What led to each formula, oldest first, and how each was made of the one above it: by evolution, or proposed by an engine with constants to begin with; then fitted, then constants made exact where the data allow. What is further back is not kept.</p>
${known.map((entry) => steps(entry, entry === shown)).join('\n')}
`;
}

function steps({ expression, complexity, exact, made }: RegressionEntry, open: boolean): string {
  const last = { how: exact ? 'constants made exact' : 'constants fitted', expression };
  const items = [...(made ?? []), last].map(
    (step) =>
      `<li>${wrappedFormulaHtml(shortConstants(step.expression))} <span class="soft">${escapeHtml(step.how)}</span></li>`,
  );
  return `<details${open ? ' open' : ''}><summary>complexity ${complexity}</summary><ol>${items.join('')}</ol></details>`;
}
