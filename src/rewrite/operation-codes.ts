/**
 * Numbers for the operations' names, given out as names come, so that the e-graph and patterns can compare integers.
 * Any name will do: a rule set of its own (tests have a `d` for derivatives) may bring operations of its own.
 */
const codes = new Map<string, number>();
const names: string[] = [];

export function operationCode(name: string): number {
  let code = codes.get(name);
  if (code === undefined) {
    code = names.length;
    codes.set(name, code);
    names.push(name);
  }
  return code;
}

export function operationName(code: number): string {
  return names[code];
}
