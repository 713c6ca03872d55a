import { fail } from '../../error/fault.ts';
import type { Finding } from '../../discover/finding.ts';
import { renderDeduction } from '../../report/deduction-page.ts';
import { renderFractionPage, type FractionFinding } from '../../report/fraction-page.ts';
import { renderIdentification } from '../../report/identification-page.ts';
import { renderImprovement } from '../../report/improvement-page.ts';
import { renderInvariants } from '../../report/invariant-page.ts';
import { renderPage } from '../../report/page.ts';
import { renderRegression } from '../../report/regression-page.ts';
import { renderRelation } from '../../report/relation-page.ts';
import { renderSystem } from '../../report/system-page.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { deductionText } from '../deduction-table.ts';
import { findingText } from '../front-table.ts';
import { givenFinding, SHIPPED_OPTIONS } from '../given-finding.ts';
import { EXIT } from '../io.ts';
import { identificationText } from '../identification-table.ts';
import { improvementText } from '../improvement-table.ts';
import { invariantText } from '../invariant-table.ts';
import { loadAnyFinding } from '../load-finding.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor, type Paint } from '../paint.ts';
import { regressionText } from '../regression-table.ts';
import { relationText } from '../relation-table.ts';
import { systemText } from '../system-table.ts';
import type { Verb } from '../verb.ts';

export const showVerb: Verb = {
  name: 'show',
  summary: 'write a page about a finding: error plot, front, program, proof',
  usage: 'napier show FILE|FUNCTION [options]',
  details: [
    'The page is one HTML file that needs no network. It is written beside the finding unless told otherwise.',
    'Every kind of finding has a page: approximations, improvements, regressions, relations, invariants, deductions, identifications, systems.',
  ],
  options: [
    {
      name: 'out',
      value: 'FILE',
      meaning: 'the HTML file to write; - for stdout (default: FILE with .html)',
    },
    ...SHIPPED_OPTIONS,
    { name: 'text', meaning: 'no page: the front and the program as text, on stdout' },
  ],
  examples: [
    ['napier show tanh/tanh.napier.json', 'writes tanh/tanh.html'],
    ['napier show tanh/tanh.napier.json --text', 'the table that `approximate` printed'],
    ['napier show law.json', 'of a regression, an improvement or relations: law.html'],
    ['napier show tanh --format f16', 'a function that Napier ships: writes tanh-f16-precise.html'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const [path] = invocation.positionals;
    const values = new OptionValues('show', invocation);
    const { finding, words, place, note } = givenFinding<Finding>('show', path, values, loadAnyFinding);
    if (note !== undefined) io.message(note);
    const paint = paintFor(io.color.out);
    if (values.flag('text')) {
      io.out(textOf(finding, paint));
      return EXIT.done;
    }
    if (finding.front.length === 0) fail({ kind: 'not-found', message: 'there is nothing in the finding' });
    const page = pageOf(finding, words);
    const out = values.text('out') ?? `${place}.html`;
    if (out === '-') {
      io.out(page);
    } else {
      writeAtomically(out, page);
      io.message(`wrote ${out}\n`);
    }
    return EXIT.done;
  },
};

function pageOf(finding: Finding, file: string): string {
  switch (finding.kind) {
    case 'approximation':
      return renderPage(finding, file);
    case 'deduction':
      return renderDeduction(finding, file);
    case 'identification':
      return finding.problem.question === 'continued-fraction'
        ? renderFractionPage(finding as FractionFinding, file)
        : renderIdentification(finding, file);
    case 'improvement':
      return renderImprovement(finding);
    case 'invariant':
      return renderInvariants(finding, file);
    case 'regression':
      return renderRegression(finding, file);
    case 'relation':
      return renderRelation(finding, file);
    case 'system':
      return renderSystem(finding, file);
  }
}

function textOf(finding: Finding, paint: Paint): string {
  switch (finding.kind) {
    case 'approximation':
      return findingText(finding, paint);
    case 'deduction':
      return deductionText(finding, paint);
    case 'identification':
      return identificationText(finding, paint);
    case 'improvement':
      return improvementText(finding, paint);
    case 'invariant':
      return invariantText(finding, paint);
    case 'regression':
      return regressionText(finding, paint);
    case 'system':
      return systemText(finding, paint);
    case 'relation':
      return relationText(finding, paint);
  }
}
