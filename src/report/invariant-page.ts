import type { InvariantEntry, InvariantFinding } from '../discover/invariant.ts';
import { escapeHtml } from './escape-html.ts';
import { htmlPage } from './html-page.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * One self-contained HTML page about the loops of FPCores: the text, then of each loop what its variables obey and how it is known.
 * @param file the finding's file name, for the commands
 */
export function renderInvariants(finding: InvariantFinding, file: string): string {
  const { problem, front, provenance } = finding;
  const proved = front.filter(({ status }) => status === 'proved').length;
  const sections = provenance.history
    .filter(({ phase }) => phase === 'loop')
    .map((record) => {
      const own = front.filter(({ loop }) => loop === record.loop);
      const constant =
        record.constants === ''
          ? ''
          : `; constant through a run: <code>${escapeHtml(`${record.constants}`)}</code>`;
      const rows = own.map(
        (entry) =>
          `<tr><td class="wrap"><code>${escapeHtml(entry.text)}</code></td><td>${entry.when === 'later' ? 'after every turn' : 'always'}</td><td>${known(entry)}</td></tr>`,
      );
      const table =
        rows.length === 0
          ? `<p>No equation of degree ${record.degree} or less.</p>`
          : `<div class="scroll"><table><thead><tr><th>equation</th><th>holds</th><th>known</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
      return `<h2 id="loop-${record.loop}">Loop ${record.loop}${record.core === undefined ? '' : `: ${escapeHtml(`${record.core}`)}`}</h2>
<p>Line ${record.line}; variables <code>${escapeHtml(`${record.variables}`.split(' ').join(', '))}</code>${constant}.</p>
${table}`;
    });
  const body = `
<h1>What loops obey</h1>
<div class="claim${proved < front.length ? ' measured' : ''}"><strong>${front.length} ${front.length === 1 ? 'equation' : 'equations'}, ${proved} proved.</strong> Over the reals: rounding is not looked at. “Always” is before every turn and at the end.</div>
${sections.join('\n')}
<h2>How it was proved</h2>
<p>By induction: an equation holds with the values at the start (or after the first turn) put in; and with the values after a turn put in, its numerator is a combination, with polynomials for multipliers, of the equations of its loop. On every path through conditions, in exact arithmetic. Whoever reads the file proves each again.</p>
<h2>The program</h2>
<pre class="wrap">${escapeHtml(problem.source)}</pre>
<h2>Do it again</h2>
<pre class="wrap">napier certify ${escapeHtml(shellQuote(file))}    # reads the file, which proves every equation again</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}, degree up to ${problem.maxDegree}, seed ${problem.seed}; stopped because: ${provenance.stop}.</p>`;
  return htmlPage('What loops obey', body);
}

function known({ status, points }: InvariantEntry): string {
  return status === 'proved' ? 'proved' : `measured at ${points} states`;
}
