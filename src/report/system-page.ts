import { systemOf } from '../discover/predict-system.ts';
import type { SystemEntry, SystemFinding } from '../discover/system.ts';
import { chosenBy } from './chosen-by.ts';
import { escapeHtml } from './escape-html.ts';
import { wrappedFormulaHtml } from './formula-html.ts';
import { htmlPage } from './html-page.ts';
import { regressCommand } from './regress-command.ts';
import { shellQuote } from './shell-quote.ts';
import { svgChart, type Layer } from './svg-chart.ts';

/** Points that a solution is drawn with, and how far beyond the data, as a part of their span. */
const DRAWN = { points: 400, beyond: 0.25 } as const;

/**
 * One self-contained HTML page about a system: its equations, the solutions through the data and beyond them, the front, and
 * what was tried.
 * @param file the finding's file name, for the commands
 */
export function renderSystem(finding: SystemFinding, file: string): string {
  const { problem, front, provenance } = finding;
  const { data, targets, ode } = problem;
  const chosen = front.find((entry) => entry.chosen) as SystemEntry;
  const names = targets.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ');
  const title =
    ode === undefined ? `${names} explained` : `${names} in <code>${escapeHtml(ode.time)}</code>: a system`;
  const body = `
<h1>${title}</h1>
${equations(finding, chosen)}
<p>${data.rows.toLocaleString('en')} rows of <code>${escapeHtml(data.file)}</code>${ode === undefined ? '' : ` along ${ode.trajectories} ${ode.trajectories === 1 ? 'trajectory' : 'trajectories'}`}${data.dropped === 0 ? '' : `, ${data.dropped.toLocaleString('en')} left out for a missing value`}.</p>
${claim(finding, chosen)}
${ode === undefined ? '' : solutions(finding, chosen)}
<h2>The front</h2>
${table(finding)}
<h2>What was tried</h2>
<p>${provenance.distinct.toLocaleString('en')} formulas were fitted, in ${provenance.evaluations.toLocaleString('en')} evaluations on the data; ${front.length} ${front.length === 1 ? 'system is' : 'systems are'} on the front. Stopped because: ${provenance.stop}.</p>
<h2>Do it again</h2>
<pre class="wrap">${escapeHtml(command(finding))}
napier predict ${escapeHtml(shellQuote(file))} ${escapeHtml(shellQuote(data.file))}</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}, seed ${problem.seed}.</p>`;
  return htmlPage(`${targets.join(', ')} from ${data.file}`, body);
}

function equations({ problem }: SystemFinding, { equations: all }: SystemEntry): string {
  return all
    .map(({ expression }, i) => `<div class="formula">${left(problem, i)} = ${wrappedFormulaHtml(expression)}</div>`)
    .join('\n'); // prettier-ignore
}

function left({ targets, ode }: SystemFinding['problem'], i: number): string {
  const name = `<var>${escapeHtml(targets[i])}</var>`;
  return ode === undefined ? name : `d${name}/d<var>${escapeHtml(ode.time)}</var>`;
}

function claim(
  { problem, front }: SystemFinding,
  { error, heldOut, whole, equations: all }: SystemEntry,
): string {
  const kind = all.every(({ exact }) => exact) ? 'exact' : 'fitted';
  const how =
    problem.ode === undefined
      ? `On the ${error.rows.toLocaleString('en')} rows it was fitted to it errs by`
      : whole === true
        ? 'Its constants were fitted so that solutions pass near the data; along whole trajectories these err by'
        : 'Its solutions part quickly from close beginnings, so they were compared with the data over short stretches; there they err by';
  const beyond =
    heldOut === undefined
      ? ' Nothing was held out: this does not say how it does on what it has not seen.'
      : ` On ${heldOut.rows.toLocaleString('en')} rows held out${problem.ode === undefined ? '' : ', from the first of each trajectory on,'} it errs by ${heldOut.value}.`;
  return `<div class="claim measured"><strong>Measured, not proved.</strong> Of ${front.length} this is ${chosenBy(problem.validate)}; its constants are ${kind}. ${how} ${error.value} of the spread.${beyond}</div>`;
}

/** Each state over time: the data, and the solution through the first row of each trajectory, beyond the data in another shade. */
function solutions({ problem }: SystemFinding, chosen: SystemEntry): string {
  const { sample, targets, inputs, ode } = problem;
  const known = inputs.every((name) => targets.includes(name) || name === ode?.time);
  if (sample === undefined || ode === undefined || !known) return '';
  const system = systemOf(chosen, problem);
  const constants = system.formulas.map(({ values }) => values);
  const numbers = [...new Set(sample.rows.map(([k]) => k))];
  const drawn = numbers.map((k) => {
    const rows = sample.rows.filter(([one]) => one === k);
    const [from, to] = [rows[0][1], rows[rows.length - 1][1]];
    const end = to + DRAWN.beyond * (to - from);
    const times = Float64Array.from(
      { length: DRAWN.points + 1 },
      (_, i) => from + ((end - from) * i) / DRAWN.points,
    );
    const trajectory = { times, states: targets.map(() => new Float64Array(times.length)), drivers: [] };
    const start = rows[0].slice(2);
    return {
      rows,
      to,
      times,
      values: system.solve({ trajectory, from: 0, to: times.length }, start, constants, 1e-9),
    };
  });
  const n = targets.length;
  const figures = targets.map((name, i) => {
    const all = sample.rows.map((row) => row[i + 2]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const margin = 0.15 * (high - low || Math.abs(high) || 1);
    const ends = drawn.map(({ times }) => [times[0], times[times.length - 1]]);
    const domain = [Math.min(...ends.map(([a]) => a)), Math.max(...ends.map(([, b]) => b))] as const;
    const last = Math.max(...drawn.map(({ to }) => to));
    const layers: Layer[] = [
      { kind: 'band', from: last, to: domain[1] },
      ...drawn.map(({ rows }): Layer => ({
        kind: 'points',
        radius: 2,
        points: rows.map((row) => ({
          x: row[1],
          y: row[i + 2],
          title: `${ode.time} ${row[1]}: ${row[i + 2]}`,
        })),
      })),
      ...drawn.flatMap(({ times, values, to }): Layer[] => {
        const points = Array.from(times, (t, k) => [t, values[k * n + i]] as const);
        return [
          { kind: 'line', points: points.filter(([t]) => t <= to) },
          { kind: 'line', className: 'beyond', points: points.filter(([t]) => t >= to) },
        ];
      }),
    ];
    const svg = svgChart({
      title: `${name} over ${ode.time}`,
      x: { domain, scale: 'linear', label: ode.time },
      y: { domain: [low - margin, high + margin], scale: 'linear', label: name },
      layers,
    });
    return `<figure>${svg}</figure>`;
  });
  const many =
    numbers.length < ode.trajectories ? ` (${numbers.length} of ${ode.trajectories} trajectories)` : '';
  return `<h2>Solutions and data</h2>
${figures.join('\n')}
<p class="soft">Dots: data${many}. Lines: solutions that begin at the first row of each trajectory; dashed, in the shaded range, beyond the data: there nothing was measured.</p>`;
}

function table({ front, problem }: SystemFinding): string {
  const tested = front.some(({ heldOut }) => heldOut !== undefined);
  const rows = front.map((entry) => {
    const formulas = entry.equations.map(({ expression }, i) => `<div>${left(problem, i)} = ${wrappedFormulaHtml(expression)}</div>`); // prettier-ignore
    return `<tr${entry.chosen ? ' class="chosen"' : ''}><td class="n">${entry.complexity}</td><td class="n">${entry.error.value}</td>${tested ? `<td class="n">${entry.heldOut?.value ?? '–'}</td>` : ''}<td class="n">${entry.bits.toFixed(0)}</td><td class="wrap">${formulas.join('')}</td></tr>`;
  });
  const errors = front.flatMap((entry) =>
    entry.equations.map(({ error, expression }, i) => `<li><code class="wrap">${escapeHtml(expression)}</code> <span class="soft">${escapeHtml(problem.targets[i])} errs by ${error}</span></li>`),
  ); // prettier-ignore
  return `<div class="scroll"><table><thead><tr><th class="n">complexity</th><th class="n">error of spread</th>${tested ? '<th class="n">held out</th>' : ''}<th class="n">bits</th><th>formulas</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<details><summary>Each formula in full, with its error</summary><ol>${errors.join('')}</ol></details>`;
}

function command({ problem }: SystemFinding): string {
  const { ode, targets } = problem;
  return regressCommand(problem, {
    ode: ode?.time,
    trajectory: ode?.trajectory,
    target: targets.join(','),
  });
}
