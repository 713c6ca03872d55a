/**
 * The Gappa column (gappa.gitlabpages.inria.fr): a script that makes Gappa bound the rounding error of the program. Of a
 * program with choices: on the inputs next to its worst one, with the errors that cancel told ({@link gappaScript}).
 */
import { decimalUp } from '../../number/decimal.ts';
import { isInfinite } from '../../expression/domain.ts';
import { exactDouble } from '../../number/exact-double.ts';
import type { Program } from '../../program/program.ts';
import { domainEnds } from '../domain-ends.ts';
import { contractLines } from '../header.ts';
import { supportedFormat } from '../supported-format.ts';
import type { EmitFunction, Target } from '../target.ts';
import { lineComment } from './comment.ts';
import { cellFrom, type Cell } from './gappa-cell.ts';
import { gappaScript, refuseNumbers } from './gappa-script.ts';

/** Inputs near which a cell is looked for where no worst input is known. */
const USUAL = [1.5, 0.375];

function script(f: EmitFunction): string {
  const contract = lineComment('#')(contractLines(f, gappaTarget.relies));
  const [lo, hi] = domainEnds(f);
  // On a whole line of numbers of all sizes there is no bound.
  const worst = f.certificate === undefined ? [] : [exactDouble(f.certificate.worst)];
  const cell = isWhole(f) || !isStraight(f.program) ? firstCell(f.program, [...worst, ...USUAL]) : undefined;
  if (cell === undefined) {
    // Without subdivision Gappa does not see that the terms of a quotient belong together.
    const split = f.program.inputs.length === 1 ? [`$ ${f.program.inputs[0]} in 64;`] : [];
    const { lines, goal } = gappaScript({ lo, hi, program: f.program });
    return `${contract}\n# Run: gappa FILE\n${[...lines, goal, ...split].join('\n')}\n`;
  }
  const { lines, goal, hints } = gappaScript(cell);
  const about = [
    `# On the inputs from ${cell.lo} to ${cell.hi} the program is what follows: one way of its selections, its integers known.`,
    `# Its rounding error is at most ${decimalUp(cell.bound)} there by Napier's own analysis.`,
  ];
  return `${contract}\n${about.join('\n')}\n# Run: gappa FILE\n${[...lines, goal, ...hints].join('\n')}\n`;
}

/** Are all numbers of the format inputs? */
function isWhole({ specification: { domain } }: EmitFunction): boolean {
  return isInfinite(domain.lo) && isInfinite(domain.hi);
}

function firstCell(program: Program, places: readonly number[]): Cell | undefined {
  for (const x of places) {
    const cell = cellFrom(program, x);
    if (cell !== undefined && refuseNumbers(cell.program) === undefined) return cell;
  }
  return undefined;
}

const isStraight = (program: Program): boolean => refuseNumbers(program) === undefined;

/** A script for each function: Gappa takes one at a time. */
export const gappaTarget: Target = {
  name: 'gappa',
  description: 'Gappa, a script each function that bounds its rounding error',
  relies: ['IEEE 754 round-to-nearest-even, without overflow'],
  refuses: (program) => {
    const unsupported = supportedFormat('gappa', program, ['f32', 'f64']);
    if (unsupported !== undefined) return unsupported;
    // With choices it is one formula on a part of the inputs at least.
    const refusal = refuseNumbers(program);
    return refusal === undefined || firstCell(program, USUAL) !== undefined ? undefined : refusal;
  },
  emit: (functions, moduleName) =>
    functions.map((f) => ({
      path: functions.length === 1 ? `${moduleName}.gappa` : `${moduleName}-${f.name}.gappa`,
      contents: script(f),
    })),
};
