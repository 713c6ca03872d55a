import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Is a program of this name on the PATH? */
export function hasTool(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

/**
 * `describe` for tests that need an outside program: runs where it is installed, says "skipped, needs X" where
 * it is not, and fails where CI promises it (CI=true).
 */
export function needs(...tools: string[]): (title: string, body: () => void) => void {
  const missing = tools.filter((tool) => !hasTool(tool));
  if (missing.length === 0) return (title, body) => void describe(title, body);
  if (process.env.CI === 'true') {
    return (title) => {
      throw new Error(`${title}: CI must provide ${missing.join(', ')}`);
    };
  }
  return (title, body) => void describe.skip(`${title} (skipped, needs ${missing.join(', ')})`, body);
}

/** The Python that has a module: Debian's own, or the first on the PATH; `undefined` when neither has. */
export function pythonWith(module: string): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (path) => spawnSync(path, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );
}
