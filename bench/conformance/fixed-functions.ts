/** The fixed-point programs of the conformance tables, which `bench/fixed-findings.ts` found. */
import { readdirSync, readFileSync } from 'node:fs';
import { chooseEntry } from '../../src/discover/choose-entry.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { specificationOf } from '../../src/discover/specification-of.ts';
import type { EmitFunction } from '../../src/emit/target.ts';

export const FIXED_FORMAT = 'q(3.12)';
const FOLDER = new URL('../findings/', import.meta.url);
const ENDING = '-fixed.napier.json';

export const fixedPath = (name: string): URL => new URL(`${name}${ENDING}`, FOLDER);

/** All of them, by name. */
export function fixedFunctions(): EmitFunction[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING));
  return files.map((file) => {
    const name = file.slice(0, -ENDING.length);
    const finding = readFinding(readFileSync(new URL(file, FOLDER), 'utf8'));
    const entry = finding.kind === 'approximation' ? chooseEntry(finding) : undefined;
    if (entry === undefined || finding.kind !== 'approximation')
      throw new RangeError(`${file} has no program`);
    return {
      name,
      program: entry.program,
      specification: specificationOf(finding.problem),
      certificate: entry.certificate,
      command: `npx tsx bench/fixed-findings.ts ${name}`,
      version: finding.napier,
    };
  });
}
