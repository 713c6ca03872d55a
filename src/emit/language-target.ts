import { exactDouble } from '../number/exact-double.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import { isIntegerText } from '../program/integer-constant.ts';
import { lMulBiasText } from '../program/l-mul.ts';
import type { MachineOperation } from '../program/machine-operations.ts';
import { requireHardware } from '../program/require-real.ts';
import { resolveOperand } from '../program/operand.ts';
import { storageOf, type Instruction, type Operand, type Program } from '../program/program.ts';
import { resultType } from '../program/value-types.ts';
import { contractLines } from './header.ts';
import { inMediump, inShader } from './in-shader.ts';
import type { Language, Scalar, TestedFunction } from './language.ts';
import { selfTestVectors } from './self-test.ts';
import { fixedScalarOf } from './fixed-scalar.ts';
import { supportedFormat } from './supported-format.ts';
import { prefixOf, type EmitFunction, type Target } from './target.ts';

/** A target of a language that is described by data. */
export function languageTarget(language: Language): Target {
  return {
    name: language.name,
    description: language.description,
    relies: language.relies,
    leavesOpen: language.leavesOpen,
    refuses: (program) => refusal(language, program),
    emit(given, moduleName) {
      const prepare = language.mediump === true ? inMediump : language.shader === true ? inShader : undefined;
      const functions = prepare === undefined ? given : given.map(prepare);
      const sources = functions.map((f) => definition(language, f));
      const withVectors = functions.map((f) => tested(language, f));
      return language.files({
        name: moduleName,
        source: [...(language.nests === true ? [] : helpers(language, functions)), ...sources].join('\n'),
        functions: withVectors,
        tested: withVectors.filter(({ vectors }) => vectors.length > 0),
      });
    },
  };
}

function scalarOf({ scalars, fixedScalar }: Language, format: FormatName): Scalar {
  const fixed = fixedScalar && fixedScalarOf(format);
  return fixed === undefined ? (scalars[format as 'f32' | 'f64'] as Scalar) : fixedScalar!(fixed, format);
}

function unsupported({ name, scalars, fixedScalar, stores }: Language, program: Program): string | undefined {
  if (fixedScalar === undefined) return supportedFormat(name, program, Object.keys(scalars));
  const { format, storage = format } = program;
  const [computes, keeps] = [fixedScalarOf(format), fixedScalarOf(storage)];
  if (computes === undefined)
    return `target ${name} has no ${format} arithmetic; it writes fixed point, such as q(3.12)`;
  // Counts of the same unit are the same integers.
  const kept = stores !== undefined && keeps !== undefined && keeps.fraction === computes.fraction;
  return storage === format || kept
    ? undefined
    : `target ${name} stores in the format it computes in, not in ${storage}`;
}

function refusal(language: Language, program: Program): string | undefined {
  const { name, notation, lookup, refusesNonFinite } = language;
  const message = unsupported(language, program);
  if (message !== undefined) return message;
  for (const { op } of program.code) {
    const column = op === 'lookup' ? lookup : notation[requireHardware(op)];
    if (typeof column === 'string') return `target ${name} cannot write ${op}: ${column}`;
  }
  const texts = [...program.constants, ...(program.tables ?? []).flatMap(({ values }) => values)];
  const special = texts.some((text) => !isIntegerText(text) && !Number.isFinite(exactDouble(text)));
  return special && refusesNonFinite !== undefined ? `target ${name}: ${refusesNonFinite}` : undefined;
}

/** Helpers that some function calls, each once. */
function helpers(language: Language, functions: readonly EmitFunction[]): string[] {
  const texts = new Set<string>();
  for (const { program } of functions) {
    const s = scalarOf(language, program.format);
    const storage = scalarOf(language, storageOf(program));
    if (storage.format !== s.format) for (const text of language.stores?.(storage) ?? []) texts.add(text);
    for (const { op } of program.code) {
      for (const text of [language.helpers[op]?.(s) ?? []].flat()) texts.add(text);
    }
  }
  return [...texts];
}

function definition(language: Language, f: EmitFunction): string {
  const { program } = f;
  const [s, storage] = [scalarOf(language, program.format), scalarOf(language, storageOf(program))];
  const name = language.functionName(f.name, storage, prefixOf(f));
  const parameters = parametersOf(language, program);
  const operand = (text: Operand): string => {
    const resolved = resolveOperand(program, text);
    if (resolved?.kind === 'input') return language.convert(parameters[resolved.index], storage, s);
    return resolved?.kind === 'constant' ? language.literal(program.constants[resolved.index], s) : text;
  };
  const isConstant = (text: Operand): boolean => resolveOperand(program, text)?.kind === 'constant';
  const statements = program.code.flatMap((instruction, i) => {
    const hoisted: string[] = [];
    const { hoist } = language;
    const values = instruction.args.filter((arg) => !isTable(program, arg));
    const alone = hoist !== undefined && values.every(isConstant);
    const names = (text: Operand): string => {
      if (!alone) return operand(text);
      const variable = `t${i}_${text}`;
      hoisted.push(hoist(variable, operand(text)));
      return variable;
    };
    const value = statement(language, program, name, instruction, names, s);
    const type = resultType(program, instruction);
    return [...new Set(hoisted), language.declare(type, `t${i}`, value, s)];
  });
  const tables = (program.tables ?? []).map(({ type, values }, k) => {
    const entries = [...values, type === 'int' ? 'i:0' : 'nan'].map((text) => language.literal(text, s));
    return language.table(`${name}_k${k}`, type, entries, s);
  });
  const last = program.code.length === 0 ? parameters[0] : `t${program.code.length - 1}`;
  const text = language.define({
    name,
    parameters,
    storage,
    doc: language.comment(contractLines(f, language.relies, language.leavesOpen)),
    body: statements,
    result: program.code.length === 0 ? last : language.convert(last, s, storage),
    nested: language.nests === true ? [...helpers(language, [f]), ...tables] : [],
    constant: isConstantFunction(program),
  });
  return [...(language.nests === true ? [] : tables), text].join('\n');
}

function parametersOf({ reserved }: Language, { inputs }: Program): string[] {
  return inputs.map((input) => (reserved.includes(input) ? `${input}_` : input));
}

/** Does no input reach the last instruction? */
function isConstantFunction({ inputs, code }: Program): boolean {
  const reached = new Set<Operand>(inputs);
  code.forEach(({ args }, i) => {
    if (args.some((arg) => reached.has(arg))) reached.add(`t${i}`);
  });
  return code.length > 0 && !reached.has(`t${code.length - 1}`);
}

function isTable(program: Program, operand: Operand): boolean {
  return resolveOperand(program, operand)?.kind === 'table';
}

function statement(
  language: Language,
  program: Program,
  name: string,
  { op, args }: Instruction,
  names: (operand: Operand) => string,
  s: Scalar,
): string {
  const known = requireHardware(op);
  const column = known === 'lookup' ? language.lookup : language.notation[known];
  if (typeof column === 'string') throw new RangeError(`${language.name} cannot write ${op}`);
  if (known !== 'lookup')
    return (language.notation[known] as (a: string[], s: Scalar) => string)(
      [...args.map(names), ...ownConstants(language, program, op, s)],
      s,
    );
  const { type, values } = (program.tables ?? [])[Number(args[0].slice(1))];
  const write = language.lookup as Exclude<Language['lookup'], string>;
  return write({ name: `${name}_${args[0]}`, length: values.length, type }, names(args[1]), s);
}

/** Constants that an operation has besides its operands. */
function ownConstants(language: Language, program: Program, op: MachineOperation, s: Scalar): string[] {
  return op === 'lmul' ? [language.literal(lMulBiasText(program.format === 'f32' ? 32 : 64), s)] : [];
}

/** Where a language leaves special values open, its self-test does not ask for them. */
function tested(language: Language, f: EmitFunction): TestedFunction {
  const format = storageOf(f.program);
  const storage = scalarOf(language, format);
  const tiny = findFormat(format).minNormal;
  const ordinary = (x: number): boolean => Number.isFinite(x) && Math.abs(x) >= tiny;
  const vectors = selfTestVectors(f).filter(
    ({ input, output }) => language.leavesOpen.length === 0 || (ordinary(input) && ordinary(output)),
  );
  const name = language.functionName(f.name, storage, prefixOf(f));
  return { f, name, parameters: parametersOf(language, f.program), storage, vectors };
}
