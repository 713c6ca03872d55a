import { readFunction, relate } from '../../discover/relate.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { renderFault } from '../../error/render-fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { relationText } from '../relation-table.ts';
import type { Verb } from '../verb.ts';

export const relateVerb: Verb = {
  name: 'relate',
  summary: 'find the identities that a function obeys, and prove them',
  usage: 'napier relate FUNCTION [options]',
  details: [
    'FUNCTION is an expression of one to three variables. Polynomial and rational relations are looked for among f(x), ' +
      'f(y), f(x + y), f(x - y), f(x*y), f(x/y), f(2x), f(-x), f(1/x), f(x + 1), derivatives and x, those that follow ' +
      'from others are left out, and each is proved by exact arithmetic on functions.',
    'An identity holds wherever everything in it has a value.',
  ],
  options: [
    { name: 'with', value: 'TERMS', meaning: 'the only terms to relate: "f(x), f(y), f(x + y), x"' },
    { name: 'max-degree', value: 'N', meaning: 'largest degree in the terms, 1 to 6 (default 4)' },
    { name: 'seed', value: 'N', meaning: 'seed of the random points (default 1)' },
    { name: 'out', value: 'FILE', meaning: 'write the finding there' },
    { name: 'json', meaning: 'print the finding itself instead of the table' },
  ],
  examples: [
    ['napier relate "tanh(x)"', 'its parity, its addition theorem, its differential equation'],
    ['napier relate "sqrt(1+x^2)" --with "f(x), x"', 'the algebraic equation of a function'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('relate', invocation);
    const [source] = invocation.positionals;
    const maxDegree = values.number('max-degree', 1, 6);
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
    const options = {
      ...(maxDegree === undefined ? {} : { maxDegree }),
      ...(seed === undefined ? {} : { seed }),
    };
    // The function's faults first, so that those of --with are shown behind --with.
    const finding =
      values.text('with') === undefined
        ? located('relate', () => relate(source, options))
        : (located('relate', () => readFunction(source)),
          values.read('with', (terms) => relate(source, { ...options, with: terms })));
    if (finding === undefined) throw new Error('relate: no finding');
    const out = values.text('out');
    const text = writeFinding(finding);
    const found = finding.front.length > 0;
    if (out !== undefined && found) writeAtomically(out, text);
    io.out(values.flag('json') ? text : relationText(finding, paintFor(io.color.out)));
    if (out !== undefined && found) io.message(`wrote ${out}\n`);
    if (found) return EXIT.done;
    const hint =
      values.text('with') === undefined
        ? 'a relation with another function in it needs that: --with "f(x), f(y), f(x + y), exp(x)"'
        : 'other terms, or a larger --max-degree, may be related';
    const fault = { kind: 'not-found', message: 'no identity found', hint } as const;
    io.message(`${renderFault(fault, { color: io.color.message })}\n`);
    return EXIT.notFound;
  },
};
