import type { RegressionEntry, RegressionFinding } from '../discover/regression.ts';
import { chosenBy } from './chosen-by.ts';
import { escapeHtml } from './escape-html.ts';
import { wrappedFormulaHtml } from './formula-html.ts';
import { htmlPage } from './html-page.ts';
import { shellQuote } from './shell-quote.ts';
import { regressCommand } from './regress-command.ts';
import { fitFigures } from './regression-fit.ts';
import { regressionSteps } from './regression-steps.ts';
import { shortConstants, SHORT_DIGITS } from './short-constants.ts';
import { svgChart, type Layer } from './svg-chart.ts';

/**
 * One self-contained HTML page about a regression: complexity against error, every formula typeset with its errors,
 * what was tried; the fit and its residuals on the rows that the finding keeps.
 * @param file the finding's file name, for the commands
 */
export function renderRegression(finding: RegressionFinding, file: string): string {
  const { problem, front, provenance } = finding;
  const { data, target, inputs } = problem;
  const chosen = front.find((entry) => entry.chosen);
  const tested = front.some(({ heldOut }) => heldOut !== undefined);
  const names = inputs.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ');
  const body = `
<h1><code>${escapeHtml(target)}</code> explained by ${inputs.length <= 6 ? names : `${inputs.length} columns`}</h1>
${chosen === undefined ? '' : `<div class="formula">${equation(chosen, target)}</div>${told(chosen, target)}`}
<p>${data.rows.toLocaleString('en')} rows of <code>${escapeHtml(data.file)}</code>${data.dropped === 0 ? '' : `, ${data.dropped.toLocaleString('en')} left out for a missing value`}; ${problem.loss === undefined ? `the standard deviation of <code>${escapeHtml(target)}</code> is` : 'the best constant costs'} ${problem.spread}.${inputs.length <= 6 ? '' : ` The columns: ${names}.`}</p>
${chosen === undefined ? '' : claim(finding, chosen)}
${chosen === undefined ? '' : parameters(finding, chosen)}
${chosen === undefined ? '' : fitFigures(finding, chosen)}
<h2>Complexity against error</h2>
${figure(finding, chosen, tested)}
${table(finding, tested)}
<p class="soft">Errors are ${problem.loss === undefined ? 'root mean squares of the target’s residuals' : `means of <code>${escapeHtml(problem.loss)}</code>`}${problem.weights === undefined ? '' : `, weighted by ${escapeHtml(problem.weights)}`}. Fitted constants are written to ${SHORT_DIGITS} digits here, in full in the <a href="#formulas">list below</a>. Bits: what describes formula, constants and residuals; only differences count.</p>
${regressionSteps(front)}
<h2>What was tried</h2>
<p>${provenance.distinct.toLocaleString('en')} formulas were tried on the front (each with its constants fitted), in ${provenance.evaluations.toLocaleString('en')} evaluations on the data; ${front.length} are on it.${simpler(finding)} Stopped because: ${provenance.stop}.</p>
${engines(finding)}
<p>Operations, with the complexity of each where it is not 1: ${problem.operations.map(({ name, weight }) => `<code>${name}</code>${weight === 1 ? '' : ` (${weight})`}`).join(', ')}; formulas up to complexity ${problem.maxComplexity}.</p>
${asked(finding)}
<h2 id="formulas">The formulas in full</h2>
<ol>${front.map(({ expression, engine }) => `<li><code class="wrap">${escapeHtml(expression)}</code> <span class="soft">${escapeHtml(engine)}</span></li>`).join('')}</ol>
<h2>Do it again</h2>
<pre class="wrap">${escapeHtml(command(finding))}    # ${provenance.stop === 'time' ? 'it was stopped by the clock: may end elsewhere' : 'the same data and seed give the same bytes'}
napier predict ${escapeHtml(shellQuote(file))} ${escapeHtml(shellQuote(data.file))}
napier emit ${escapeHtml(shellQuote(file))} --target c,numpy</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}, seed ${problem.seed}.</p>`;
  return htmlPage(`${target} from ${data.file}`, body);
}

/** target = formula, fitted constants short. */
function equation({ expression, exact }: RegressionEntry, target: string): string {
  const text = exact ? expression : shortConstants(expression);
  const sign = text === expression ? '=' : '≈';
  return `<var>${escapeHtml(target)}</var> ${sign} ${wrappedFormulaHtml(text)}`;
}

function told({ expression, exact }: RegressionEntry, target: string): string {
  return exact
    ? ''
    : `<p class="soft"><code class="wrap">${escapeHtml(`${target} = ${expression}`)}</code></p>`;
}

function claim({ front, problem }: RegressionFinding, chosen: RegressionEntry): string {
  const share =
    problem.spread > 0 ? ` (${(chosen.error.value / problem.spread).toExponential(1)} of the spread)` : '';
  const beyond =
    chosen.heldOut === undefined
      ? ' No rows were held out: nothing here says how it does on rows it has not seen.'
      : ` On ${chosen.heldOut.rows.toLocaleString('en')} rows held out it errs by ${chosen.heldOut.value}.`;
  const kind = constants(chosen);
  const said = kind === 'none' ? 'it has no constants' : `its constants are ${kind}`;
  return `<div class="claim measured"><strong>Measured, not proved.</strong> Of ${front.length} ${front.length === 1 ? 'formula' : 'formulas'} this is ${chosenBy(problem.validate)}; ${said}. On the ${chosen.error.rows.toLocaleString('en')} rows it was fitted to it errs by ${chosen.error.value}${share}${chosen.validated === undefined ? '' : `, and by ${chosen.validated} on those that its constants are fitted without`}.${beyond}</div>`;
}

/** The constants that differ by category, a line for each. */
function parameters({ problem }: RegressionFinding, { parameters: all }: RegressionEntry): string {
  if (problem.category === undefined || all === undefined) return '';
  const { column, labels } = problem.category;
  if (all.length === 0) return `<p>No constant differs by <code>${escapeHtml(column)}</code>.</p>`;
  const rows = labels.map(
    (label, c) =>
      `<tr><td>${escapeHtml(label)}</td>${all.map(({ values }) => `<td class="n">${escapeHtml(shortConstants(values[c]))}</td>`).join('')}</tr>`,
  );
  return `<h2>Constants by <code>${escapeHtml(column)}</code></h2><div class="scroll"><table><thead><tr><th>${escapeHtml(column)}</th>${all.map(({ name }) => `<th class="n">${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function figure(
  { front, problem }: RegressionFinding,
  chosen: RegressionEntry | undefined,
  tested: boolean,
): string {
  const errors = front
    .flatMap(({ error, heldOut }) => [error.value, heldOut?.value ?? 0])
    .filter((e) => e > 0 && Number.isFinite(e));
  if (problem.loss !== undefined && front.some(({ error }) => error.value <= 0))
    return '<p>Means of this loss are negative, so there is no logarithmic figure of them.</p>';
  if (errors.length === 0) return '<p>Every formula meets the data exactly: there is no error to draw.</p>';
  const [low, high] = [Math.min(...errors) / 3, Math.max(...errors, problem.spread) * 3];
  const complexities = front.map(({ complexity }) => complexity);
  const place = (error: number): number => Math.max(error, low);
  const layers: Layer[] = [
    ...(problem.spread > 0
      ? [
          {
            kind: 'rule',
            y: problem.spread,
            label: problem.loss === undefined ? 'standard deviation of the target' : 'the best constant',
            className: 'bound',
          } as const,
        ]
      : []),
    {
      kind: 'points',
      points: front.flatMap(({ complexity, heldOut }) =>
        heldOut === undefined
          ? []
          : [
              {
                x: complexity,
                y: place(heldOut.value),
                title: `complexity ${complexity}: held out ${heldOut.value}`,
                className: 'measured',
              },
            ],
      ),
    },
    {
      kind: 'points',
      step: true,
      points: front.map((entry) => ({
        x: entry.complexity,
        y: place(entry.error.value),
        title: `complexity ${entry.complexity}: error ${entry.error.value}: ${entry.expression}`,
        className: entry === chosen ? 'chosen' : '',
      })),
    },
  ];
  const svg = svgChart({
    title: 'The front: complexity against error',
    x: {
      domain: [Math.max(0, Math.min(...complexities) - 1), Math.max(...complexities) + 1],
      scale: 'linear',
      label: 'complexity',
    },
    y: {
      domain: [low, high],
      scale: 'log',
      label: problem.loss === undefined ? 'error (root mean square)' : 'error (mean of the loss)',
    },
    layers,
  });
  const zero = front.some(({ error }) => error.value === 0) ? ' Dots on the lower edge: no error.' : '';
  return `<figure>${svg}<figcaption>Green: on the rows fitted to${tested ? '; orange: on the rows held out' : ''}. The ringed formula is ${chosenBy(problem.validate)}.${zero}</figcaption></figure>`;
}

function table({ front, problem }: RegressionFinding, tested: boolean): string {
  const parted = problem.validate !== undefined;
  const rows = front.map((entry) => {
    const { complexity, error, heldOut, validated, bits, chosen } = entry;
    return `<tr${chosen ? ' class="chosen"' : ''}><td class="n">${complexity}</td><td class="n">${error.value}</td>${tested ? `<td class="n">${heldOut?.value ?? '–'}</td>` : ''}${parted ? `<td class="n">${validated ?? '–'}</td>` : ''}<td class="n">${bits.toFixed(0)}</td><td>${constants(entry)}</td><td class="wrap">${equation(entry, problem.target)}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th class="n">complexity</th><th class="n">error</th>${tested ? '<th class="n">held out</th>' : ''}${parted ? '<th class="n">validated</th>' : ''}<th class="n">bits</th><th>constants</th><th>formula</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function constants({ expression, exact }: RegressionEntry): 'exact' | 'fitted' | 'none' {
  if (!exact) return 'fitted';
  return /(?<![\p{L}\w])\d|\bpi\b|\be\b/u.test(expression) ? 'exact' : 'none';
}

function simpler({ provenance }: RegressionFinding): string {
  const count = provenance.history.find(({ phase }) => phase === 'rejected')?.simpler;
  return typeof count === 'number'
    ? ` ${count.toLocaleString('en')} of them are no more complex than the one above, and were rejected.`
    : '';
}

function engines({ provenance }: RegressionFinding): string {
  const rows = provenance.history.filter(({ phase }) => phase === 'search');
  if (rows.length === 0) return '';
  const cell = (value: unknown): string => escapeHtml(typeof value === 'number' ? value.toLocaleString('en') : String(value ?? '–')); // prettier-ignore
  return `<div class="scroll"><table><thead><tr><th>engine</th><th class="n">formulas proposed</th><th class="n">entered the front</th></tr></thead><tbody>${rows.map(({ engine, proposed, entered }) => `<tr><td>${cell(engine)}</td><td class="n">${cell(proposed)}</td><td class="n">${cell(entered)}</td></tr>`).join('')}</tbody></table></div>`;
}

function asked({ problem }: RegressionFinding): string {
  const parts = (
    [
      ['known form', problem.form],
      ['units', problem.units],
      ['required', problem.require],
      ['functions defined', problem.define],
      ['guesses to begin with', problem.guess],
      ['what errors cost', problem.loss],
    ] as const
  ).flatMap(([name, text]) =>
    text === undefined ? [] : [`<li>${name}: <code class="wrap">${escapeHtml(text)}</code></li>`],
  );
  return parts.length === 0 ? '' : `<p>Known or asked besides:</p><ul>${parts.join('')}</ul>`;
}

function command({ problem, provenance }: RegressionFinding): string {
  const line = regressCommand(problem, { target: problem.target, category: problem.category?.column });
  return provenance.stop === 'time' ? `${line} --time SECONDS` : line;
}
