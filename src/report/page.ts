import { exactDouble } from '../number/exact-double.ts';
import { COST_MODELS } from '../program/cost.ts';
import { programText } from '../program/program-text.ts';
import { parseExpression } from '../expression/parse.ts';
import { proofInWords } from '../emit/header.ts';
import type { ApproximationFinding, FrontEntry } from '../discover/finding.ts';
import { chooseEntry } from '../discover/choose-entry.ts';
import { makeCommand } from '../discover/make-command.ts';
import { specificationOf } from '../discover/specification-of.ts';
import { ancestrySection } from './ancestry-section.ts';
import { errorFigure } from './error-figure.ts';
import { errorNumber, frontFigure } from './front-figure.ts';
import { histogramFigure } from './histogram-figure.ts';
import { escapeHtml } from './escape-html.ts';
import { sampleError } from './sample-error.ts';
import { STYLE } from './style.ts';
import { typeset } from './typeset.ts';

const UNIT = { ulp: 'ulp', relative: 'relative', absolute: 'absolute' } as const;

/** The entry a page shows in full: the one the finding stands for; when nothing is proved, the most accurate. */
function shownEntry(finding: ApproximationFinding): FrontEntry {
  const mostAccurate = (): FrontEntry =>
    finding.front.reduce((best, e) => (errorNumber(e) < errorNumber(best) ? e : best));
  return chooseEntry(finding) ?? mostAccurate();
}

function domainText({ domain, variable }: ApproximationFinding['problem']): string {
  const [openLo, openHi] = domain.open;
  return `${variable} ∈ ${openLo ? '(' : '['}${domain.lo}, ${domain.hi}${openHi ? ')' : ']'}`;
}

function claim(entry: FrontEntry): string {
  const { error } = entry;
  if (entry.certificate === undefined) {
    return `<div class="claim measured"><strong>Measured, not proved.</strong> Largest error seen on ${error.points.toLocaleString('en')} points: ${error.value} ${UNIT[error.measure]}, at x = <code>${error.worst}</code>.</div>`;
  }
  const [first, ...rest] = proofInWords(entry.certificate).map(escapeHtml);
  return `<div class="claim"><strong>Proved.</strong> ${first[0].toUpperCase()}${first.slice(1)}${rest.map((r) => `; ${r}`).join('')}. An error of ${error.value} ${UNIT[error.measure]} is reached at x = ${exactDouble(entry.certificate.worst)} (<code>${escapeHtml(entry.certificate.worst)}</code>).</div>`;
}

const METHOD_IN_WORDS: Readonly<Record<string, string>> = {
  exhaustive:
    'Every number of the format in the domain was given to the program, and each result compared with the true value: first with an enclosure in double precision whose error bound is itself proved (Taylor polynomials with Lagrange remainders and a rounding analysis), and, where that could not decide, with multiple-precision interval arithmetic (MPFR, outward rounding).',
  supremum:
    'The domain was cut into subintervals. On each, the difference between program and function was enclosed by a Taylor form with interval coefficients and a Lagrange remainder, in multiple-precision arithmetic with outward rounding. The bound is the largest of these enclosures; the cutting stopped when it was within one per cent of an error that is really reached.',
  'supremum+roundoff':
    'Two bounds were added. First, how far the program would be from the function in exact arithmetic (Taylor forms with Lagrange remainders on subintervals). Second, how far rounding can carry the computed result from the exact one: each operation’s rounding error was carried forward through the program on every subinterval.',
};

/** The distribution of errors, where the certificate counts them. */
function histogramSection({ certificate }: FrontEntry): string {
  if (certificate?.method !== 'exhaustive' || certificate.histogram === undefined) return '';
  return `<h2>How many inputs err by how much</h2>
<figure>${histogramFigure(certificate.histogram)}
<figcaption>All ${BigInt(certificate.points).toLocaleString('en')} inputs, counted by the proof. Up to half an ulp the result is the nearest number, or next to a tie.</figcaption></figure>
`;
}

function frontTable(finding: ApproximationFinding, chosen: FrontEntry): string {
  const unit = COST_MODELS[finding.problem.cost].unit;
  const rows = finding.front.map(
    (e) =>
      `<tr${e === chosen ? ' class="chosen"' : ''}><td class="n">${e.cost}</td><td class="n">${e.error.value}</td><td class="n">${e.error.bound ?? '–'}</td><td>${e.error.status}</td><td>${escapeHtml(e.engine)}</td><td>${escapeHtml(
        Object.entries(e.origin)
          .map(([k, v]) => `${k} ${String(v)}`)
          .join(', '),
      )}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th class="n">cost (${unit})</th><th class="n">error reached</th><th class="n">proved bound</th><th>status</th><th>engine</th><th>made as</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function history(finding: ApproximationFinding): string {
  const rows = finding.provenance.history.map((record) => {
    const { phase, ...data } = record;
    return `${phase}: ${Object.entries(data)
      .map(([k, v]) => `${k}=${String(v)}`)
      .join('  ')}`;
  });
  return `<details><summary>What each phase did (${rows.length} records)</summary><pre>${escapeHtml(rows.join('\n'))}</pre></details>`;
}

/**
 * One self-contained HTML page about a finding: no network, no script. The error plot is sampled anew here, on the
 * points that its caption states; the bound drawn on it is the certificate's.
 * @param file the finding's file name, for the commands that reproduce and check.
 */
export function renderPage(finding: ApproximationFinding, file: string): string {
  const chosen = shownEntry(finding);
  const specification = specificationOf(finding.problem);
  const columns = sampleError(chosen.program, specification);
  const f = parseExpression(finding.problem.function);
  const title = `${finding.problem.function} · Napier`;
  const unit = COST_MODELS[finding.problem.cost].unit;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>A program for <code>${escapeHtml(finding.problem.function)}</code></h1>
<div class="formula">${typeset(f, true)}</div>
<p>${escapeHtml(domainText(finding.problem))}, format <code>${finding.problem.format}</code>, ${chosen.operations} operations.</p>
${claim(chosen)}
<h2>Error over the domain</h2>
<figure>${errorFigure(columns, finding.problem.measure, finding.problem.variable, chosen.certificate)}
<figcaption>Each column spans the lowest to the highest error of ${columns.pointsPerColumn} inputs sampled in it (${((columns.x.length - 1) * columns.pointsPerColumn).toLocaleString('en')} in all)${chosen.certificate === undefined ? '' : '; the dashed lines are the bound proved for all inputs'}.</figcaption></figure>
${histogramSection(chosen)}<h2>The program</h2>
<pre>${escapeHtml(programText(chosen.program, '\n'))}</pre>
<h2>The front</h2>
<figure>${frontFigure(finding.front, chosen, unit)}<figcaption>No program here is beaten by another in both cost and error. The ringed one is shown above.</figcaption></figure>
${frontTable(finding, chosen)}
${ancestrySection(finding, chosen)}<h2>How it was proved</h2>
<p>${chosen.certificate === undefined ? 'It was not: the error above is measured.' : METHOD_IN_WORDS[chosen.certificate.method]}</p>
<h2>Do it again</h2>
<pre>${escapeHtml(makeCommand(finding.problem))}    # search again: the same bytes
napier certify ${escapeHtml(file)}    # prove every claim on this page again, from the file alone
napier emit ${escapeHtml(file)} --target c,js,wasm</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}, seed ${finding.problem.seed}; ${finding.provenance.evaluations.toLocaleString('en')} evaluations; stopped because: ${finding.provenance.stop}.</p>
${history(finding)}
</main>
</body>
</html>
`;
}
