import type { Finding } from './finding.ts';
import { Field } from './json/fields.ts';
import { readJson } from './json/read-json.ts';
import { readFinding, readVersion } from './read-finding.ts';
import { readIdentification } from './read-identification.ts';
import { readImprovement } from './read-improvement.ts';
import { readRegression } from './read-regression.ts';

/** Reads a finding of any kind. @throws NapierError with the path and the place of the first thing wrong */
export function readAnyFinding(source: string): Finding {
  const root = new Field(source, readJson(source));
  const version = readVersion(root);
  const kind = root.entries(1_000).find(([key]) => key === 'kind')?.[1];
  switch (kind?.oneOf(['approximation', 'identification', 'improvement', 'regression'])) {
    case 'identification':
      return readIdentification(version, root.object(['napier', 'kind', 'problem', 'front', 'provenance']));
    case 'regression':
      return readRegression(version, root.object(['napier', 'kind', 'problem', 'front', 'provenance']));
    case 'improvement':
      return readImprovement(
        version,
        root.object(['napier', 'kind', 'problem', 'given', 'front', 'provenance']),
      );
    default:
      return readFinding(source);
  }
}
