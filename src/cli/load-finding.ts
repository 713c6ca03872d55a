import { readAnyFinding } from '../discover/read-any-finding.ts';
import { FINDING_LIMITS, readFinding } from '../discover/read-finding.ts';
import type { ApproximationFinding, Finding } from '../discover/finding.ts';
import { fail } from '../error/fault.ts';
import { readTextFile } from '../run/read-text-file.ts';
import { located } from './located.ts';

const HINT = '`napier approximate … --out FOLDER` writes findings';

/** Reads an approximation from a file; faults inside it are shown behind the verb and the file's name. */
export function loadFinding(verb: string, path: string): ApproximationFinding {
  const source = readSource(path);
  return located(`${verb} ${path}:`, () => readFinding(source));
}

/** Reads a finding of any kind. */
export function loadAnyFinding(verb: string, path: string): Finding {
  const source = readSource(path);
  return located(`${verb} ${path}:`, () => readAnyFinding(source));
}

function readSource(path: string): string {
  const source = readTextFile(path, FINDING_LIMITS.bytes, HINT);
  if (!/^\uFEFF?\s*\{/.test(source)) {
    const message = `${JSON.stringify(path)} is not a finding: it does not begin with {`;
    fail({ kind: 'file', message, hint: HINT });
  }
  return source;
}
