/**
 * Charts as static SVG text: no script needed to read them, colours from the page's CSS variables (light and dark).
 * Error data are drawn as column ranges (lowest to highest of each column), so no spike is lost to a stride.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { escapeHtml } from './escape-html.ts';

export type Axis = {
  readonly domain: readonly [number, number];
  readonly scale: 'linear' | 'log';
  readonly label: string;
  /** Marks of one's own, in the axis' values. */
  readonly ticks?: readonly { readonly at: number; readonly text: string }[];
};

export type Layer =
  /** A vertical bar from lo[i] to hi[i] in each column [x[i], x[i+1]]; `x` has one entry more. */
  | {
      readonly kind: 'columns';
      readonly x: readonly number[];
      readonly lo: readonly number[];
      readonly hi: readonly number[];
    }
  /** A horizontal line across the chart. */
  | { readonly kind: 'rule'; readonly y: number; readonly label?: string; readonly className: string }
  /** A curve through points; it breaks where a value is not finite and leaves the chart where it does. */
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly className?: string;
    }
  /** A range of x in another shade. */
  | { readonly kind: 'band'; readonly from: number; readonly to: number; readonly className?: string }
  /** Dots, with a tooltip each; `step` joins them by a staircase (a front). */
  | {
      readonly kind: 'points';
      readonly points: readonly {
        readonly x: number;
        readonly y: number;
        readonly title: string;
        readonly className?: string;
      }[];
      /** Of the dots, in pixels. @defaultValue 4.5 */
      readonly radius?: number;
      readonly step?: boolean;
    };

export type Chart = {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
};

const WIDTH = 860;
const HEIGHT = 320;
const MARGIN = { top: 14, right: 18, bottom: 44, left: 74 };

type Scale = { (x: number): number; readonly ticks: number[]; readonly format: (x: number) => string };

function scaleOf(axis: Axis, range: [number, number], count: number): Scale {
  const scale = (axis.scale === 'log' ? scaleLog() : scaleLinear()).domain(axis.domain).range(range);
  const all = scale.ticks(count);
  const { ticks: own } = axis;
  if (own !== undefined) {
    const texts = new Map(own.map(({ at, text }) => [at, text]));
    return Object.assign((x: number) => scale(x), {
      ticks: own.map(({ at }) => at),
      format: (at: number) => texts.get(at) ?? '',
    });
  }
  // A log scale may give every 1…9: keep powers of ten when there are many.
  const powers = all.filter(
    (t) => Math.abs(Math.log10(Math.abs(t)) - Math.round(Math.log10(Math.abs(t)))) < 1e-9,
  );
  let ticks = axis.scale === 'log' && all.length > count + 2 && powers.length >= 2 ? powers : all;
  while (ticks.length > 2 * count) ticks = ticks.filter((_, i) => i % 2 === 0);
  return Object.assign((x: number) => scale(x), { ticks, format: tickText });
}

export function tickText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(6)));
  const [mantissa, exponent] = value.toExponential(2).split('e');
  const m = Number(mantissa);
  const power = `10${superscript(Number(exponent))}`;
  return m === 1 ? power : m === -1 ? `−${power}` : `${m}·${power}`;
}

function superscript(n: number): string {
  return [...String(n)].map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]).join('');
}

const fixed = (x: number): string => String(Number(x.toFixed(2)));

function drawLayer(layer: Layer, x: Scale, y: Scale, yAxis: Axis): string {
  const clampY = (v: number): number => y(Math.min(Math.max(v, yAxis.domain[0]), yAxis.domain[1]));
  switch (layer.kind) {
    case 'columns': {
      const bars = layer.lo.map((lo, i) => {
        const [left, right] = [x(layer.x[i]), x(layer.x[i + 1])];
        const [top, bottom] = [clampY(layer.hi[i]), clampY(lo)];
        const height = Math.max(bottom - top, 1);
        return `M${fixed(left)} ${fixed(top)}h${fixed(Math.max(right - left, 0.5))}v${fixed(height)}h${fixed(-Math.max(right - left, 0.5))}z`;
      });
      return `<path class="columns" d="${bars.join('')}"/>`;
    }
    case 'rule': {
      const at = fixed(clampY(layer.y));
      const text =
        layer.label === undefined
          ? ''
          : `<text class="rule-label ${layer.className}" x="${WIDTH - MARGIN.right - 4}" y="${Number(at) - 5}" text-anchor="end">${escapeHtml(layer.label)}</text>`;
      return `<line class="rule ${layer.className}" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/>${text}`;
    }
    case 'line': {
      const path: string[] = [];
      let open = false;
      for (const [px, py] of layer.points) {
        const inside = Number.isFinite(py) && py >= yAxis.domain[0] && py <= yAxis.domain[1];
        if (inside) path.push(`${open ? 'L' : 'M'}${fixed(x(px))} ${fixed(y(py))}`);
        open = inside;
      }
      return `<path class="curve ${layer.className ?? ''}" d="${path.join('')}"/>`;
    }
    case 'band': {
      const [left, right] = [x(layer.from), x(layer.to)];
      return `<rect class="band ${layer.className ?? ''}" x="${fixed(left)}" y="${MARGIN.top}" width="${fixed(Math.max(0, right - left))}" height="${HEIGHT - MARGIN.top - MARGIN.bottom}"/>`;
    }
    case 'points': {
      const at = layer.points.map((p) => [x(p.x), clampY(p.y)] as const);
      const line =
        layer.step === true && at.length > 1
          ? `<path class="step" d="M${at.map(([px, py], i) => (i === 0 ? `${fixed(px)} ${fixed(py)}` : `H${fixed(px)}V${fixed(py)}`)).join('')}"/>`
          : '';
      const dots = layer.points.map(
        (p, i) =>
          `<circle class="dot ${p.className ?? ''}" cx="${fixed(at[i][0])}" cy="${fixed(at[i][1])}" r="${layer.radius ?? 4.5}"><title>${escapeHtml(p.title)}</title></circle>`,
      );
      return line + dots.join('');
    }
  }
}

/** The chart as an `<svg>` element. Deterministic text. */
export function svgChart(chart: Chart): string {
  const x = scaleOf(chart.x, [MARGIN.left, WIDTH - MARGIN.right], 8);
  const y = scaleOf(chart.y, [HEIGHT - MARGIN.bottom, MARGIN.top], 6);
  const bottom = HEIGHT - MARGIN.bottom;
  const xTicks = x.ticks.map(
    (t) =>
      `<line class="grid" x1="${fixed(x(t))}" x2="${fixed(x(t))}" y1="${MARGIN.top}" y2="${bottom}"/><text x="${fixed(x(t))}" y="${bottom + 18}" text-anchor="middle">${x.format(t)}</text>`,
  );
  const yTicks = y.ticks.map(
    (t) =>
      `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${fixed(y(t))}" y2="${fixed(y(t))}"/><text x="${MARGIN.left - 8}" y="${fixed(y(t) + 4)}" text-anchor="end">${y.format(t)}</text>`,
  );
  const middle = (MARGIN.top + bottom) / 2;
  return `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(chart.title)}">
<title>${escapeHtml(chart.title)}</title>
<g class="axis">${xTicks.join('')}${yTicks.join('')}</g>
${chart.layers.map((layer) => drawLayer(layer, x, y, chart.y)).join('\n')}
<rect class="frame" x="${MARGIN.left}" y="${MARGIN.top}" width="${WIDTH - MARGIN.left - MARGIN.right}" height="${bottom - MARGIN.top}"/>
<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escapeHtml(chart.x.label)}</text>
<text class="label" transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.y.label)}</text>
</svg>`;
}
