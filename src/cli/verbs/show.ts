import { basename } from 'node:path';
import { fail } from '../../error/fault.ts';
import { renderPage } from '../../report/page.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { findingText } from '../front-table.ts';
import { EXIT } from '../io.ts';
import { identificationText } from '../identification-table.ts';
import { improvementText } from '../improvement-table.ts';
import { loadAnyFinding } from '../load-finding.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { regressionText } from '../regression-table.ts';
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
    if (finding.kind === 'improvement') {
      if (!values.flag('text')) {
        const hint = `napier show ${path} --text prints the expressions`;
        fail({ kind: 'unsupported', message: 'there are no pages of improvements yet', hint });
      }
      io.out(improvementText(finding, paintFor(io.color.out)));
      return EXIT.done;
    }
    if (finding.kind === 'identification') {
      if (!values.flag('text')) {
        const hint = `napier show ${path} --text prints the formulas`;
        fail({ kind: 'unsupported', message: 'there are no pages of identifications yet', hint });
      }
      io.out(identificationText(finding, paintFor(io.color.out)));
      return EXIT.done;
    }
    if (finding.kind === 'regression') {
      if (!values.flag('text')) {
        const hint = `napier show ${path} --text prints the formulas`;
        fail({ kind: 'unsupported', message: 'there are no pages of regressions yet', hint });
      }
      io.out(regressionText(finding, paintFor(io.color.out)));
      return EXIT.done;
    }
    if (values.flag('text')) {
      io.out(findingText(finding, paintFor(io.color.out)));
      return EXIT.done;
    }
    if (finding.front.length === 0) fail({ kind: 'not-found', message: 'the finding has no program in it' });
    const out = values.text('out') ?? `${path.replace(/(\.napier)?\.json$/, '')}.html`;
    const page = renderPage(finding, basename(path));
    if (out === '-') {
      io.out(page);
    } else {
      writeAtomically(out, page);
      io.message(`wrote ${out}\n`);
    }
    return EXIT.done;
  },
};
