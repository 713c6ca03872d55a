import { existsSync, statSync } from 'node:fs';
import { emitFormula } from '../discover/emit-formula.ts';
import { withLicense } from '../emit/license.ts';
import type { EmittedFile, TargetName } from '../emit/target.ts';
import { fail } from '../error/fault.ts';
import { codeName } from './code-name.ts';
import { loadAnyFinding } from './load-finding.ts';
import { located } from './located.ts';
import type { OptionValues } from './option-values.ts';
import { pickFormula } from './pick-formula.ts';

/** Is the file a formula that `regress` found? */
export function isRegression(path: string): boolean {
  return existsSync(path) && statSync(path).isFile() && loadAnyFinding('emit', path).kind === 'regression';
}

/** The formula of a regression as source code. @throws NapierError */
export function regressionFiles(
  path: string,
  values: OptionValues,
  targets: readonly TargetName[],
): readonly EmittedFile[] {
  const finding = loadAnyFinding('emit', path);
  if (finding.kind !== 'regression') return fail({ kind: 'value', message: `${path} is no regression` });
  const entry = pickFormula(finding.front, values.number('pick', 1, 1_000));
  const name = values.read('name', codeName) ?? 'f';
  const files = located('emit --target', () => emitFormula(finding, entry, targets, name));
  const license = values.text('license');
  return license === undefined ? files : withLicense(files, license);
}
