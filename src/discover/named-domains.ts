import { fail } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import { parseDomain } from '../expression/parse-domain.ts';

const NAME = /(?:^|,)\s*([A-Za-z_]\w*)\s*=/g;

/**
 * `[0,1]` for the only variable, or `x=[0,1],y=(0,inf)`.
 * @throws NapierError `syntax`, `name` or `value`
 */
export function parseNamedDomains(source: string, variables: readonly string[]): Map<string, Domain> {
  const span = [0, source.length] as const;
  const starts = [...source.matchAll(NAME)];
  const hint = `write ${variables.map((name) => `${name}=[0,1]`).join(',')}`;
  if (starts.length === 0) {
    const domain = parseDomain(source);
    if (variables.length !== 1) {
      const message = `one domain for ${variables.length} variables`;
      fail({ kind: 'value', message, source, span, hint });
    }
    return new Map([[variables[0], domain]]);
  }
  if (starts[0].index !== 0)
    fail({ kind: 'syntax', message: 'expected a variable and its domain', source, span, hint });
  const domains = new Map<string, Domain>();
  for (const [i, match] of starts.entries()) {
    const name = match[1];
    const end = starts[i + 1]?.index ?? source.length;
    const at = match.index + match[0].indexOf(name);
    if (domains.has(name)) {
      fail({ kind: 'value', message: `\`${name}\` is given twice`, source, span: [at, at + name.length] });
    }
    // Blanks keep the places of what follows.
    const from = match.index + match[0].length;
    domains.set(name, parseDomain(`${' '.repeat(from)}${source.slice(from, end)}`));
  }
  return domains;
}
