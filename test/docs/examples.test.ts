/** Runs every `$ napier …` line of the documents with the built command line, and every JavaScript example. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'napier-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));
// `import 'napier'` finds this package.
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'napier'));
// Files that the examples read.
symlinkSync(join(root, 'docs'), join(folder, 'docs'));

/** The contents of fenced blocks of one language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map((m) => m[1]);
}

/** Words of a command line with double quotes, as a shell would split them. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]);
}

const files = [...readdirSync(join(root, 'docs')).map((name) => join('docs', name)), 'README.md'].filter(
  (f) => f.endsWith('.md'),
);

describe.each(files)('examples of %s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const commands = blocks(text, 'console').flatMap((block) =>
    block
      .split('\n')
      .filter((line) => line.startsWith('$ napier '))
      .map((line) => line.slice('$ napier '.length)),
  );
  const scripts = blocks(text, 'js');
  if (commands.length + scripts.length === 0) return it('has none', () => undefined);

  it.each(commands)('napier %s', { timeout: 180_000 }, (line) => {
    const run = (): Buffer =>
      execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...words(line)], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    expect(run).not.toThrow();
  });

  it.each(scripts.map((script, i) => [i + 1, script] as const))('JavaScript example %i', (i, script) => {
    const path = join(folder, `example-${i}.mjs`);
    writeFileSync(path, script);
    const out = execFileSync(process.execPath, [path], { cwd: folder, encoding: 'utf8' });
    expect(out.length).toBeGreaterThan(0);
  });
});
