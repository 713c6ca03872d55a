import { fail } from '../../error/fault.ts';
import { partialProducts } from './partial-products.ts';
import { plus, signedSum, unsigned, type SignedValue } from './signed-value.ts';
import { directionInputs } from './direction-inputs.ts';
import { SystemBuilder, type Value } from './system-builder.ts';
import type { SystemProgram } from './system.ts';

/** The program's instructions in a builder: the value of each register. */
function replayed(b: SystemBuilder, { inputs, constants, code }: SystemProgram): Value[] {
  const values: Value[] = inputs.map((_, i) => b.input(i));
  for (const value of constants) values.push(b.constant(value));
  for (const { op, args } of code) values.push(b.operation(op, ...args.map((arg) => values[arg])));
  return values;
}

/** Which registers depend on an input. */
function varying({ inputs, constants, code }: SystemProgram): boolean[] {
  const out: boolean[] = [...inputs.map(() => true), ...constants.map(() => false)];
  for (const { args } of code) out.push(args.some((arg) => out[arg]));
  return out;
}

/**
 * One output and its gradient by reverse accumulation on the instructions: outputs `name`, then `d_name_input` for every
 * input in the program's order. Of +, −, ·, /, √, exp, log, sin, cos, tan, atan and powers with a constant exponent, the
 * whole has at most 5 times the instructions of the function, however many inputs there are (Baur and Strassen 1983;
 * Griewank and Walther, Evaluating Derivatives, 2008, chapter 4).
 * @throws NapierError `name` when there is no such output, `unsupported` for roundings (floor, …)
 */
export function gradientSystem(system: SystemProgram, output: string): SystemProgram {
  const { inputs, constants, code, outputs } = system;
  const wanted = outputs.find(({ name }) => name === output);
  if (wanted === undefined) {
    return fail({
      kind: 'name',
      message: `the system has no output \`${output}\``,
      hint: `it has ${outputs
        .slice(0, 20)
        .map(({ name }) => name)
        .join(', ')}`,
    });
  }
  const b = new SystemBuilder(inputs);
  const values = replayed(b, system);
  const depends = varying(system);
  const first = inputs.length + constants.length;
  const adjoints: (SignedValue | undefined)[] = values.map(() => undefined);
  adjoints[wanted.register] = plus(b.constant(1));
  for (let i = code.length - 1; i >= 0; i--) {
    const adjoint = adjoints[first + i];
    if (adjoint === undefined || !depends[first + i]) continue;
    const { op, args } = code[i];
    const products = partialProducts(
      b,
      op,
      args.map((arg) => values[arg]),
      values[first + i],
    );
    args.forEach((arg, k) => {
      if (!depends[arg]) return;
      const { value, negative } = products[k](adjoint.value);
      adjoints[arg] = signedSum(b, adjoints[arg], { value, negative: negative !== adjoint.negative });
    });
  }
  return b.build([
    { name: output, value: values[wanted.register] },
    ...inputs.map((name, i) => ({ name: `d_${output}_${name}`, value: unsigned(b, adjoints[i]) })),
  ]);
}

/**
 * Forward mode: every output, and its derivative along a direction. Inputs are the program's, then the direction as
 * `dot_input`; outputs are the program's, then `dot_output`. One run gives the Jacobian times a vector.
 * @throws NapierError `name` when a name is taken, `unsupported` for roundings (floor, …)
 */
export function tangentSystem(system: SystemProgram): SystemProgram {
  const { inputs, constants, code, outputs } = system;
  const directions = directionInputs(inputs);
  const b = new SystemBuilder([...inputs, ...directions]);
  const values = replayed(b, system);
  const tangents: (SignedValue | undefined)[] = inputs.map((_, i) => plus(b.input(inputs.length + i)));
  for (let i = 0; i < constants.length; i++) tangents.push(undefined);
  code.forEach(({ op, args }, i) => {
    if (args.every((arg) => tangents[arg] === undefined)) {
      tangents.push(undefined);
      return;
    }
    const products = partialProducts(
      b,
      op,
      args.map((arg) => values[arg]),
      values[inputs.length + constants.length + i],
    );
    let sum: SignedValue | undefined;
    args.forEach((arg, k) => {
      const tangent = tangents[arg];
      if (tangent === undefined) return;
      const { value, negative } = products[k](tangent.value);
      sum = signedSum(b, sum, { value, negative: negative !== tangent.negative });
    });
    tangents.push(sum);
  });
  return b.build([
    ...outputs.map(({ name, register }) => ({ name, value: values[register] })),
    ...outputs.map(({ name, register }) => ({ name: `dot_${name}`, value: unsigned(b, tangents[register]) })),
  ]);
}
