import { basename } from 'node:path';
import { fail } from '../../error/fault.ts';
import type { ApproximationFinding, Finding } from '../../discover/finding.ts';
import { renderDeduction } from '../../report/deduction-page.ts';
import { renderFractionPage, type FractionFinding } from '../../report/fraction-page.ts';
import { renderPage } from '../../report/page.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { deductionText } from '../deduction-table.ts';
import { findingText } from '../front-table.ts';
import { EXIT } from '../io.ts';
import { identificationText } from '../identification-table.ts';
import { improvementText } from '../improvement-table.ts';
import { loadAnyFinding } from '../load-finding.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor, type Paint } from '../paint.ts';
import { regressionText } from '../regression-table.ts';
import { relationText } from '../relation-table.ts';
import type { Verb } from '../verb.ts';

export const showVerb: Verb = {
  name: 'show',
  summary: 'write a page about a finding: error plot, front, program, proof',
  usage: 'napier show FILE [options]',
  details: [
    'The page is one HTML file that needs no network. It is written beside the finding unless told otherwise.',
  ],
  options: [
    {
      name: 'out',
      value: 'FILE',
      meaning: 'the HTML file to write; - for stdout (default: FILE with .html)',
    },
    { name: 'text', meaning: 'no page: the front and the program as text, on stdout' },
  ],
  examples: [
    ['napier show tanh/tanh.napier.json', 'writes tanh/tanh.html'],
    ['napier show tanh/tanh.napier.json --text', 'the table that `approximate` printed'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const [path] = invocation.positionals;
    const values = new OptionValues('show', invocation);
    const finding = loadAnyFinding('show', path);
    const paint = paintFor(io.color.out);
    if (finding.kind === 'deduction' && !values.flag('text')) {
      writePage(renderDeduction(finding, basename(path)));
      return EXIT.done;
    }
    if (finding.kind !== 'approximation') {
    const fractions = finding.kind === 'identification' && finding.problem.question === 'continued-fraction';
    if (finding.kind !== 'approximation' && !(fractions && finding.front.length > 0)) {
      if (!values.flag('text')) {
        const hint = `napier show ${path} --text prints what is in it`;
        fail({ kind: 'unsupported', message: `there are no pages of ${finding.kind}s yet`, hint });
      }
      io.out(textOf(finding, paint));
      return EXIT.done;
    }
    if (values.flag('text')) {
      io.out(finding.kind === 'approximation' ? findingText(finding, paint) : textOf(finding, paint));
      return EXIT.done;
    }
    if (finding.front.length === 0) fail({ kind: 'not-found', message: 'the finding has no program in it' });
    writePage(renderPage(finding, basename(path)));
    const out = values.text('out') ?? `${path.replace(/(\.napier)?\.json$/, '')}.html`;
    const page =
      finding.kind === 'approximation'
        ? renderPage(finding, basename(path))
        : renderFractionPage(finding as FractionFinding, basename(path));
    if (out === '-') {
      io.out(page);
    } else {
      writeAtomically(out, page);
      io.message(`wrote ${out}\n`);
    }
    return EXIT.done;

    function writePage(page: string): void {
      const out = values.text('out') ?? `${path.replace(/(\.napier)?\.json$/, '')}.html`;
      if (out === '-') {
        io.out(page);
      } else {
        writeAtomically(out, page);
        io.message(`wrote ${out}\n`);
      }
    }
  },
};

function textOf(finding: Exclude<Finding, ApproximationFinding>, paint: Paint): string {
  switch (finding.kind) {
    case 'deduction':
      return deductionText(finding, paint);
    case 'identification':
      return identificationText(finding, paint);
    case 'improvement':
      return improvementText(finding, paint);
    case 'regression':
      return regressionText(finding, paint);
    case 'relation':
      return relationText(finding, paint);
  }
}
