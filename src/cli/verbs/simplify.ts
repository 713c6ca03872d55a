import { fail } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { toLatex } from '../../expression/to-latex.ts';
import { toText } from '../../expression/to-text.ts';
import { collect, expand, factor, together } from '../../rewrite/calculate/forms.ts';
import { partialFractions } from '../../rewrite/calculate/partial-fractions.ts';
import { simplifyExactly } from '../../rewrite/calculate/simplify-exactly.ts';
import { EXIT } from '../io.ts';
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
      readonly make: (e: Expression, by: string) => Expression;
    }
  >
> = {
  short: { meaning: 'the shortest that is found', make: (e) => simplifyExactly(e) },
  expanded: { meaning: 'products of sums written out', make: (e) => expand(e) },
  factored: { meaning: 'a product of irreducible factors over the rationals', make: (e) => factor(e) },
  together: { meaning: 'one quotient in lowest terms', make: (e) => together(e) },
  collected: { meaning: 'by powers of the variable --by', by: true, make: collect },
  apart: { meaning: 'partial fractions in the variable --by', by: true, make: partialFractions },
};
const FORM_NAMES = Object.keys(FORMS);

export const simplifyVerb: Verb = {
  name: 'simplify',
  summary: 'an expression in another form: short, expanded, factored, collected, apart',
  usage: 'napier simplify EXPRESSION [--form FORM] [--by VARIABLE]',
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
      meaning: 'the variable of `collected` and `apart` (the only one, if there is one)',
    },
    { name: 'latex', meaning: 'print LaTeX' },
  ],
  examples: [
    ['napier simplify "sin(x)^4 - cos(x)^4"', '-cos(2*x)'],
    ['napier simplify "x^8 - 1" --form factored', 'irreducible factors'],
    ['napier simplify "1/(x^2 - 1)" --form apart', 'partial fractions'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('simplify', invocation);
    const expression = located('simplify', () => readFunction(invocation.positionals[0], false).function);
    const form = FORMS[values.oneOf('form', FORM_NAMES, 'form') ?? 'short'];
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
    const result = located('simplify', () => form.make(expression, by ?? names[0]));
    io.out(`${values.flag('latex') ? toLatex(result) : toText(result)}\n`);
    return EXIT.done;
  },
};
