import { fail } from '../error/fault.ts';
import { variable, type Expression } from '../expression/expression.ts';
import { substitute } from '../expression/substitute.ts';
import { toText } from '../expression/to-text.ts';
import type { RelationMonomial } from '../search/relate/relation.ts';
import { relationText } from '../search/relate/relation.ts';
import type { SelfReduction } from '../search/relate/measured/self-reduction.ts';

export type CorrectedModule = {
  /** How the module names the program's file, and its export there. */
  readonly file: string;
  readonly name: string;
  /** The function that it is meant to compute. */
  readonly source: string;
  readonly range: readonly [number, number];
  readonly accuracy: number;
};

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A JavaScript module that exports the program corrected by a random self-reduction, as `selfCorrect` does it. */
export function correctedModule(reduction: SelfReduction, module: CorrectedModule): string {
  const { file, name, source, range, accuracy } = module;
  if (name !== 'default' && !IDENTIFIER.test(name)) {
    fail({ kind: 'unsupported', message: `\`${name}\` cannot be imported by name` });
  }
  const { relation, target, random, solved, by } = reduction;
  // Whatever the relation's variables are called, the module's are x and r.
  const renamed = new Map([
    [solved, variable('x')],
    [random, variable('r')],
  ]);
  const written = (term: Expression): string => toText(substitute(term, renamed));
  const lines = relation.terms.flatMap((term, i) => {
    if (i === target) return [];
    const value = term.call === undefined ? written(term.expression) : `ask(${written(term.call.args[0])})`;
    return [`  const t${i} = ${value};`];
  });
  const own = name === 'default' ? 'corrected' : name;
  return `// ${own}: ${source}, from \`${name}\` of ${file}, corrected by its self-reduction
//   ${relationText(relation)}
// Written by napier relate. Right, with high probability, wherever that program is right at most of [${range.join(', ')}].
${importText(file, name)}

const [LO, HI] = [${range.join(', ')}];
const [TRIALS, ACCURACY] = [15, ${accuracy}];

function ask(x) {
  return x >= LO && x <= HI ? program(x) : NaN;
}

/** The value at z by the identity, from the program's values at places that r gives. */
function vote(z, r) {
  const x = ${by};
${lines.join('\n')}
  return (${polynomial(reduction.above)}) / (${polynomial(reduction.below)});
}

export function ${own}(z) {
  const own = program(z);
  let state = 0x9e3779b9;
  const votes = [];
  for (let tries = 0; votes.length < TRIALS && tries < 8 * TRIALS; tries++) {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const found = vote(z, LO + ((HI - LO) * ((t ^ (t >>> 14)) >>> 0)) / 2 ** 32);
    if (Number.isFinite(found)) votes.push(found);
  }
  if (votes.length === 0) return own;
  votes.sort((a, b) => a - b);
  const middle = votes[votes.length >> 1];
  return Math.abs(own - middle) <= ACCURACY * Math.abs(middle) ? own : middle;
}
`;

  function polynomial(monomials: readonly RelationMonomial[]): string {
    if (monomials.length === 0) return '0';
    return monomials
      .map(({ coefficient, exponents }) => {
        const factors = exponents.flatMap((e, i) => Array.from({ length: e }, () => `t${i}`));
        return [`${coefficient}`, ...factors].join(' * ');
      })
      .join(' + ');
  }
}

function importText(file: string, name: string): string {
  const from = JSON.stringify(file);
  if (!file.endsWith('.wasm')) {
    return name === 'default'
      ? `import program from ${from};`
      : `import { ${name} as program } from ${from};`;
  }
  return `import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL(${from}, import.meta.url)));
const program = instance.exports[${JSON.stringify(name)}];`;
}
