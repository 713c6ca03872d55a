import { exactDouble } from '../number/exact-double.ts';
import { findFormat } from '../number/formats.ts';
import { boundAsDecimal } from '../emit/header.ts';
import type { Certificate } from '../certify/certificate.ts';
import type { Measure } from '../number/measure.ts';
import type { ErrorColumns } from './sample-error.ts';
import { svgChart, tickText, type Axis, type Layer } from './svg-chart.ts';

const Y_LABEL: Readonly<Record<Measure, string>> = {
  ulp: 'error (ulp)',
  relative: 'relative error',
  absolute: 'absolute error',
};

/** Signed error over the domain with the proved bound on both sides. */
export function errorFigure(
  columns: ErrorColumns,
  measure: Measure,
  variable: string,
  certificate?: Certificate,
): string {
  const finite = [...columns.lo, ...columns.hi].filter(Number.isFinite);
  const bound = certificate === undefined ? undefined : exactDouble(certificate.bound);
  const reach = 1.12 * Math.max(bound ?? 0, ...finite.map(Math.abs), Number.MIN_VALUE * 2 ** 52);
  const rules: Layer[] =
    certificate === undefined || bound === undefined
      ? []
      : [
          {
            kind: 'rule',
            y: bound,
            className: 'bound',
            label: `proved bound ${boundAsDecimal(certificate.bound)}`,
          },
          { kind: 'rule', y: -bound, className: 'bound' },
        ];
  return svgChart({
    title: 'Error over the domain',
    x: xAxis(columns, variable),
    y: { domain: [-reach, reach], scale: 'linear', label: Y_LABEL[measure] },
    layers: [
      { kind: 'rule', y: 0, className: 'zero' },
      { kind: 'columns', x: columns.x, lo: columns.lo, hi: columns.hi },
      ...rules,
    ],
  });
}

function xAxis({ x, scale, ordinals }: ErrorColumns, variable: string): Axis {
  const domain = [x[0], x[x.length - 1]] as const;
  if (ordinals === undefined) return { domain, scale, label: variable };
  const format = findFormat(ordinals);
  const step = Math.ceil(Math.log10(format.maxFinite) / 4);
  const powers = Array.from({ length: 25 }, (_, i) => 10 ** (step * (i - 12)));
  const values = [...powers.map((power) => -power), 0, ...powers];
  const ticks = values
    .filter(
      (value) => Math.abs(value) <= format.maxFinite && (value === 0 || Math.abs(value) >= format.minNormal),
    )
    .map((value) => ({ at: Number(format.ordinal(format.round(value))), text: tickText(value) }))
    .filter(({ at, text }) => text === '0' || Math.abs(at) > 0.08 * (domain[1] - domain[0]))
    .filter(({ at }) => at >= domain[0] && at <= domain[1]);
  return { domain, scale, label: `${variable}, every number of ${ordinals} as wide as any other`, ticks };
}
