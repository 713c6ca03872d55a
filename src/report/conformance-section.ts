import { escapeHtml } from './escape-html.ts';

/** A target's code on one toolchain: at how many inputs each function's bits were compared, and how many differed. */
export type ConformanceRow = {
  readonly target: string;
  readonly tool: string;
  readonly results: readonly {
    readonly name: string;
    readonly compared: number;
    readonly differ: number;
    readonly example?: string;
  }[];
};

/** What `bench/conformance.ts` writes. */
export type Conformance = {
  readonly format: string;
  /** Inputs of the format. */
  readonly inputs: number;
  readonly rows: readonly ConformanceRow[];
};

/** The conformance table: targets down, functions across; a cell says how many inputs gave the reference's bits. */
export function conformanceSection({ format, inputs, rows }: Conformance): string {
  const [first] = rows;
  if (first === undefined) return '';
  const number = (n: number): string => n.toLocaleString('en-US');
  const cell = ({ compared, differ, example }: ConformanceRow['results'][number]): string => {
    if (differ > 0)
      return `<td title="${escapeHtml(example ?? '')}"><strong>${number(differ)} differ</strong></td>`;
    const apart = inputs - compared;
    return apart === 0
      ? '<td>equal</td>'
      : `<td title="${number(apart)} inputs at which a subnormal is met are left out">equal<sup>−${number(apart)}</sup></td>`;
  };
  const body = rows.map(
    ({ target, tool, results }) =>
      `<tr><th scope="row">${escapeHtml(target)}<br><span class="soft">${escapeHtml(tool)}</span></th>${results.map(cell).join('')}</tr>`,
  );
  const equal = rows.flatMap(({ results }) => results).filter(({ differ }) => differ === 0).length;
  return `<section id="conformance">
<h2>Conformance</h2>
<p>${equal} of ${rows.length * first.results.length} equal: the emitted code of each function, run by the real toolchain on all ${number(inputs)} numbers of ${escapeHtml(format)}, infinities and NaN included, gives the reference evaluator’s bits. Where a shading language takes subnormals for zero, inputs at which a program meets one are left out (the small number says how many), and zeros of both signs are one.</p>
<div style="overflow-x:auto"><table>
<thead><tr><th>target</th>${first.results.map(({ name }) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>
</section>`;
}
