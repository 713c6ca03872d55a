import { expect } from 'vitest';

const VOID = new Set(['meta', 'br']);

/** Expects a page to be well-formed, with every link resolving inside it, and to ask for nothing from outside. */
export function checkPage(page: string): void {
  const open: string[] = [];
  const body = page.replace(/<style>[^]*?<\/style>/, '').replace('<!doctype html>', '');
  let at = 0;
  for (const match of body.matchAll(
    /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/g,
  )) {
    expect(body.slice(at, match.index)).not.toMatch(/[<>]|&(?!#?\w+;)/);
    at = match.index + match[0].length;
    const [, closing, name, , self] = match;
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (self === '' && !VOID.has(name)) open.push(name);
  }
  expect(body.slice(at).trim()).toBe('');
  expect(open).toEqual([]);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/href="([^"]*)"/g))
    expect(ids.map((id) => `#${id}`)).toContain(target);
  expect(page).not.toMatch(/<script|<link|src=|@import|url\(|NaN|undefined|Infinity/);
  expect(page.replaceAll(/xmlns="[^"]*"/g, '')).not.toMatch(/https?:/);
}
