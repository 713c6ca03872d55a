/** A path ended early: it cannot be taken, or has no value. */
export class NoPath extends Error {}

/**
 * Runs a function once for every way in which its conditions can turn out. Equal conditions (by their keys) turn out the
 * same within a run, and nothing else is known of them: more paths may be taken than the program takes, never fewer.
 * @returns undefined when there are more than `most`
 */
export function allPaths<T>(run: (choose: (key: string) => boolean) => T, most: number): T[] | undefined {
  const out: T[] = [];
  const open: boolean[][] = [[]];
  for (let given = open.pop(); given !== undefined; given = open.pop()) {
    const taken: boolean[] = [];
    const known = new Map<string, boolean>();
    const begun = given;
    const choose = (key: string): boolean => {
      const before = known.get(key);
      if (before !== undefined) return before;
      const value = begun[taken.length] ?? true;
      if (taken.length >= begun.length) open.push([...taken, false]);
      taken.push(value);
      known.set(key, value);
      return value;
    };
    try {
      out.push(run(choose));
    } catch (error) {
      if (!(error instanceof NoPath)) throw error;
    }
    if (out.length + open.length > most) return undefined;
  }
  return out;
}
