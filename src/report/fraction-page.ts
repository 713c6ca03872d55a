import type {
  FractionEntry,
  FractionFamilyEntry,
  FractionProblem,
  SignedFractionEntry,
} from '../discover/fraction-identification.ts';
import type { IdentificationFinding } from '../discover/identification.ts';
import type { HistoryRecord } from '../discover/provenance.ts';
import { parseExpression } from '../expression/parse.ts';
import { SEED_FRACTIONS, type SeedFraction } from '../search/identify/fractions/seed-fractions.ts';
import { evaluatePolynomial } from '../number/exact/integer-polynomial.ts';
import { readExactPolynomial } from '../search/identify/fractions/read-polynomial.ts';
import { polynomialText } from '../search/identify/fractions/polynomial-fraction.ts';
import { escapeHtml } from './escape-html.ts';
import { STYLE } from './style.ts';
import { typeset } from './typeset.ts';

/** Of an identification that asked for continued fractions. */
export type FractionFinding = IdentificationFinding & { readonly problem: FractionProblem };

/**
 * One self-contained HTML page about the continued fractions of a constant: no network, no script. Each theorem with what
 * was proved from it and by which matrix; then conjectures, families, and signed fractions.
 * @param file the finding's file name, for the commands
 */
export function renderFractionPage(finding: FractionFinding, file: string): string {
  const { problem, front, provenance } = finding;
  const entries = front.filter((entry): entry is FractionEntry => entry.form === 'continued-fraction');
  const proved = entries.filter(({ proof }) => proof !== undefined);
  const open = entries.filter(({ proof }) => proof === undefined);
  const scan = provenance.history.find(({ phase }) => phase === 'scan') ?? { phase: 'scan' };
  const count = (key: string): string => Number(scan[key] ?? 0).toLocaleString('en');
  const [degreeA, degreeB] = problem.box.degrees;
  const constant = escapeHtml(problem.constant);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${constant} in continued fractions · Napier</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Continued fractions of <code>${constant}</code></h1>
<div class="formula" style="display: flex; align-items: center; justify-content: center; gap: .5em">${figure(entries[0])}</div>
<p>Values a(0) + b(1)/(a(1) + b(2)/(a(2) + …)) of the form (p + q·c)/(r + s·c) for c = ${typeset(parseExpression(problem.constant), false)}, with polynomials of degrees up to ${degreeA} and ${degreeB} and whole coefficients from −${problem.box.coefficients} to ${problem.box.coefficients}.</p>
<div class="claim${proved.length === 0 ? ' measured' : ''}"><strong>${entries.length} found, ${proved.length} proved.</strong> Every one agrees with its formula to ${Math.min(...entries.map(({ digits }) => digits)).toLocaleString('en')} digits or more. ${count('fractions')} of ${count('total')} were looked at (one of each pair a(n), −a(n)): ${count('searched')} valued to 26 digits and related to the constant, ${count('divergent')} diverge, ${count('finite')} end, ${count('periodic')} repeat, ${count('undecided')} could not be valued.</div>
${theorems(proved)}
${open.length === 0 ? '' : `<h2>Conjectures</h2><p>No proof from the theorems that Napier holds.</p>${table(open)}`}
${families(front.filter((entry): entry is FractionFamilyEntry => entry.form === 'fraction-family'))}
${groups(provenance.history)}
${signed(front.filter((entry): entry is SignedFractionEntry => entry.form === 'signed-fraction'))}
<h2>What δ and “known” mean</h2>
<p>Digits a term and δ are measured on convergents p/q in lowest terms: |v − p/q| = q<sup>−1−δ</sup>. A fraction with δ above 0 would by itself prove its value irrational. Fractions that differ from a listed one only by a factor, a sign or their first terms are called known.</p>
<h2>Do it again</h2>
<pre>napier identify --continued-fraction "${constant}" --degree ${degreeA},${degreeB} --coefficients ${problem.box.coefficients}    # search again: the same bytes
napier certify ${escapeHtml(file)}    # prove every claim on this page again, from the file alone</pre>
<p class="soft">Napier ${escapeHtml(finding.napier)}; stopped because: ${provenance.stop}.</p>
</main>
</body>
</html>
`;
}

/** Terms of the simplest fraction that are written out. */
const WRITTEN = 4;

/** The simplest fraction with its first terms written out, as MathML. */
function figure(entry: FractionEntry | undefined): string {
  const [a, b] = [entry?.a, entry?.b].map((text) => readExactPolynomial(text ?? ''));
  if (entry === undefined || a === undefined || b === undefined) return '';
  let inner = '<mo>⋱</mo>';
  for (let n = WRITTEN; n >= 0; n--) {
    const next = evaluatePolynomial(b, BigInt(n + 1));
    const sign = next < 0n ? '−' : '+';
    const size = next < 0n ? -next : next;
    const fraction = `<mfrac><mn>${size}</mn><mrow>${inner}</mrow></mfrac>`;
    inner = `<mn>${evaluatePolynomial(a, BigInt(n))}</mn><mo>${sign}</mo>${n === WRITTEN ? '<mo>⋱</mo>' : fraction}`;
  }
  return `<math display="block"><mrow>${inner}</mrow></math> <span>=</span> ${typeset(parseExpression(entry.expression), false)}`;
}

function theorems(proved: readonly FractionEntry[]): string {
  return [...group(proved)]
    .map(([theorem, members]) => {
      const seed = SEED_FRACTIONS.find(({ name }) => name === theorem);
      return `<h2>From ${escapeHtml(lowered(theorem))}</h2>
${seed === undefined ? '' : `<p>${statement(seed)}</p>`}
${table(members)}
<details><summary>Proofs: the matrices U(n)</summary>
<p class="soft">With H(n) and S(n) the matrices of one step x ↦ b(n)/(a(n) + x) of the fraction and of the theorem’s, H(n)·U(n+1) and U(n)·S(n) are proportional as polynomials, and det U(n) ≠ 0 for n ≥ 1: so the tails are images of each other, and U(1) takes the theorem’s value to the fraction’s.</p>
<pre>${members.map((entry) => escapeHtml(proofText(entry))).join('\n')}</pre></details>`;
    })
    .join('\n');
}

function theoremOf({ proof }: FractionEntry): string {
  return proof?.theorem ?? '';
}

function group(entries: readonly FractionEntry[]): Map<string, FractionEntry[]> {
  const groups = new Map<string, FractionEntry[]>();
  for (const entry of entries) groups.set(theoremOf(entry), [...(groups.get(theoremOf(entry)) ?? []), entry]);
  return groups;
}

function lowered(name: string): string {
  return /^[A-Z][a-z]+('s|s'| series)/.test(name) ? name : `the ${name}`;
}

function statement({ a, b, source }: SeedFraction): string {
  return `The theorem: a(n) = <code>${escapeHtml(polynomialText(a))}</code>, b(n) = <code>${escapeHtml(polynomialText(b))}</code> (${escapeHtml(source)}).`;
}

function proofText({ a, b, proof }: FractionEntry): string {
  if (proof === undefined) return '';
  const [u, v, w, x] = proof.matrix;
  const steps = proof.fold.join() === '1,1' ? '' : `, ${proof.fold[0]} and ${proof.fold[1]} steps at a time`;
  return `a = ${a}, b = ${b}${steps}:\n  U(n) = [ ${u} , ${v} ; ${w} , ${x} ]`;
}

function table(entries: readonly FractionEntry[]): string {
  const rows = entries.map(
    ({ a, b, expression, metrics, known }) =>
      `<tr><td>${formula(a)}</td><td>${formula(b)}</td><td>${formula(expression)}</td><td class="n">${metrics?.perTerm.toFixed(3) ?? '–'}</td><td class="n">${metrics?.delta.toFixed(3) ?? '–'}</td><td>${escapeHtml(known?.replace(/ \(.*/, '') ?? 'on no list held')}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th>a(n)</th><th>b(n)</th><th>value</th><th class="n">digits a term</th><th class="n">δ</th><th>known</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function formula(text: string): string {
  return typeset(parseExpression(text), false);
}

function families(entries: readonly FractionFamilyEntry[]): string {
  if (entries.length === 0) return '';
  const step = (f: string, by: string): string =>
    by === '0'
      ? formula(f)
      : by === '1'
        ? `${formula(f)} + k`
        : `${formula(f)} + k·${by.includes(' ') ? `(${formula(by)})` : formula(by)}`;
  const rows = entries.map(
    ({ a, b, stepA, stepB, expression, found, members, proof }) =>
      `<tr><td>${step(a, stepA)}</td><td>${step(b, stepB)}</td><td>${formula(expression)}</td><td class="n">${found}</td><td class="n">${members}</td><td>${proof === undefined ? 'conjecture' : `proved: <code class="wrap">[${proof.matrix.map(escapeHtml).join(', ')}]</code>`}</td></tr>`,
  );
  return `<h2>Families</h2><p>For k = 0, 1, 2, …. Where a matrix U(n, k) stands, it takes the tails of member k + 1 to those of member k, proved with k as a letter; elsewhere it is a conjecture that all members have values in the constant’s field.</p>
<div class="scroll"><table><thead><tr><th>a(n)</th><th>b(n)</th><th>value at k = 0</th><th class="n">in the box</th><th class="n">looked at</th><th>known</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** The fractions found by how they converge, and how far families generalise them. */
function groups(history: readonly HistoryRecord[]): string {
  const found = history.filter(({ phase }) => phase === 'group');
  if (found.length === 0) return '';
  const range = (from: unknown, to: unknown): string => {
    const [a, b] = [from, to].map((x) => Number(x).toFixed(2).replace('-', '−'));
    return a === b ? a : `${a} to ${b}`;
  };
  const rows = found.map(
    (one) =>
      `<tr><td>${escapeHtml(String(one.kind))}</td><td class="n">${one.ratio === 0 ? '' : Number(one.ratio).toFixed(4)}</td><td class="n">${range(one.deltaFrom, one.deltaTo)}</td><td class="n">${range(one.digitsFrom, one.digitsTo)}</td><td class="n">${Number(one.fractions)}</td><td class="n">${Number(one.generalised)}</td><td class="n">${Number(one.families)}</td></tr>`,
  );
  return `<h2>Groups by convergence</h2><p>What was found, by kind, by the ratio of the recurrence’s roots and by δ; how many of each group some family above generalises.</p>
<div class="scroll"><table><thead><tr><th>convergence</th><th class="n">|λ₁/λ₂|</th><th class="n">δ</th><th class="n">digits a term</th><th class="n">found</th><th class="n">in families</th><th class="n">families</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function signed(entries: readonly SignedFractionEntry[]): string {
  if (entries.length === 0) return '';
  const rows = entries.map(
    ({ expression, signs, quotients, checked }) =>
      `<tr><td>${formula(expression)}</td><td>${signs.map((s) => (s < 0 ? '−' : '+')).join(' ')} …</td><td>${quotients.slice(0, 14).join(', ')}, …</td><td class="n">${checked}</td></tr>`,
  );
  return `<h2>Repeating signs</h2><p>q₀ ± 1/(q₁ ± 1/(q₂ ± …)) with signs that repeat and quotients that obey a linear recurrence with constant coefficients, as far as they were worked out.</p>
<div class="scroll"><table><thead><tr><th>value</th><th>signs</th><th>quotients</th><th class="n">checked</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
