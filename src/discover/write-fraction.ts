import type {
  FractionEntry,
  FractionFamilyEntry,
  FractionProblem,
  SignedFractionEntry,
} from './fraction-identification.ts';
import type { Json } from './json/write-json.ts';

export function fractionProblemJson({ question, constant, box }: FractionProblem): Json {
  return { question, constant, box: { degrees: [...box.degrees], coefficients: box.coefficients } };
}

export function fractionEntryJson(e: FractionEntry | FractionFamilyEntry | SignedFractionEntry): Json {
  if (e.form === 'fraction-family') {
    const { form, expression, a, b, stepA, stepB, found, members, status } = e;
    const proof = e.proof && { method: e.proof.method, matrix: [...e.proof.matrix] };
    return { form, expression, a, b, stepA, stepB, found, members, status, proof };
  }
  if (e.form === 'signed-fraction') {
    const { form, expression, relation, signs, quotients, from, recurrence, checked, status } = e;
    return {
      form,
      expression,
      relation: [...relation],
      signs: [...signs],
      quotients: [...quotients],
      from,
      recurrence: [...recurrence],
      checked,
      status,
    };
  }
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
