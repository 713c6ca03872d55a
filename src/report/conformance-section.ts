import { escapeHtml } from './escape-html.ts';

/** One function's code on one toolchain: at how many inputs its bits were compared, and how many differed. */
export type ConformanceResult = {
  readonly name: string;
  /** The tier of the program, where targets were given different ones. */
  readonly tier?: string;
  readonly compared: number;
  readonly differ: number;
  /** Results of other bits that are within what is proved of the program in that language; `differ` leaves them out. */
  readonly within?: number;
  readonly example?: string;
  /** A tool that does not run the function proved this bound on its rounding error, absolute; `differ` counts larger errors measured. */
  readonly proved?: string;
  /** Why the target cannot write the function. */
  readonly refused?: string;
};

/** A target's code on one toolchain. */
export type ConformanceRow = {
  readonly target: string;
  readonly tool: string;
  readonly results: readonly ConformanceResult[];
};

/** The functions of one format. */
export type ConformanceTable = {
  readonly format: string;
  /** Which numbers of the format the inputs are, and how many. */
  readonly sample: string;
  readonly inputs: number;
  readonly rows: readonly ConformanceRow[];
};

/** What `bench/conformance.ts` writes. */
export type Conformance = { readonly tables: readonly ConformanceTable[] };

const number = (n: number): string => n.toLocaleString('en-US');

/** The conformance tables: targets down, functions across; a cell says how many inputs gave the reference's bits. */
export function conformanceSection({ tables }: Conformance): string {
  const parts = tables.filter(({ rows }) => rows.length > 0).map(tableOf);
  if (parts.length === 0) return '';
  return `<section id="conformance">
<h2>Conformance</h2>
<p>The emitted code of each function, run by the real toolchain, gives the reference evaluator’s bits, infinities and NaN included. Where a shading language takes subnormals for zero, inputs at which a program meets one are left out (the small number says how many), and zeros of both signs are one. Sollya, which has one zero, is asked about some ordinary numbers alone. Gappa runs nothing: where a program errs most it proves the bound that stands there, absolute, on the rounding error. ≈ marks other bits within what is proved of the program in that language, – what a target cannot write.</p>
${parts.join('\n')}
</section>`;
}

function tableOf({ format, sample, inputs, rows }: ConformanceTable): string {
  const body = rows.map(
    ({ target, tool, results }) =>
      `<tr><th scope="row" style="white-space:normal;min-width:11rem">${escapeHtml(target)}<br><span class="soft">${escapeHtml(tool)}</span></th>${results.map((result) => cellOf(result, inputs)).join('')}</tr>`,
  );
  const written = rows.flatMap(({ results }) => results).filter(({ refused }) => refused === undefined);
  const run = written.filter(({ proved }) => proved === undefined);
  const equal = run.filter(({ differ, within }) => differ === 0 && within === undefined).length;
  return `<h3>${escapeHtml(format)}: ${equal} of ${run.length} equal</h3>
<p>${number(inputs)} inputs: ${escapeHtml(sample)}.</p>
<div style="overflow-x:auto"><table>
<thead><tr><th>target</th>${rows[0].results.map(({ name }) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
}

function cellOf(result: ConformanceResult, inputs: number): string {
  const { compared, differ, within, example, refused, tier, proved } = result;
  if (refused !== undefined) return `<td title="${escapeHtml(refused)}">–</td>`;
  if (differ > 0)
    return `<td title="${escapeHtml(example ?? '')}"><strong>${number(differ)} differ</strong></td>`;
  if (proved !== undefined)
    return `<td title="proved; ${number(compared)} errors measured there are no larger">≤ ${escapeHtml(proved)}</td>`;
  const apart = inputs - compared;
  const notes = [
    ...(apart === 0 ? [] : [`${number(apart)} inputs are left out`]),
    ...(within === undefined ? [] : [`${number(within)} results of other bits, within what is proved`]),
    ...(tier === undefined ? [] : [`tier ${tier}`]),
  ];
  const title = notes.length === 0 ? '' : ` title="${escapeHtml(notes.join('; '))}"`;
  const text = within === undefined ? 'equal' : '≈';
  // Of a few inputs alone it is said how many they are.
  if (compared < apart) return `<td${title}>${number(compared)} ${text}</td>`;
  return `<td${title}>${text}${apart === 0 ? '' : `<sup>−${number(apart)}</sup>`}</td>`;
}
