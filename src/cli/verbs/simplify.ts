import { MOST_IDENTITY_RULES } from '../../discover/identity-rules.ts';
import { simplifyWithIdentities } from '../../discover/simplify-with-identities.ts';
import { fail } from '../../error/fault.ts';
import { integer, variablesOf, type Expression } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import { toLatex } from '../../expression/to-latex.ts';
import { toText } from '../../expression/to-text.ts';
import { collect, expand, factor, together } from '../../rewrite/calculate/forms.ts';
import { partialFractions } from '../../rewrite/calculate/partial-fractions.ts';
import { limit, type ApproachedFrom } from '../../rewrite/calculate/series/limit.ts';
import { series, seriesTerm } from '../../rewrite/calculate/series/series.ts';
import { simplifyExactly } from '../../rewrite/calculate/simplify-exactly.ts';
import { EXIT, type Io } from '../io.ts';
import { loadAnyFinding } from '../load-finding.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { readFunction } from '../read-function.ts';
import type { Verb } from '../verb.ts';

/** The forms an expression is brought into: what each is, and how. */
const FORMS: Readonly<
  Record<
    string,
    {
      readonly meaning: string;
      readonly by?: boolean;
      readonly make: (
        e: Expression,
        by: string,
        at: Expression,
        order: number,
        from: ApproachedFrom | undefined,
      ) => Expression;
    }
  >
> = {
  short: { meaning: 'the shortest that is found', make: (e) => simplifyExactly(e) },
  expanded: { meaning: 'products of sums written out', make: (e) => expand(e) },
  factored: { meaning: 'a product of irreducible factors over the rationals', make: (e) => factor(e) },
  together: { meaning: 'one quotient in lowest terms', make: (e) => together(e) },
  collected: { meaning: 'by powers of the variable --by', by: true, make: (e, by) => collect(e, by) },
  apart: {
    meaning: 'partial fractions in the variable --by',
    by: true,
    make: (e, by) => partialFractions(e, by),
  },
  series: {
    meaning: 'by powers of --by less --at up to --order, poles too; what is left out is not shown',
    by: true,
    make: (e, by, at, order) => seriesTerm(series(e, by, at, order)),
  },
  limit: {
    meaning: 'what it tends to as --by goes to --at, from both sides or one (--from)',
    by: true,
    make: (e, by, at, _, from) =>
      limit(e, by, at, from) ??
      fail({
        kind: 'not-found',
        message: 'there is no limit, or it is not known',
        hint: from === undefined ? 'perhaps from one side: --from right' : 'limits that it knows are right',
      }),
  },
};
const SIDES: readonly ApproachedFrom[] = ['left', 'right'];
/** The forms that an option is of, where it is not of all. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  at: ['series', 'limit'],
  order: ['series'],
  identities: ['short'],
  from: ['limit'],
};
const FORM_NAMES = Object.keys(FORMS);

export const simplifyVerb: Verb = {
  name: 'simplify',
  summary:
    'an expression in another form: short, expanded, factored, collected, apart, as a series, its limit',
  usage: 'napier simplify EXPRESSION [--form FORM] [--by VARIABLE] [--at POINT] [--order N]',
  details: [
    'Exact algebra over the rationals. The result equals the expression wherever that has a value (it may have one where ' +
      'the expression has none: x/x is 1). Nothing is assumed of variables but that: sqrt(x^2) is |x|.',
    ...FORM_NAMES.map((name) => `${name}: ${FORMS[name].meaning}`),
  ],
  options: [
    { name: 'form', value: 'FORM', meaning: `${FORM_NAMES.join(', ')} (default short)` },
    {
      name: 'by',
      value: 'VARIABLE',
      meaning: 'the variable of `collected`, `apart`, `series`, `limit` (the only one, if there is one)',
    },
    {
      name: 'at',
      value: 'POINT',
      meaning: 'where the series or the limit is: a number, an expression, inf (default 0)',
    },
    { name: 'from', value: 'SIDE', meaning: 'of a limit: left or right' },
    { name: 'order', value: 'N', meaning: 'the highest power of the series (default 6)' },
    {
      name: 'identities',
      value: 'FILE',
      meaning:
        'of the form short: use the proved identities of a function too, as `napier relate --out` wrote them',
    },
    { name: 'latex', meaning: 'print LaTeX' },
  ],
  examples: [
    ['napier simplify "sin(x)^4 - cos(x)^4"', '-cos(2*x)'],
    ['napier simplify "x^8 - 1" --form factored', 'irreducible factors'],
    ['napier simplify "1/(x^2 - 1)" --form apart', 'partial fractions'],
    ['napier simplify "exp(x)/sin(x)" --form series --order 3', '1/x + 1 + 2*x/3 + …'],
    ['napier simplify "(1 + 1/x)^x" --form limit --at inf', 'exp(1)'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('simplify', invocation);
    const expression = located('simplify', () => readFunction(invocation.positionals[0], false).function);
    const formName = values.oneOf('form', FORM_NAMES, 'form') ?? 'short';
    const form = FORMS[formName];
    const names = variablesOf(expression);
    const by = values.read('by', (source) =>
      names.includes(source)
        ? source
        : fail({
            kind: 'name',
            message: `the expression has no variable \`${source}\``,
            source,
            span: [0, source.length],
            hint: `it has ${names.join(', ') || 'none'}`,
          }),
    );
    if (form.by === true && by === undefined && names.length !== 1) {
      fail({
        kind: 'value',
        message: `this form needs --by`,
        hint: `the variables are ${names.join(', ') || 'none'}`,
      });
    }
    for (const [name, forms] of Object.entries(ONLY)) {
      if (!forms.includes(formName) && values.text(name) !== undefined) {
        fail({
          kind: 'value',
          message: `--${name} is of the form ${forms[0]}`,
          hint: `add --form ${forms[0]}`,
        });
      }
    }
    const from = values.oneOf('from', SIDES, 'side');
    const at = values.read('at', (source) => parseExpression(source)) ?? integer(0);
    const order = values.number('order', -50, 50) ?? 6;
    const identities = values.text('identities');
    const result =
      identities === undefined
        ? located('simplify', () => form.make(expression, by ?? names[0], at, order, from))
        : withIdentities(expression, identities, io);
    io.out(`${values.flag('latex') ? toLatex(result) : toText(result)}\n`);
    return EXIT.done;
  },
};

/** The identities used go to the messages. */
function withIdentities(expression: Expression, path: string, io: Io): Expression {
  const finding = loadAnyFinding('simplify', path);
  return located(`simplify ${path}:`, () => {
    if (!('kind' in finding) || finding.kind !== 'relation') {
      return fail({
        kind: 'value',
        message: 'this is no finding of identities',
        hint: '`napier relate EXPRESSION --out FILE` writes one',
      });
    }
    const { expression: result, used, complete } = simplifyWithIdentities(expression, finding);
    if (!complete) io.message(`only the first ${MOST_IDENTITY_RULES} rules of the finding are tried\n`);
    const of = finding.problem.function;
    for (const text of used)
      io.message(`by ${text}, proved, f(${finding.problem.variables.join(', ')}) = ${of}\n`);
    return result;
  });
}
