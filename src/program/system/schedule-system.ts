import type { SystemInstruction, SystemProgram } from './system.ts';

/**
 * The same instructions in an order in which values are needed soon after they are made: outputs are visited as they are
 * listed, arguments first, and whatever can be done at once without another value to remember (an output, or the last
 * use of an argument) is done at once. Values that wait for others far away go through memory in long programs.
 */
export function scheduleSystem(program: SystemProgram): SystemProgram {
  const { inputs, constants, code, outputs } = program;
  const first = inputs.length + constants.length;
  const argumentsOf = code.map(({ args }) => [
    ...new Set(args.flatMap((arg) => (arg >= first ? [arg - first] : []))),
  ]);
  const users: number[][] = code.map(() => []);
  argumentsOf.forEach((args, i) => args.forEach((arg) => users[arg].push(i)));
  const missing = Int32Array.from(argumentsOf, (args) => args.length);
  const waiting = Int32Array.from(users, (list) => list.length);
  const order: number[] = [];
  const place = new Int32Array(code.length).fill(-1);

  const isFree = (i: number): boolean =>
    place[i] < 0 &&
    missing[i] === 0 &&
    (users[i].length === 0 || argumentsOf[i].some((arg) => waiting[arg] === 1));
  const put = (start: number): void => {
    const stack = [start];
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      if (place[i] >= 0) continue;
      place[i] = order.push(i) - 1;
      const open = users[i];
      for (const user of open) missing[user] -= 1;
      for (const arg of argumentsOf[i]) {
        waiting[arg] -= 1;
        if (waiting[arg] !== 1) continue;
        const last = users[arg].find((user) => place[user] < 0);
        if (last !== undefined && isFree(last)) stack.push(last);
      }
      for (let k = open.length - 1; k >= 0; k--) if (isFree(open[k])) stack.push(open[k]);
    }
  };
  for (const { register } of outputs) {
    if (register < first) continue;
    const stack = [register - first];
    while (stack.length > 0) {
      const i = stack[stack.length - 1];
      const open = place[i] >= 0 ? [] : argumentsOf[i].filter((arg) => place[arg] < 0);
      if (open.length > 0) stack.push(...open.reverse());
      else {
        stack.pop();
        if (place[i] < 0) put(i);
      }
    }
  }
  const moved = (register: number): number => (register < first ? register : first + place[register - first]);
  return {
    inputs,
    constants,
    code: order.map((i): SystemInstruction => ({ op: code[i].op, args: code[i].args.map(moved) })),
    outputs: outputs.map(({ name, register }) => ({ name, register: moved(register) })),
  };
}
