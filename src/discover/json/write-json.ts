/** What the writer takes: plain JSON. A member that is `undefined` is left out. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

const WIDTH = 110;

/**
 * JSON as people can read and compare it: members in the order given, two spaces a level, and whatever fits into
 * 110 columns on one line. The same value gives the same bytes.
 */
export function writeJson(value: Json, indent = '', used = 0): string {
  const flat = oneLine(value);
  if (indent.length + used + flat.length <= WIDTH || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => inner + writeJson(item, inner, 1));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const members = present(value as { readonly [key: string]: Json | undefined }).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + writeJson(member, inner, name.length + 1);
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}

function oneLine(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(oneLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = present(value as { readonly [key: string]: Json | undefined });
    if (members.length === 0) return '{}';
    return `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${oneLine(member)}`).join(', ')} }`;
  }
  return JSON.stringify(value);
}

function present(value: { readonly [key: string]: Json | undefined }): [string, Json][] {
  return Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
}
