import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { variablesOf } from '../../expression/expression.ts';
import { createRandom } from '../../number/random.ts';
import type { Dataset } from '../../search/regress/dataset.ts';
import type { FrontMember } from '../../search/regress/formula-front.ts';
import { FormulaMachine } from '../../search/regress/formula-machine.ts';

/** What a formula must do besides meeting the data. */
export type Requirement =
  | { readonly kind: 'increasing' | 'decreasing' | 'even' | 'odd' | 'uses'; readonly input: string }
  | { readonly kind: 'symmetric'; readonly input: string; readonly other: string }
  | { readonly kind: 'positive' | 'negative' }
  | { readonly kind: 'through'; readonly point: ReadonlyMap<string, number>; readonly value: number }
  | { readonly kind: 'constants'; readonly lo: number; readonly hi: number };

const FORMS =
  'increasing(x), decreasing(x), even(x), odd(x), symmetric(x, y), uses(x), positive, negative, through(x=0, y=1), constants(-10, 10)';
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Requirements, parted by `;`: see the hint of its faults for the forms.
 * @param target the name under which a point's value is given
 * @throws NapierError for what is no requirement, names that are no inputs, and requirements that contradict each other
 */
export function parseRequirements(source: string, inputs: readonly string[], target: string): Requirement[] {
  const found: Requirement[] = [];
  let at = 0;
  for (const part of source.split(';')) {
    const span = [at + part.length - part.trimStart().length, at + part.trimEnd().length] as const;
    at += part.length + 1;
    const refuse = (message: string, hint: string): never =>
      fail({ kind: 'value', message, source, span, hint });
    const match = /^\s*([a-z]+)\s*(?:\(([^()]*)\))?\s*$/.exec(part);
    const [name, list] = match === null ? ['', undefined] : [match[1], match[2]];
    const args = list === undefined ? [] : list.split(',').map((one) => one.trim());
    const input = (text: string): string => {
      if (inputs.includes(text)) return text;
      const near = nearestName(text, inputs);
      return refuse(
        `\`${text}\` is no input`,
        near === undefined ? `the inputs are ${inputs.join(', ')}` : `did you mean \`${near}\`?`,
      );
    };
    const number = (text: string): number =>
      NUMBER.test(text) ? Number(text) : refuse(`\`${text}\` is not a number`, `there are ${FORMS}`);
    const count = (n: number): boolean => args.length === n;
    let one: Requirement;
    if ((name === 'positive' || name === 'negative') && count(0)) one = { kind: name };
    else if (/^(increasing|decreasing|even|odd|uses)$/.test(name) && count(1))
      one = { kind: name as 'even', input: input(args[0]) };
    else if (name === 'symmetric' && count(2)) {
      one = { kind: name, input: input(args[0]), other: input(args[1]) };
      if (one.input === one.other) refuse('a swap of an input with itself', 'name two inputs');
    } else if (name === 'constants' && count(2)) {
      one = { kind: name, lo: number(args[0]), hi: number(args[1]) };
      if (one.lo > one.hi) refuse('no number is in these bounds', 'write the lower bound first');
    } else if (name === 'through') one = through(args, inputs, target, input, number, refuse);
    else refuse('not a requirement', `there are ${FORMS}`);
    const against = found.find((other) => contradict(other, one!));
    if (against !== undefined) refuse(`this contradicts ${against.kind}`, 'give one of the two');
    found.push(one!);
  }
  return found;
}

function through(
  args: readonly string[],
  inputs: readonly string[],
  target: string,
  input: (text: string) => string,
  number: (text: string) => number,
  refuse: (message: string, hint: string) => never,
): Requirement {
  const point = new Map<string, number>();
  let value: number | undefined;
  for (const arg of args) {
    const [name, text = ''] = arg.split('=').map((one) => one.trim());
    if (name === target) value = number(text);
    else point.set(input(name), number(text));
  }
  const missing = inputs.find((name) => !point.has(name));
  if (value === undefined || missing !== undefined) {
    refuse(`a point needs a value of \`${missing ?? target}\``, 'such as through(x=0, y=1)');
  }
  return { kind: 'through', point, value: value as number };
}

function contradict(a: Requirement, b: Requirement): boolean {
  const pair = [a.kind, b.kind].toSorted().join(' ');
  if (pair === 'negative positive') return true;
  if (pair === 'decreasing increasing' || pair === 'even odd')
    return (a as { input: string }).input === (b as { input: string }).input;
  // An even function that rises is constant; an odd one that is positive is not.
  if (/^(decreasing|increasing) even$|^even (decreasing|increasing)$/.test(pair))
    return (a as { input: string }).input === (b as { input: string }).input;
  if (pair === 'odd positive' || pair === 'negative odd') return true;
  if (a.kind === 'through' && b.kind === 'through')
    return a.value !== b.value && [...a.point].every(([name, x]) => b.point.get(name) === x);
  if (a.kind === 'through' && (b.kind === 'positive' || b.kind === 'negative'))
    return b.kind === 'positive' ? a.value <= 0 : a.value >= 0;
  if (b.kind === 'through') return contradict(b, a);
  return false;
}

/** Rows and other points of the data's box that formulas are looked at. */
const PROBES = { rows: 100, box: 150, steps: 40 } as const;
const CLOSE = 1e-9;

/**
 * A check of formulas by their values: at rows of the data and at points of the box that the data span. What it lets pass is
 * measured there, not proved.
 */
export function requirementChecker(
  requirements: readonly Requirement[],
  data: Dataset,
): (member: Pick<FrontMember, 'formula' | 'expression'>) => boolean {
  const points = probePoints(data);
  const spread = data.target.reduce((most, y) => Math.max(most, Math.abs(y)), 0) || 1;
  const values = (
    { formula }: Pick<FrontMember, 'formula'>,
    columns: readonly Float64Array[],
  ): Float64Array =>
    new FormulaMachine({
      inputs: data.inputs,
      columns,
      target: new Float64Array(columns[0].length),
    }).evaluate(formula);
  const close = (a: number, b: number): boolean =>
    Math.abs(a - b) <= CLOSE * (Math.abs(a) + Math.abs(b) + 1e-3 * spread);
  const checks = requirements.map((one) => {
    const index = 'input' in one ? data.inputs.indexOf(one.input) : -1;
    switch (one.kind) {
      case 'uses':
        return ({ expression }: Pick<FrontMember, 'expression'>) =>
          variablesOf(expression).includes(one.input);
      case 'constants':
        return ({ formula }: Pick<FrontMember, 'formula'>) =>
          formula.values.every((value) => value >= one.lo && value <= one.hi);
      case 'through': {
        const columns = data.inputs.map((name) => Float64Array.of(one.point.get(name) as number));
        return (member: Pick<FrontMember, 'formula'>) =>
          Math.abs(values(member, columns)[0] - one.value) <= 1e-4 * spread;
      }
      case 'positive':
      case 'negative': {
        const sign = one.kind === 'positive' ? 1 : -1;
        return (member: Pick<FrontMember, 'formula'>) => values(member, points).every((y) => sign * y > 0);
      }
      case 'even':
      case 'odd': {
        const mirrored = points.map((column, i) => (i === index ? column.map((x) => -x) : column));
        const sign = one.kind === 'even' ? 1 : -1;
        return (member: Pick<FrontMember, 'formula'>) => {
          const there = values(member, mirrored);
          return values(member, points).every((y, i) => close(y, sign * there[i]));
        };
      }
      case 'symmetric': {
        const other = data.inputs.indexOf(one.other);
        const swapped = points.map((_, i) => points[i === index ? other : i === other ? index : i]);
        return (member: Pick<FrontMember, 'formula'>) => {
          const there = values(member, swapped);
          return values(member, points).every((y, i) => close(y, there[i]));
        };
      }
      case 'increasing':
      case 'decreasing': {
        const [lo, hi] = rangeOf(data.columns[index]);
        const sign = one.kind === 'increasing' ? 1 : -1;
        const steps = Array.from({ length: PROBES.steps }, (_, k) =>
          points.map((column, i) =>
            i === index ? column.map(() => lo + ((hi - lo) * k) / (PROBES.steps - 1)) : column,
          ),
        );
        return (member: Pick<FrontMember, 'formula'>) => {
          const rows = steps.map((columns) => values(member, columns));
          return rows.every(
            (row, k) => k === 0 || row.every((y, i) => sign * (y - rows[k - 1][i]) >= -CLOSE * spread),
          );
        };
      }
    }
  });
  return (member) => checks.every((check) => check(member));
}

function rangeOf(column: Float64Array): [number, number] {
  return [column.reduce((a, b) => Math.min(a, b)), column.reduce((a, b) => Math.max(a, b))];
}

function probePoints(data: Dataset): Float64Array[] {
  const random = createRandom(17);
  const rows = data.target.length;
  const step = Math.max(1, Math.floor(rows / PROBES.rows));
  return data.columns.map((column) => {
    const [lo, hi] = rangeOf(column);
    const taken = [...column].filter((_, i) => i % step === 0);
    return Float64Array.from([
      ...taken,
      ...Array.from({ length: PROBES.box }, () => lo + (hi - lo) * random.next()),
    ]);
  });
}

/** The data with what the requirements say of them besides: mirrored and swapped rows, and points with a weight of all rows. */
export function dataWithRequirements(data: Dataset, requirements: readonly Requirement[]): Dataset {
  let all = data;
  for (const one of requirements) {
    if (one.kind === 'even' || one.kind === 'odd' || one.kind === 'symmetric') {
      const index = data.inputs.indexOf(one.input);
      const other = one.kind === 'symmetric' ? data.inputs.indexOf(one.other) : -1;
      const columns = all.columns.map((column, i) =>
        one.kind === 'symmetric'
          ? all.columns[i === index ? other : i === other ? index : i]
          : i === index
            ? column.map((x) => -x)
            : column,
      );
      const target = one.kind === 'odd' ? all.target.map((y) => -y) : all.target;
      all = joined(all, { ...all, columns, target });
    } else if (one.kind === 'through') {
      const rows = all.target.length;
      const total = all.weights?.reduce((a, b) => a + b, 0) ?? rows;
      all = joined(
        { ...all, weights: all.weights ?? new Float64Array(rows).fill(1) },
        {
          inputs: all.inputs,
          columns: all.inputs.map((name) => Float64Array.of(one.point.get(name) as number)),
          target: Float64Array.of(one.value),
          weights: Float64Array.of(100 * total),
          counts: Float64Array.of(0),
        },
      );
    }
  }
  return all;
}

function joined(a: Dataset, b: Dataset): Dataset {
  const both = (x: Float64Array, y: Float64Array): Float64Array => {
    const all = new Float64Array(x.length + y.length);
    all.set(x);
    all.set(y, x.length);
    return all;
  };
  const weights =
    a.weights === undefined && b.weights === undefined ? undefined : both(weightsOf(a), weightsOf(b));
  const counts =
    a.counts === undefined && b.counts === undefined
      ? undefined
      : both(a.counts ?? weightsOf(a), b.counts ?? weightsOf(b));
  return {
    inputs: a.inputs,
    columns: a.columns.map((column, i) => both(column, b.columns[i])),
    target: both(a.target, b.target),
    ...(weights === undefined ? {} : { weights }),
    ...(counts === undefined ? {} : { counts }),
  };
}

function weightsOf({ weights, target }: Dataset): Float64Array {
  return weights ?? new Float64Array(target.length).fill(1);
}
