import { relateProgram } from '../discover/relate-program.ts';
import type { RelationFinding } from '../discover/relation.ts';
import { fail } from '../error/fault.ts';
import { loadProgram } from '../run/load-program.ts';
import type { OptionValues } from './option-values.ts';

/** `relate --program FILE`: relations among the values of a program. */
export async function relateProgramFile(values: OptionValues): Promise<RelationFinding> {
  const path = values.text('program') as string;
  const program = await loadProgram(path, values.text('export'));
  const arity = values.number('arity', 1, 3) ?? program.arity;
  const range = values.read('domain', readRange);
  const accuracy = values.number('accuracy', 1e-15, 1e-5, false);
  const maxDegree = values.number('max-degree', 1, 6);
  const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
  const options = {
    name: `${path}#${program.name}`,
    arity,
    ...(range === undefined ? {} : { range }),
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(maxDegree === undefined ? {} : { maxDegree }),
    ...(seed === undefined ? {} : { seed }),
  };
  return values.text('with') === undefined
    ? relateProgram(program.run, options)
    : (values.read('with', (terms) =>
        relateProgram(program.run, { ...options, with: terms }),
      ) as RelationFinding);
}

/** `[lo,hi]`, two finite numbers. */
export function readRange(source: string): readonly [number, number] {
  const match = /^\s*\[\s*([^,]+),([^,\]]+)\]\s*$/.exec(source);
  const [lo, hi] = (match?.slice(1) ?? []).map(Number);
  if (match === null || !Number.isFinite(lo) || !Number.isFinite(hi)) {
    const span = [0, source.length] as const;
    fail({
      kind: 'syntax',
      message: 'expected two numbers in brackets',
      source,
      span,
      hint: 'such as [-4,4]',
    });
  }
  return [lo, hi];
}
