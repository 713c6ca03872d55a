import { guardText } from '../discover/guard-text.ts';
import { nearText } from '../discover/near-text.ts';
import type {
  Derivation,
  ImprovementEntry,
  ImprovementError,
  ImprovementFinding,
  Regime,
} from '../discover/improvement.ts';
import { exactDouble } from '../number/exact-double.ts';
import { findFormat } from '../number/formats.ts';
import { costsOf } from '../search/rewrite/targets/targets.ts';
import { escapeHtml } from './escape-html.ts';
import { formulaHtml } from './formula-html.ts';
import { htmlPage } from './html-page.ts';
import { improvementFigures } from './improvement-figure.ts';
import { sampleImprovement } from './sample-improvement.ts';
import { shellQuote } from './shell-quote.ts';
import { svgChart } from './svg-chart.ts';

/**
 * One self-contained HTML page about an improvement: errors before and after, the front, and the most accurate entry piece
 * by piece with every step of its derivation. The plots are measured anew, on inputs that their caption counts.
 */
export function renderImprovement(finding: ImprovementFinding): string {
  const { problem, given, front, provenance } = finding;
  const chosen = front[front.length - 1];
  const body = `
<h1>${better(finding, chosen) ? 'Fewer bits lost in' : 'Bits lost in'} <code class="wrap">${escapeHtml(problem.expression)}</code></h1>
<div class="formula">${formulaHtml(problem.expression, true)}</div>
<p>${where(finding)}</p>
${claim(finding, chosen)}
${errorSection(finding, chosen)}
<h2>The front</h2>
<figure>${frontChart(finding, chosen)}<figcaption>Green: no expression here is beaten by another in both cost and mean error; the ringed one is written out below. Orange: the given one.</figcaption></figure>
${frontTable(finding, chosen)}
<p class="soft">Bits of error: log₂(1 + numbers of the format between the computed result and the right one), on ${inputs(given.error)}, library functions correctly rounded. Cost: ${escapeHtml(costsOf(problem.costs, problem.format).description)}.</p>
${chosen === undefined ? '' : pieces(finding, chosen)}
<h2>Do it again</h2>
<pre class="wrap">${escapeHtml(command(finding))}    # the same seed gives the same bytes</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}, seed ${problem.seed}; ${provenance.distinct.toLocaleString('en')} alternatives were measured at the end; stopped because: ${provenance.stop}.</p>`;
  return htmlPage(problem.expression, body);
}

function better({ given }: ImprovementFinding, entry: ImprovementEntry | undefined): boolean {
  return entry !== undefined && entry.error.mean < given.error.mean;
}

function where({ problem }: ImprovementFinding): string {
  const parts = Object.entries(problem.domains).map(([name, domain]) => `${name} ∈ ${domain}`);
  if (problem.precondition !== undefined) parts.push(problem.precondition);
  const format = `format <code>${problem.format}</code>.`;
  return parts.length === 0 ? `In ${format}` : `For ${escapeHtml(parts.join(', '))}, in ${format}`;
}

function inputs({ points, status }: ImprovementError): string {
  const count = points.toLocaleString('en');
  return status === 'proved' ? `all ${count} inputs there are` : `${count} inputs drawn at random`;
}

function claim(finding: ImprovementFinding, entry: ImprovementEntry | undefined): string {
  const { given } = finding;
  if (entry === undefined || !better(finding, entry))
    return `<div class="claim measured"><strong>Nothing better was found.</strong> The given expression loses ${bitsText(given.error.mean)} bits on average.</div>`;
  const { error, status } = entry;
  const change = `Mean error ${bitsText(given.error.mean)} → ${bitsText(error.mean)} bits, worst ${bitsText(given.error.worst)} → ${bitsText(error.worst)} bits, on ${inputs(error)}.`;
  const equal =
    status === 'equal'
      ? '<strong>Equal by derivation, error measured.</strong> Wherever the given expression has a value, the improved one has the same in exact arithmetic: each step below is an instance of a rule, and a checker passed the chain when it was found.'
      : '<strong>Near, error measured.</strong> A piece below is a series or a minimax kernel, which is near the given expression and not equal to it; how near is said beside it. The other pieces are equal by derivation.';
  return `<div class="claim${status === 'near' ? ' measured' : ''}">${equal} ${change}</div>`;
}

function errorSection(finding: ImprovementFinding, entry: ImprovementEntry | undefined): string {
  const { problem, given } = finding;
  if (entry === undefined) return '';
  const rows = [
    ['given', given.error],
    ['improved', entry.error],
  ] as const;
  const table = `<div class="scroll"><table><thead><tr><th></th><th class="n">mean (bits)</th><th class="n">worst (bits)</th><th>at</th></tr></thead><tbody>${rows
    .map(
      ([name, error]) =>
        `<tr><td>${name}</td><td class="n">${bitsText(error.mean)}</td><td class="n">${bitsText(error.worst)}</td><td>${exactInput(error)}</td></tr>`,
    )
    .join('')}</tbody></table></div>`;
  const sample = sampleImprovement(finding, entry);
  if (sample === undefined) {
    return `<h2>Error before and after</h2><figure>${bars(finding, entry)}<figcaption>No plot over the inputs: they cannot be drawn again from the file alone.</figcaption></figure>${table}`;
  }
  const [before, after] = improvementFigures(sample, findFormat(problem.format));
  const what =
    sample.variables.length > 1
      ? 'The inputs stand in the order of their errors, in each chart by itself.'
      : 'Each column spans the lowest to the highest error of the inputs in it.';
  return `<h2>Error before and after</h2>
<figure>${before}${after}<figcaption>${sample.given.length.toLocaleString('en')} inputs, ${sample.same ? 'those that the figures below are from' : 'drawn and measured anew for this page, others than the figures below are from'}. ${what}</figcaption></figure>
${table}`;
}

/** Means of the given and the shown expression, from the finding. */
function bars({ problem, given }: ImprovementFinding, entry: ImprovementEntry): string {
  return svgChart({
    title: 'Mean error before and after',
    x: {
      domain: [0, 2],
      scale: 'linear',
      label: 'expression',
      ticks: [
        { at: 0.5, text: 'given' },
        { at: 1.5, text: 'improved' },
      ],
    },
    y: { domain: [0, findFormat(problem.format).bits], scale: 'linear', label: 'mean bits of error' },
    layers: [
      // Gaps between the two bars: columns of no height.
      {
        kind: 'columns',
        x: [0.3, 0.7],
        lo: [0],
        hi: [given.error.mean],
      },
      { kind: 'columns', x: [1.3, 1.7], lo: [0], hi: [entry.error.mean] },
    ],
  });
}

function frontChart({ given, front }: ImprovementFinding, chosen: ImprovementEntry | undefined): string {
  const costs = [given.cost, ...front.map(({ cost }) => cost)];
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  const room = Math.max(1, (most - least) / 20);
  const top = Math.max(1, given.error.mean, ...front.map(({ error }) => error.mean));
  return svgChart({
    title: 'The front: cost against mean error',
    x: { domain: [Math.max(0, least - room), most + room], scale: 'linear', label: 'cost' },
    y: { domain: [-top / 25, top * 1.06], scale: 'linear', label: 'mean bits of error' },
    layers: [
      {
        kind: 'points',
        step: true,
        points: front.map((entry) => ({
          x: entry.cost,
          y: entry.error.mean,
          title: `cost ${costText(entry.cost)}: mean ${bitsText(entry.error.mean)}, worst ${bitsText(entry.error.worst)} bits`,
          className: entry === chosen ? 'chosen' : '',
        })),
      },
      {
        kind: 'points',
        points: [
          {
            x: given.cost,
            y: given.error.mean,
            title: `given: cost ${costText(given.cost)}, ${bitsText(given.error.mean)} bits`,
            className: 'measured',
          },
        ],
      },
    ],
  });
}

function frontTable(
  { problem, given, front }: ImprovementFinding,
  chosen: ImprovementEntry | undefined,
): string {
  const row = (
    { cost, error, expression }: Pick<ImprovementEntry, 'cost' | 'error' | 'expression'>,
    name: string,
    note = '',
    className = '',
  ): string =>
    `<tr${className}><td>${name}</td><td class="n">${costText(cost)}</td><td class="n">${bitsText(error.mean)}</td><td class="n">${bitsText(error.worst)}</td><td class="wrap">${note}<code>${escapeHtml(expression)}</code></td></tr>`;
  const rows = front.map((entry, i) => {
    const { regimes, status } = entry;
    const note =
      regimes.length < 2 ? '' : `${regimes.length} pieces${status === 'near' ? ', near' : ''}; mostly `;
    return row(entry, `${i + 1}`, note, entry === chosen ? ' class="chosen"' : '');
  });
  return `<div class="scroll"><table><thead><tr><th></th><th class="n">cost</th><th class="n">mean</th><th class="n">worst</th><th>expression</th></tr></thead><tbody>${row({ ...given, expression: problem.expression }, 'given')}${rows.join('')}</tbody></table></div>`;
}

function pieces({ problem }: ImprovementFinding, entry: ImprovementEntry): string {
  const { regimes } = entry;
  if (regimes.length === 0)
    return `<h2>The most accurate, and why it is equal</h2>${formulaBlock(entry.expression)}${derivationHtml(problem.expression, entry.derivation)}`;
  const format = findFormat(problem.format);
  const shown = new Map<string, number>();
  const parts = regimes.map((regime, i) => {
    const condition =
      regime.where.length === 0
        ? regimes.length > 1
          ? 'Otherwise'
          : 'Everywhere'
        : `If ${regime.where.map((guard) => `<code>${escapeHtml(guardText(guard, format))}</code>`).join(' and ')}`;
    // Two pieces around a third one often are one expression with one derivation.
    const key = JSON.stringify([regime.expression, regime.derivation]);
    const before = shown.get(key);
    if (before === undefined) shown.set(key, i);
    return `<h3 id="piece-${i + 1}">${i + 1}. ${condition}</h3>${
      before === undefined
        ? pieceHtml(problem.expression, regime)
        : `${formulaBlock(regime.expression)}<p>As <a href="#piece-${before + 1}">piece ${before + 1}</a>.</p>`
    }`;
  });
  return `<h2>The most accurate, piece by piece</h2><p>The first piece whose condition holds is computed.</p>${parts.join('\n')}`;
}

function pieceHtml(given: string, { expression, derivation, series, distance }: Regime): string {
  const why =
    series === undefined
      ? derivationHtml(given, derivation)
      : `<p>${escapeHtml(nearText(series, distance))}, in exact arithmetic; not equal to the given expression.</p>`;
  return `${formulaBlock(expression)}${why}`;
}

function formulaBlock(text: string): string {
  return `<div class="formula">${formulaHtml(text, true)}</div><pre class="wrap">${escapeHtml(text)}</pre>`;
}

/** From the given expression, step by step: the rule, what it takes for what, and the whole expression after. */
function derivationHtml(given: string, derivation: Derivation | undefined): string {
  if (derivation === undefined) return '<p>The file holds no derivation.</p>';
  const { where: signs = [], steps, equations } = derivation;
  if (steps.length === 0) return '<p>The given expression as it is.</p>';
  const assumed = signs.map(({ variable, sign }) => `${variable} ${sign > 0 ? '>' : '<'} 0`).join(', ');
  const rows = steps.map(({ equation, term }) => {
    const { rule, left, right } = equations[Math.abs(equation) - 1];
    const [from, to] = equation > 0 ? [left, right] : [right, left];
    const way = equation < 0 ? ', from right to left' : '';
    return `<li><code class="wrap">${escapeHtml(term)}</code><br><span class="by"><strong>${escapeHtml(rule)}</strong>${way}: <code class="wrap">${escapeHtml(from)}</code> → <code class="wrap">${escapeHtml(to)}</code></span></li>`;
  });
  return `<details><summary>Equal${assumed === '' ? '' : ` where ${escapeHtml(assumed)}`}, in ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}</summary>
<p>Given: <code class="wrap">${escapeHtml(given)}</code>. After each step the whole expression, then the rule and the part that it replaced.</p>
<ol class="steps">${rows.join('\n')}</ol></details>`;
}

function bitsText(bits: number): string {
  return bits.toFixed(2);
}

function costText(cost: number): string {
  return String(Number(cost.toFixed(1)));
}

function exactInput({ worstInput }: ImprovementError): string {
  return Object.entries(worstInput)
    .map(([name, x]) => `${escapeHtml(name)} = ${exactDouble(x)} <code>${escapeHtml(x)}</code>`)
    .join('<br>');
}

function command({ problem }: ImprovementFinding): string {
  const domains = Object.entries(problem.domains);
  const several = domains.map(([name, domain]) => `${name}=${domain}`).join(',');
  return [
    'napier improve',
    shellQuote(problem.expression),
    ...(domains.length === 0 ? [] : [`--domain ${shellQuote(several)}`]),
    ...(problem.precondition === undefined ? [] : [`--where ${shellQuote(problem.precondition)}`]),
    `--format ${problem.format} --cost ${problem.costs} --points ${problem.points} --seed ${problem.seed}`,
  ].join(' ');
}
