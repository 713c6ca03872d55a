import type { FractionEntry, FractionProblem } from './fraction-identification.ts';
import type { Json } from './json/write-json.ts';

export function fractionProblemJson({ question, constant, box }: FractionProblem): Json {
  return { question, constant, box: { degrees: [...box.degrees], coefficients: box.coefficients } };
}

export function fractionEntryJson(e: FractionEntry): Json {
  return {
    form: e.form,
    a: e.a,
    b: e.b,
    expression: e.expression,
    relation: [...e.relation],
    digits: e.digits,
    spent: e.spent,
    chance: e.chance,
    status: e.status,
    convergence: e.convergence,
    metrics: e.metrics && { ...e.metrics },
    known: e.known,
    proof: e.proof && {
      method: e.proof.method,
      theorem: e.proof.theorem,
      fold: [...e.proof.fold],
      matrix: [...e.proof.matrix],
    },
  };
}
