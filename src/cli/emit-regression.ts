import { existsSync, statSync } from 'node:fs';
import { emitFormula, emitSystem } from '../discover/emit-formula.ts';
import { withLicense } from '../emit/license.ts';
import type { EmittedFile, TargetName } from '../emit/target.ts';
import { fail } from '../error/fault.ts';
import { codeName } from './code-name.ts';
import { loadAnyFinding } from './load-finding.ts';
import { located } from './located.ts';
import type { OptionValues } from './option-values.ts';
import { pickFormula } from './pick-formula.ts';

/** Is the file what `regress` found? */
export function isRegression(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  const { kind } = loadAnyFinding('emit', path);
  return kind === 'regression' || kind === 'system';
}

/** The formulas of a regression as source code. @throws NapierError */
export function regressionFiles(
  path: string,
  values: OptionValues,
  targets: readonly TargetName[],
): readonly EmittedFile[] {
  const finding = loadAnyFinding('emit', path);
  const pick = values.number('pick', 1, 1_000);
  const name = values.read('name', codeName) ?? 'f';
  const files = located('emit --target', () => {
    if (finding.kind === 'regression')
      return emitFormula(finding, pickFormula(finding.front, pick), targets, name);
    if (finding.kind === 'system')
      return emitSystem(finding, pickFormula(finding.front, pick), targets, name);
    return fail({ kind: 'value', message: `${path} is no regression` });
  });
  const license = values.text('license');
  return license === undefined ? files : withLicense(files, license);
}
