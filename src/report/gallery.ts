import type { ApproximationFinding, FrontEntry } from '../discover/finding.ts';
import { chooseEntry } from '../discover/choose-entry.ts';
import type { MissingRow, ShippedRow } from '../discover/shipped/manifest.ts';
import { shippedTitle, TIERS, type ShippedFormat } from '../discover/shipped/shipped-functions.ts';
import { specificationOf } from '../discover/specification-of.ts';
import { exactDouble } from '../number/exact-double.ts';
import { conformanceSection, type Conformance } from './conformance-section.ts';
import { errorFigure } from './error-figure.ts';
import { escapeHtml } from './escape-html.ts';
import { histogramFigure } from './histogram-figure.ts';
import { PEER_SOURCES, peerErrors } from './peer-errors.ts';
import { sampleError } from './sample-error.ts';
import { STYLE } from './style.ts';

/** A shipped function with what is known of it. */
export type Exhibit = { readonly row: ShippedRow; readonly finding: ApproximationFinding };

/** Columns and points a column of the small error plots. */
const COLUMNS = 215;
const POINTS = 8;

const GALLERY_STYLE = `
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.2rem; } .pair figure { margin: .2rem 0; }
@media (max-width: 700px) { .pair { grid-template-columns: 1fr; } }
section { border-top: 1px solid var(--line); margin-top: 1.6rem; padding-top: .4rem; }
section h3 { margin: .6rem 0 .2rem; font-size: 1.05rem; } td a { color: inherit; }
`;

/**
 * One self-contained page of all shipped functions: a table, and for each its error over the format, how many inputs
 * err by how much, its cost, its worst input and what others' functions err by.
 */
export function renderGallery(
  exhibits: readonly Exhibit[],
  missing: readonly MissingRow[],
  conformance?: Conformance,
): string {
  const formats = [...new Set(exhibits.map(({ row }) => row.format))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Functions that Napier ships</title>
<style>${STYLE}${GALLERY_STYLE}</style>
</head>
<body>
<main>
<h1>Functions that Napier ships</h1>
<p>${exhibits.length} programs. Each works on every number of its format, infinities and NaN included, and each was proved on every one of them: by running all 65,536 of f16 and all 4,294,967,296 of f32, on pieces that hold all of f64. Nothing on this page is an estimate, but for the error plots, which are drawn from samples. Tiers: ${Object.entries(
    TIERS,
  )
    .map(([tier, ulp]) => `<em>${tier}</em> at most ${ulp} ulp`)
    .join(', ')}.</p>
<pre>napier emit tanh --format f32 --tier precise --target c,js,wasm
napier certify tanh --format f16
import { tanh } from 'napier/functions/f32'</pre>
${formats.map((format) => table(format, exhibits)).join('\n')}
${missingList(missing)}
${conformance === undefined ? '' : conformanceSection(conformance)}
${exhibits.map(card).join('\n')}
<section><p class="soft">Errors of others. ${PEER_SOURCES}</p></section>
</main>
</body>
</html>
`;
}

function entryOf({ finding }: Exhibit): FrontEntry {
  const entry = chooseEntry(finding);
  if (entry === undefined) throw new RangeError('a shipped finding is proved');
  return entry;
}

function anchor({ row }: Exhibit): string {
  return shippedTitle(row).replaceAll(', ', '-');
}

function correctlyRounded({ certificate }: FrontEntry): string {
  if (certificate?.method !== 'exhaustive') return '–';
  const share = Number(certificate.correctlyRounded) / Number(certificate.points);
  // Rounded down: all of them is said of all of them only.
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function table(format: ShippedFormat, exhibits: readonly Exhibit[]): string {
  const rows = exhibits
    .filter(({ row }) => row.format === format)
    .map((exhibit) => {
      const { row } = exhibit;
      const entry = entryOf(exhibit);
      const worst = entry.certificate?.worst ?? '';
      return `<tr><td><a href="#${anchor(exhibit)}">${row.name}</a></td><td>${row.tier}${row.fma ? ', fma' : ''}</td><td class="n">${row.operations}</td><td>${row.arithmetic}</td><td class="n">${row.bound}</td><td class="n">${correctlyRounded(entry)}</td><td><code>${escapeHtml(worst)}</code></td></tr>`;
    });
  return `<h2>${format}</h2>
<div class="scroll"><table><thead><tr><th>function</th><th>tier</th><th class="n">operations</th><th>computed in</th><th class="n">error at most (ulp)</th><th class="n">correctly rounded</th><th>worst input</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function missingList(missing: readonly MissingRow[]): string {
  if (missing.length === 0) return '';
  const items = missing.map((row) => `<li>${escapeHtml(shippedTitle(row))}: ${escapeHtml(row.reason)}</li>`);
  return `<h2>Sought and not found</h2>\n<ul class="soft">${items.join('')}</ul>`;
}

function errorText({ row }: Exhibit, entry: FrontEntry): string {
  const { certificate } = entry;
  if (certificate === undefined) return '';
  const at = `x = ${exactDouble(certificate.worst)} (<code>${escapeHtml(certificate.worst)}</code>)`;
  return certificate.method === 'exhaustive'
    ? `At most ${row.bound} ulp, reached at ${at}; correctly rounded at ${correctlyRounded(entry)} of all inputs.`
    : `At most ${row.bound} ulp, proved; ${entry.error.value} ulp are reached at ${at}.`;
}

function card(exhibit: Exhibit): string {
  const { row, finding } = exhibit;
  const entry = entryOf(exhibit);
  const { certificate } = entry;
  const histogram = certificate?.method === 'exhaustive' ? certificate.histogram : undefined;
  const columns = sampleError(entry.program, specificationOf(finding.problem), COLUMNS, POINTS);
  const others = row.format === 'f32' ? peerErrors(row.name) : [];
  const beside =
    others.length === 0
      ? ''
      : `<p class="soft">Others, largest error: ${others.map(({ peer, ulp }) => `${peer} ${ulp} ulp`).join('; ')}.</p>`;
  const zeros = row.signedZeros ? '' : ' At a zero the sign of the result is not the one it should be.';
  const tables = row.entries === 0 ? '' : `, tables of ${row.entries} numbers`;
  return `<section id="${anchor(exhibit)}">
<h3>${shippedTitle(row)}</h3>
<p>${row.operations} operations in ${row.arithmetic}${tables}. ${errorText(exhibit, entry)}${zeros}</p>
${beside}
<div class="pair"><figure>${errorFigure(columns, finding.problem.measure, finding.problem.variable, certificate)}</figure>
<figure>${histogram === undefined ? '' : histogramFigure(histogram)}</figure></div>
</section>`;
}
