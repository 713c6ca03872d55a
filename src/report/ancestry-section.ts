import type { ApproximationFinding, FrontEntry } from '../discover/finding.ts';
import { ancestryFigure } from './ancestry-figure.ts';

/** The part of a page that tells where evolved programs came from; empty where there are none. */
export function ancestrySection(
  { front, problem, provenance }: ApproximationFinding,
  chosen: FrontEntry,
): string {
  const { ancestry } = provenance;
  if (ancestry === undefined) return '';
  const drawn = front.flatMap((entry) => {
    const { id } = entry.origin;
    const figure = typeof id === 'string' ? ancestryFigure(ancestry, id, problem.measure) : undefined;
    return figure === undefined ? [] : [{ entry, figure }];
  });
  if (drawn.length === 0) return '';
  // One is open: the program shown, or else the last.
  const shown = drawn.find(({ entry }) => entry === chosen) ?? drawn[drawn.length - 1];
  const parts = drawn.map(
    (one) =>
      `<details${one === shown ? ' open' : ''}><summary>${summary(one.entry)}</summary><div class="scroll">${one.figure}</div></details>`,
  );
  return `<h2>Where they came from</h2>
<p class="soft">Ancestors of the evolved programs, the program itself at the bottom. Each with its operations, its error when it was last measured, and how it was made of what is above it: mutations, an instruction appended to or stacked on its result, or a jump to other constants. A broken line: what is further back is not kept.</p>
${parts.join('\n')}
`;
}

function summary({ operations, error }: FrontEntry): string {
  const digits =
    error.digits === undefined ? `error ${error.bound ?? error.value}` : `${error.digits} digits`;
  return `${operations} ${operations === 1 ? 'operation' : 'operations'}, ${digits}`;
}
