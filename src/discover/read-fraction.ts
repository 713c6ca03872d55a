import { parseExpression } from '../expression/parse.ts';
import { fractionOf, refuteFraction } from './certify-fraction.ts';
import {
  FRACTION_LIMITS,
  type FractionEntry,
  type FractionFamilyEntry,
  type FractionProblem,
  type SignedFractionEntry,
} from './fraction-identification.ts';
import { linkRecord } from './fraction-record.ts';
import { familyStep } from '../search/identify/fractions/family-step.ts';
import { readExactPolynomial } from '../search/identify/fractions/read-polynomial.ts';
import { claim } from './identify-number.ts';
import type { Field } from './json/fields.ts';

const EDITED = 'a finding is not to be edited by hand';
const LENGTH = 100_000;

export function readFractionProblem(field: Field): FractionProblem {
  const f = field.object(['question', 'constant', 'box']);
  const box = f.box.object(['degrees', 'coefficients']);
  const degrees = box.degrees.items(2).map((degree) => degree.count());
  if (degrees.length !== 2 || degrees.some((d) => d > FRACTION_LIMITS.degree)) {
    box.degrees.refuse(`expected two degrees, 0 to ${FRACTION_LIMITS.degree}`);
  }
  return {
    question: f.question.oneOf(['continued-fraction']),
    constant: parsed(f.constant),
    box: { degrees: [degrees[0], degrees[1]], coefficients: box.coefficients.count() },
  };
}

/** Every field is checked, and what is called proved is proved again. */
export function readFractionEntry(
  field: Field,
  problem: FractionProblem,
): FractionEntry | FractionFamilyEntry | SignedFractionEntry {
  const form = field.entries(20).find(([key]) => key === 'form')?.[1];
  switch (form?.oneOf(['continued-fraction', 'fraction-family', 'signed-fraction'])) {
    case 'fraction-family':
      return readFamily(field);
    case 'signed-fraction':
      return readSigned(field);
    default:
      return readFraction(field, problem);
  }
}

function readFamily(field: Field): FractionFamilyEntry {
  const e = field.object(
    ['form', 'expression', 'a', 'b', 'stepA', 'stepB', 'found', 'members', 'status'],
    ['proof'],
  );
  const status = e.status.oneOf(['proved', 'measured']);
  if ((status === 'proved') !== (e.proof !== undefined))
    e.status.refuse('exactly proved families have a proof', EDITED);
  const [a, b, stepA, stepB] = [e.a, e.b, e.stepA, e.stepB].map(polynomial);
  const proof = e.proof && readLink(e.proof, [a, b, stepA, stepB]);
  return {
    form: e.form.oneOf(['fraction-family']),
    expression: parsed(e.expression),
    a,
    b,
    stepA,
    stepB,
    found: e.found.count(),
    members: e.members.count(),
    status,
    ...(proof === undefined ? {} : { proof }),
  };
}

/** The link is made again from the polynomials. */
function readLink(field: Field, texts: readonly string[]): NonNullable<FractionFamilyEntry['proof']> {
  const { method, matrix } = field.object(['method', 'matrix']);
  method.oneOf(['parametric-equivalence']);
  const [a, b, da, db] = texts.map((text) => (readExactPolynomial(text) ?? []).map(Number));
  const again = familyStep({ a, b }, { a: da, b: db });
  if (again === undefined) return field.refuse('the members are not linked by this', EDITED);
  const record = linkRecord(again);
  if (matrix.items(4).map(short).join('; ') !== record.matrix.join('; '))
    matrix.refuse(`the polynomials make it ${record.matrix.join('; ')}`, EDITED);
  return record;
}

/** The quotients in the file must obey the recurrence in the file. */
function readSigned(field: Field): SignedFractionEntry {
  const e = field.object([
    'form',
    'expression',
    'relation',
    'signs',
    'quotients',
    'from',
    'recurrence',
    'checked',
    'status',
  ]);
  const whole = (item: Field): string => {
    const text = item.string();
    return /^-?\d{1,400}$/.test(text) ? text : item.refuse('expected a whole number as text');
  };
  const [quotients, recurrence] = [e.quotients, e.recurrence].map((list) => list.items(1_000).map(whole));
  const from = e.from.count();
  const [q, c] = [quotients, recurrence].map((list) => list.map(BigInt));
  for (let n = from; n + c.length <= q.length; n++) {
    if (c.reduce((sum, x, i) => sum + x * q[n + i], 0n) !== 0n) {
      e.quotients.refuse(`from ${n} on they do not obey the recurrence`, EDITED);
    }
  }
  const signs = e.signs.items(12).map((item) => {
    const sign = item.number();
    return sign === 1 || sign === -1 ? sign : item.refuse('expected 1 or -1');
  });
  return {
    form: e.form.oneOf(['signed-fraction']),
    expression: parsed(e.expression),
    relation: readRelation(e.relation),
    signs,
    quotients,
    from,
    recurrence,
    checked: e.checked.count(),
    status: e.status.oneOf(['measured']),
  };
}

function polynomial(field: Field): string {
  const text = short(field);
  return readExactPolynomial(text) === undefined
    ? field.refuse('expected a polynomial in n as Napier writes it', EDITED)
    : text;
}

function readRelation(field: Field): FractionEntry['relation'] {
  const relation = field.items(4).map((n) => n.number());
  if (relation.length !== 4 || !relation.every(Number.isSafeInteger))
    field.refuse('expected four whole numbers');
  return relation as unknown as FractionEntry['relation'];
}

function readFraction(field: Field, { constant }: FractionProblem): FractionEntry {
  const e = field.object(
    ['form', 'a', 'b', 'expression', 'relation', 'digits', 'spent', 'chance', 'status', 'convergence'],
    ['metrics', 'known', 'proof'],
  );
  const [digits, spent] = [e.digits.number(), e.spent.number()];
  const chance = e.chance.string();
  if (chance !== claim(digits, spent).chance) {
    e.chance.refuse(`the digits make it ${claim(digits, spent).chance}`, EDITED);
  }
  const metrics = e.metrics?.object(['depth', 'perTerm', 'delta']);
  const proof = e.proof?.object(['method', 'theorem', 'fold', 'matrix']);
  const fold = proof?.fold.items(2).map((n) => n.count());
  if (fold !== undefined && (fold.length !== 2 || fold.some((k) => k < 1 || k > 4))) {
    proof?.fold.refuse('expected two whole numbers from 1 to 4');
  }
  const matrix = proof?.matrix.items(4).map(short);
  if (matrix !== undefined && matrix.length !== 4) proof?.matrix.refuse('expected four polynomials');
  const status = e.status.oneOf(['proved', 'measured']);
  if ((status === 'proved') !== (proof !== undefined)) {
    e.status.refuse('exactly proved fractions have a proof', EDITED);
  }
  const entry: FractionEntry = {
    form: e.form.oneOf(['continued-fraction']),
    a: short(e.a),
    b: short(e.b),
    expression: parsed(e.expression),
    relation: readRelation(e.relation),
    digits,
    spent,
    chance,
    status,
    convergence: e.convergence.oneOf(['factorial', 'exponential', 'slow']),
    ...(metrics === undefined
      ? {}
      : {
          metrics: {
            depth: metrics.depth.count(),
            perTerm: metrics.perTerm.number(),
            delta: metrics.delta.number(),
          },
        }),
    ...(e.known === undefined ? {} : { known: e.known.string() }),
    ...(proof === undefined
      ? {}
      : {
          proof: {
            method: proof.method.oneOf(['equivalence']),
            theorem: proof.theorem.string(),
            fold: fold as unknown as [number, number],
            matrix: matrix as unknown as [string, string, string, string],
          },
        }),
  };
  if (fractionOf(entry) === undefined) e.a.refuse('expected polynomials in n as Napier writes them', EDITED);
  const wrong = proof === undefined ? undefined : refuteFraction(entry, constant);
  if (wrong !== undefined) (e.proof ?? field).refuse(`not proved by this: ${wrong}`, EDITED);
  return entry;
}

function short(field: Field): string {
  const text = field.string();
  return text.length > LENGTH ? field.refuse('too long') : text;
}

/** A text that Napier parses. */
function parsed(field: Field): string {
  short(field);
  return field.parsedBy(parseExpression);
}
