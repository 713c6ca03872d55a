import { fail } from '../../error/fault.ts';
import { directionInputs } from './direction-inputs.ts';
import { SystemBuilder, type Value } from './system-builder.ts';
import type { SystemProgram } from './system.ts';
import { TaylorArithmetic, type Coefficients } from './taylor-rules.ts';

export const MOST_TAYLOR_ORDER = 60;

/**
 * Higher derivatives by Taylor arithmetic on a program's own instructions: outputs `name`, then `taylor_k_name` for k from 1
 * to `order`, the k-th derivative by one input divided by k!. Each instruction becomes at most about order² of + − · /, so
 * that all derivatives together cost no more than that many times the function, where symbolic ones grow without bound.
 * @param variable the input to differentiate by; without one, all inputs at once along a direction, which is given as
 * more inputs `dot_input`
 * @throws NapierError `name` when there is no such input or a name is taken, `unsupported` for min, max and roundings,
 * `value` for an order that is not there
 */
export function taylorSystem(system: SystemProgram, order: number, variable?: string): SystemProgram {
  const { inputs, constants, code, outputs } = system;
  if (!Number.isInteger(order) || order < 1 || order > MOST_TAYLOR_ORDER) {
    fail({
      kind: 'value',
      message: `the order is a whole number from 1 to ${MOST_TAYLOR_ORDER}, not ${order}`,
    });
  }
  if (variable !== undefined && !inputs.includes(variable)) {
    fail({ kind: 'name', message: `the system has no input \`${variable}\``, hint: `it has ${inputs.join(', ')}` });
  } // prettier-ignore
  const directions = variable === undefined ? directionInputs(inputs) : [];
  const b = new SystemBuilder([...inputs, ...directions]);
  const arithmetic = new TaylorArithmetic(b, order);
  const rest = Array.from<undefined>({ length: order - 1 });
  const alone = (value: Value): Coefficients => [value, undefined, ...rest];
  const registers: Coefficients[] = inputs.map((name, i) => {
    const slope = variable === undefined ? b.input(inputs.length + i) : name === variable ? b.constant(1) : undefined; // prettier-ignore
    return [b.input(i), slope, ...rest];
  });
  for (const value of constants) registers.push(alone(b.constant(value)));
  for (const { op, args } of code) {
    const series = args.map((arg) => registers[arg]);
    const head = b.operation(op, ...series.map(([first]) => first as Value));
    registers.push(arithmetic.apply(op, series, head));
  }
  return b.build(
    outputs.flatMap(({ name, register }) =>
      registers[register].map((value, k) => ({
        name: k === 0 ? name : `taylor_${k}_${name}`,
        value: value ?? b.constant(0),
      })),
    ),
  );
}
