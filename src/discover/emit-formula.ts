import { formulaSource, type EmittedFormula } from '../emit/formula/formula-source.ts';
import { FORMULA_LANGUAGES } from '../emit/formula/formula-languages.ts';
import { SYSTEM_TARGETS } from '../emit/system/system-targets.ts';
import type { EmittedFile, TargetName } from '../emit/target.ts';
import { fail } from '../error/fault.ts';
import { variablesOf } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toFPCore } from '../expression/to-fpcore.ts';
import { compileExpressions } from './calculate/compile.ts';
import type { RegressionEntry, RegressionFinding } from './regression.ts';
import type { SystemEntry, SystemFinding } from './system.ts';

/** Targets that formulas are written in. */
export const FORMULA_TARGETS: readonly TargetName[] = [
  ...(Object.keys(FORMULA_LANGUAGES) as TargetName[]),
  'wasm',
  'fpcore',
];

/**
 * A formula that `regress` found as a function in each of the targets told, by the functions of the language's own library:
 * what is known of it stands above it. Constants that differ by category are parameters after the inputs.
 * @throws NapierError `unsupported` for targets that formulas are not written in
 */
export function emitFormula(
  { problem, napier }: RegressionFinding,
  entry: RegressionEntry,
  targets: readonly TargetName[],
  name: string,
): EmittedFile[] {
  const expression = parseExpression(entry.expression);
  const parameters = entry.parameters ?? [];
  const variables = [...problem.inputs, ...parameters.map((parameter) => parameter.name)];
  const { target, data, category, spread } = problem;
  const labels = category?.labels ?? [];
  const contract = [
    `${target} = ${entry.expression}`,
    `Found in ${data.file}, ${data.rows} rows: root mean square error ${entry.error.value} on ${entry.error.rows} of them` +
      `${entry.heldOut === undefined ? '' : `, ${entry.heldOut.value} on ${entry.heldOut.rows} held out`}` +
      ` (the target's deviation is ${spread}); measured, outside the data nothing is known.`,
    ...parameters.map(
      (parameter) =>
        `${parameter.name} by ${category?.column}: ${parameter.values.map((value, i) => `${labels[i]} ${value}`).join(', ')}`,
    ),
    `napier ${napier} regress`,
  ];
  const formula: EmittedFormula = { name, variables, expression, contract };
  return targets.flatMap((one) => written(one, formula));
}

/**
 * The formulas of several targets, or the right-hand sides of differential equations, each as a function of its own named
 * after its target.
 * @throws NapierError as {@link emitFormula}
 */
export function emitSystem(
  { problem, napier }: SystemFinding,
  { equations, error, heldOut }: SystemEntry,
  targets: readonly TargetName[],
  name: string,
): EmittedFile[] {
  const { data, ode } = problem;
  const terms = equations.map(({ expression }) => parseExpression(expression));
  const variables = [...new Set([...problem.inputs, ...terms.flatMap(variablesOf)])];
  return equations.flatMap((equation, i) => {
    const of = problem.targets[i];
    const contract = [
      `${ode === undefined ? of : `d${of}/d${ode.time}`} = ${equation.expression}`,
      `Found in ${data.file}, ${data.rows} rows, together with the formulas of all ${equations.length} targets: root mean square over them of error` +
        ` by deviation ${error.value}${heldOut === undefined ? '' : `, ${heldOut.value} on what was held out`}; measured, outside the data nothing is known.`,
      `napier ${napier} regress`,
    ];
    const own = `${name}_${of.replace(/\W/g, '_')}`;
    return targets.flatMap((one) => written(one, { name: own, variables, expression: terms[i], contract }));
  });
}

function written(target: TargetName, formula: EmittedFormula): EmittedFile[] {
  const { name, expression, variables, contract } = formula;
  const language = FORMULA_LANGUAGES[target];
  if (language !== undefined)
    return [{ path: `${name}${language.ending}`, contents: formulaSource(formula, language) }];
  if (target === 'fpcore') {
    const comment = contract.map((line) => `; ${line}\n`).join('');
    return [{ path: `${name}.fpcore`, contents: `${comment}${toFPCore(expression, { variables })}\n` }];
  }
  if (target === 'wasm') {
    const system = [{ name: 'value', expression }];
    const { program, vectors } = compileExpressions(system, { inputs: variables });
    return SYSTEM_TARGETS.wasm.emit({ name, program, contract, vectors });
  }
  return fail({
    kind: 'unsupported',
    message: `formulas of data are not written as ${target}`,
    hint: `targets that can: ${FORMULA_TARGETS.join(', ')}`,
  });
}
