import { exactDouble } from '../number/exact-double.ts';
import { boundAsDecimal } from '../emit/header.ts';
import type { Certificate } from '../certify/certificate.ts';
import type { Measure } from '../number/measure.ts';
import type { ErrorColumns } from './sample-error.ts';
import { svgChart, type Layer } from './svg-chart.ts';

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
    x: { domain: [columns.x[0], columns.x[columns.x.length - 1]], scale: columns.scale, label: variable },
    y: { domain: [-reach, reach], scale: 'linear', label: Y_LABEL[measure] },
    layers: [
      { kind: 'rule', y: 0, className: 'zero' },
      { kind: 'columns', x: columns.x, lo: columns.lo, hi: columns.hi },
      ...rules,
    ],
  });
}
