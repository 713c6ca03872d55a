import type { Finding } from './finding.ts';
import { Field } from './json/fields.ts';
import { readJson } from './json/read-json.ts';
import { readFinding, readVersion } from './read-finding.ts';
import { readDeduction } from './read-deduction.ts';
import { readIdentification } from './read-identification.ts';
import { readImprovement } from './read-improvement.ts';
import { readInvariant } from './read-invariant.ts';
import { readRegression } from './read-regression.ts';
import { readRelation } from './read-relation.ts';
import { readSystem } from './read-system.ts';

const FINDING_KINDS = [
  'approximation',
  'deduction',
  'identification',
  'improvement',
  'invariant',
  'regression',
  'relation',
  'system',
] as const;

/** Reads a finding of any kind. @throws NapierError with the path and the place of the first thing wrong */
export function readAnyFinding(source: string): Finding {
  const root = new Field(source, readJson(source));
  const version = readVersion(root);
  const kind = root.entries(1_000).find(([key]) => key === 'kind')?.[1];
  const ordinary = () => root.object(['napier', 'kind', 'problem', 'front', 'provenance']);
  switch (kind?.oneOf(FINDING_KINDS)) {
    case 'deduction':
      return readDeduction(version, ordinary());
    case 'identification':
      return readIdentification(version, ordinary());
    case 'invariant':
      return readInvariant(version, ordinary());
    case 'regression':
      return readRegression(version, ordinary());
    case 'relation':
      return readRelation(version, ordinary());
    case 'system':
      return readSystem(version, ordinary());
    case 'improvement':
      return readImprovement(
        version,
        root.object(['napier', 'kind', 'problem', 'given', 'front', 'provenance']),
      );
    default:
      return readFinding(source);
  }
}
