import { apply, constant, integer, variable, type Expression } from '../../../expression/expression.ts';
import { createRandom } from '../../../number/random.ts';
import { formsOf, type Form } from '../forms.ts';
import { callTerm, type GivenFunction } from '../function-term.ts';
import { measuredRelations, type MeasuredRelation } from './measured-relations.ts';
import { TermValues, type ArgumentRange, type MeasuredFunction } from './term-values.ts';

export type MeasuredLimits = {
  readonly maxDegree: number;
  readonly seed: number;
  /** Where arguments lie: the first of them in which the program has values. */
  readonly ranges: readonly ArgumentRange[];
  /** Relative error that its values may have. */
  readonly accuracy: number;
  readonly given?: Form;
};

export type MeasuredReport = {
  readonly found: readonly MeasuredRelation[];
  readonly range: ArgumentRange;
  readonly forms: readonly string[];
  /** How often the program was run. */
  readonly runs: number;
};

/** Forms that say nothing more once another has a relation. */
const IMPLIED: Readonly<Partial<Record<Form['name'], readonly Form['name'][]>>> = {
  addition: ['subtraction', 'sum-and-difference', 'doubling', 'shift', 'period'],
  product: ['quotient', 'square', 'reciprocal'],
};

/** Values in this many of the points tried make a range one of the program's. */
const PROBES = 64;
const ENOUGH = 40;

/** A function of which only the number of arguments is known: its terms have texts and arguments, no expressions. */
export function opaqueFunction(variables: readonly string[]): GivenFunction {
  const body = variables.map((name): Expression => variable(name)).reduce((a, b) => apply('add', a, b));
  return { body, variables };
}

/** Relations that a program's values obey, shortest first. Nothing is known of the program but what it gives. */
export function relateMeasured(
  f: MeasuredFunction,
  variables: readonly string[],
  limits: MeasuredLimits,
): MeasuredReport {
  const random = createRandom(limits.seed);
  const opaque = opaqueFunction(variables);
  const range =
    limits.ranges.find(({ lo, hi }) => {
      let seen = 0;
      for (let i = 0; i < PROBES; i++) {
        if (Number.isFinite(f(...variables.map(() => lo + (hi - lo) * random.next())))) seen += 1;
      }
      return seen >= ENOUGH;
    }) ?? limits.ranges[0];
  const values = new TermValues(f, range);
  const forms = limits.given === undefined ? formsOfProgram(opaque) : [limits.given];
  const silent = new Set<string>();
  let algebraic = false;
  const found: MeasuredRelation[] = [];
  for (const form of forms) {
    if (silent.has(form.name)) continue;
    const relations = measuredRelations(form, values, limits.maxDegree, limits.accuracy, random);
    // Where f(x) is algebraic in x, all that relates it with x elsewhere follows.
    if (relations.length === 0 && form.helpers.length > 0 && !algebraic) {
      const wider = { ...form, terms: [...form.helpers, ...form.terms] };
      relations.push(...measuredRelations(wider, values, limits.maxDegree, limits.accuracy, random));
    }
    if (form.name === 'algebraic') algebraic = relations.length > 0;
    if (relations.length > 0) for (const other of IMPLIED[form.name] ?? []) silent.add(other);
    const known = new Set(found.map(keyOf));
    found.push(...relations.filter((one) => saysSomething({ ...one, form }) && !known.has(keyOf(one))));
  }
  return {
    found: found.toSorted((a, b) => sizeOf(a) - sizeOf(b)),
    range,
    forms: [...new Set(forms.map(({ name }) => name))],
    runs: values.runs,
  };
}

/** Every form without derivatives, and turns of the circle. */
function formsOfProgram(f: GivenFunction): Form[] {
  const all = formsOf(f).filter(({ terms }) => terms.every(({ call }) => (call?.order ?? 0) === 0));
  const forms = [
    ...all.filter(({ name }) => name === 'algebraic'),
    ...all.filter(({ name }) => name !== 'algebraic'),
  ];
  if (f.variables.length > 1) return forms;
  const x = variable(f.variables[0]);
  const pi = constant('pi');
  const periods = [apply('div', pi, integer(2)), pi, apply('mul', integer(2), pi)].flatMap(
    (period): Form[] => {
      const terms = [callTerm(f, [x]), callTerm(f, [apply('add', x, period)])];
      return terms.includes(undefined)
        ? []
        : [{ name: 'period', degree: 2, helpers: [], terms: terms as Form['terms'] }];
    },
  );
  return [...forms, ...periods];
}

/** Not of the variables alone, and not of one value of f at another place than it is first asked at. */
function saysSomething({ relation, form }: MeasuredRelation & { readonly form: Form }): boolean {
  const calls = relation.terms.filter(({ call }) => call !== undefined);
  const first = form.terms.find(({ call }) => call !== undefined);
  return calls.length > 1 || (calls.length === 1 && calls[0].text === first?.text);
}

function keyOf({ relation }: MeasuredRelation): string {
  const terms = relation.terms.map(({ text }) => text).join();
  return `${terms} ${relation.monomials.map(({ coefficient, exponents }) => `${coefficient}:${exponents.join()}`).join()}`;
}

function sizeOf({ relation: { monomials, terms } }: MeasuredRelation): number {
  const degree = Math.max(...monomials.map(({ exponents }) => exponents.reduce((a, b) => a + b, 0)));
  return monomials.length + degree + terms.length;
}
