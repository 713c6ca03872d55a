import type { RelationEntry, RelationFinding } from '../discover/relation.ts';
import { escapeHtml } from './escape-html.ts';
import { formulaHtml } from './formula-html.ts';
import { htmlPage } from './html-page.ts';
import { shellQuote } from './shell-quote.ts';
import { typesetRelation } from './typeset-relation.ts';

/**
 * One self-contained HTML page about the identities of a function: each typeset, with what is known of it and under which
 * conditions, and with the function written out.
 * @param file the finding's file name, for the commands
 */
export function renderRelation(finding: RelationFinding, file: string): string {
  const { problem, front, provenance } = finding;
  const name = `f(${problem.variables.join(', ')})`;
  const proved = front.filter(({ status }) => status === 'proved');
  const open = front.filter(({ status }) => status !== 'proved');
  const body = `
<h1>Identities of ${problem.program === undefined ? '' : 'the program '}<code class="wrap">${escapeHtml(problem.function)}</code></h1>
${problem.program === undefined ? `<div class="formula">${typesetRelation(name, [name])} = ${formulaHtml(problem.function)}</div>` : ''}
<p>Polynomial relations among ${problem.with === undefined ? 'values of f at related points, derivatives and the variables' : problem.with.map((term) => `<code>${escapeHtml(term)}</code>`).join(', ')}, of degree up to ${problem.maxDegree}; those that follow from others are left out.</p>
<div class="claim${proved.length < front.length ? ' measured' : ''}"><strong>${front.length} ${front.length === 1 ? 'identity' : 'identities'}, ${proved.length} proved.</strong> An identity holds wherever everything in it has a value${front.some((entry) => conditionsOf(entry).length > 0) ? ' and its conditions hold' : ''}.${open.length === 0 ? '' : ` ${open.length} agree with every point tried, and are not proved.`}</div>
${proved.length === 0 ? '' : `<h2>Proved</h2>${table(proved)}`}
${open.length === 0 ? '' : `<h2>Conjectures</h2><p>Enclosed at points drawn at random, and no proof found.</p>${table(open)}`}
<h2>How it was proved</h2>
<p>${problem.program !== undefined ? `It cannot be: only values of the program are known. Coefficients come from values at random arguments from ${problem.program.range.join(' to ')}, and each identity holds at others to the digits stated.` : proved.length === 0 ? 'It was not: the identities above are measured.' : 'The function is written out on both sides, and the difference as a quotient of polynomials in the functions that it is made of (exponentials, logarithms, roots, …), with what is known to hold among these; exact arithmetic shows its numerator to be 0. Whoever reads the file proves each again.'}</p>
<h2>${problem.program === undefined ? 'With the function written out' : 'In one line'}</h2>
<p>Each is 0:</p>
<ol>${front.map((entry, i) => `<li id="identity-${i + 1}"><code class="wrap">${escapeHtml(entry.identity)}</code></li>`).join('')}</ol>
${history(finding)}
<h2>Do it again</h2>
<pre class="wrap">${escapeHtml(command(finding))}    # search again: the same bytes
napier show ${escapeHtml(shellQuote(file))} --text    # reads the file, which proves every identity again</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}, seed ${problem.seed}; stopped because: ${provenance.stop}.</p>`;
  return htmlPage(`Identities of ${problem.function}`, body);

  function table(entries: readonly RelationEntry[]): string {
    const rows = entries.map((entry) => {
      const number = front.indexOf(entry) + 1;
      return `<tr><td class="n"><a href="#identity-${number}">${number}</a></td><td class="wrap">${typesetRelation(entry.text, entry.terms)}</td><td>${escapeHtml(entry.form)}</td><td>${status(entry)}</td></tr>`;
    });
    return `<div class="scroll"><table><thead><tr><th class="n"></th><th>identity</th><th>form</th><th>known</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  }
}

function conditionsOf({ proof }: RelationEntry): readonly string[] {
  return proof?.conditions ?? [];
}

function status(entry: RelationEntry): string {
  const { points, digits } = entry;
  if (entry.status !== 'proved') return `measured: ${points} points, ${Math.floor(digits)} digits`;
  const conditions = conditionsOf(entry).map((one) => `<code>${escapeHtml(one)}</code>`);
  return conditions.length === 0 ? 'proved' : `proved for ${conditions.join(', ')}`;
}

function history({ provenance }: RelationFinding): string {
  const search = provenance.history.find(({ phase }) => phase === 'search');
  if (search === undefined) return '';
  const told = (
    [
      ['candidates', 'candidates'],
      ['refuted', 'refuted at a point'],
      ['vacuous', 'without a point to look at'],
      ['implied', 'left out because others imply them'],
    ] as const
  ).flatMap(([key, what]) =>
    typeof search[key] === 'number' ? [`${search[key].toLocaleString('en')} ${what}`] : [],
  );
  return told.length === 0 ? '' : `<p class="soft">Of the search: ${told.join('; ')}.</p>`;
}

function command({ problem }: RelationFinding): string {
  const { program } = problem;
  const hash = problem.function.lastIndexOf('#');
  return [
    'napier relate',
    ...(program === undefined
      ? [shellQuote(problem.function)]
      : [
          `--program ${shellQuote(problem.function.slice(0, hash))} --export ${shellQuote(problem.function.slice(hash + 1))}`,
          `--domain ${shellQuote(`[${program.range.join(',')}]`)} --accuracy ${program.accuracy}`,
        ]),
    ...(problem.with === undefined ? [] : [`--with ${shellQuote(problem.with.join(', '))}`]),
    `--max-degree ${problem.maxDegree} --seed ${problem.seed}`,
  ].join(' ');
}
