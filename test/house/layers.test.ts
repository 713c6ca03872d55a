import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The order in which data passes (docs/architecture.md): a folder imports only from itself and those before it. */
const ORDER = [
  'error',
  'number',
  'expression',
  'oracle',
  'program',
  'rewrite',
  'certify',
  'emit',
  'search',
  'run',
  'discover',
  'report',
  'cli',
];
const SRC = resolve(import.meta.dirname, '../../src');

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(SRC, file));

/** The specifiers that a file imports, re-exports or loads; comments are not read. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2]);
}

const graph = new Map(
  files.map((file) => [
    file,
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => resolve(dirname(file), name)),
  ]),
);
const show = (file: string): string => relative(SRC, file).split(sep).join('/');
const layer = (file: string): number => ORDER.indexOf(show(file).split('/')[0]);

describe('the house', () => {
  it('has files to look at, and only folders of the list', () => {
    expect(files.length).toBeGreaterThan(100);
    const strangers = files.filter((file) => show(file).includes('/') && layer(file) < 0).map(show);
    expect(strangers).toEqual([]);
  });

  it('imports files that exist, by names that end in .ts', () => {
    const wrong = [...graph].flatMap(([file, targets]) =>
      targets.filter((target) => !graph.has(target)).map((target) => `${show(file)} imports ${show(target)}`),
    );
    expect(wrong).toEqual([]);
  });

  it('imports only from folders before its own', () => {
    const wrong = [...graph].flatMap(([file, targets]) =>
      // `src/index.ts` stands outside the folders, and above them all.
      layer(file) < 0
        ? []
        : targets
            .filter((target) => layer(target) > layer(file))
            .map((target) => `${show(file)} → ${show(target)}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no cycle of files', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'open')
        cycles.push([...path.slice(path.indexOf(file)), file].map(show).join(' → '));
      if (state.has(file)) return;
      state.set(file, 'open');
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
