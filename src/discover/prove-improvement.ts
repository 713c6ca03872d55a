import type { Executor } from '../certify/certificate.ts';
import { certifyExhaustive } from '../certify/exhaustive.ts';
import { fail, NapierError } from '../error/fault.ts';
import { variablesOf } from '../expression/expression.ts';
import { isInfinite, WHOLE_DOMAIN, type Domain } from '../expression/domain.ts';
import { parseDomain } from '../expression/parse-domain.ts';
import { parseExpression } from '../expression/parse.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import type { Program } from '../program/program.ts';
import type { ImprovementEntry, ImprovementFinding, ImprovementProof } from './improvement.ts';
import { improvementStages } from './improvement-stages.ts';
import { loadManifest, loadShipped } from './shipped/shipped-folder.ts';
import { TIER_NAMES, type Tier } from './shipped/shipped-functions.ts';

export type ProveImprovementOptions = {
  /** Where jobs run. @defaultValue this thread */
  readonly executor?: Executor;
  readonly onProgress?: (done: number, total: number) => void;
  readonly stopped?: () => boolean;
  /** Told of each entry that could not be proved, and why. */
  readonly onUnproved?: (entry: ImprovementEntry, reason: string) => void;
};

/**
 * The same finding with a certificate for each entry that can be run on every input: f32, one variable, functions that
 * Napier ships. The proof is of the composition with these programs (each itself proved on every input).
 * @throws NapierError `unsupported` for another format, several variables or a precondition
 */
export async function proveImprovement(
  finding: ImprovementFinding,
  options: ProveImprovementOptions = {},
): Promise<ImprovementFinding> {
  checkProvable(finding);
  const front: ImprovementEntry[] = [];
  for (const entry of finding.front) {
    try {
      front.push({ ...entry, proof: await proveEntry(finding, entry, options) });
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      if (options.stopped?.() === true) throw error;
      options.onUnproved?.(entry, error.fault.message);
      front.push(entry);
    }
  }
  return { ...finding, front };
}

function checkProvable({ problem }: ImprovementFinding): void {
  if (problem.format !== 'f32') {
    fail({
      kind: 'unsupported',
      message: `every input is run in f32, not in ${problem.format}`,
      hint: 'formats of 16 bits and below are measured on every input anyway',
    });
  }
  const names = variablesOf(parseExpression(problem.expression));
  if (names.length !== 1 || problem.precondition !== undefined) {
    fail({
      kind: 'unsupported',
      message:
        names.length === 1
          ? 'every input is run of a domain, not of a precondition'
          : `every input is run of one variable, not of ${names.length}`,
      hint: names.length === 1 ? 'write the condition as --domain' : 'measured errors are all there is',
    });
  }
}

/**
 * Proves one entry, from the finding alone. The true values are those of the most accurate entry that is one expression
 * equal to the given one: easier to enclose, as nothing cancels.
 * @throws NapierError when it cannot be
 */
export async function proveEntry(
  { problem, front }: ImprovementFinding,
  entry: ImprovementEntry,
  { executor, onProgress, stopped }: ProveImprovementOptions = {},
): Promise<ImprovementProof> {
  const [variable] = variablesOf(parseExpression(problem.expression));
  const equal = front.findLast(({ regimes, derivation }) => regimes.length === 0 && derivation !== undefined);
  const truth = parseExpression(equal?.expression ?? problem.expression);
  const tiers: Record<string, Tier> = {};
  const manifest = loadManifest();
  const programs = (name: string): Program => {
    const tier = TIER_NAMES.find((one) =>
      manifest.shipped.some((row) => row.name === name && row.format === 'f32' && row.tier === one && !row.fma),
    );
    if (tier === undefined) {
      return fail({ kind: 'unsupported', message: `Napier ships no f32 program of \`${name}\` to run` });
    }
    tiers[name] = tier;
    const { text: _text, ...program } = loadShipped({ name, format: 'f32', tier, fma: false }, manifest).front[0].program;
    return program;
  }; // prettier-ignore
  const text = problem.domains[variable];
  const domain = finite(text === undefined ? WHOLE_DOMAIN : parseDomain(text));
  const staged = improvementStages(entry, variable, programs);
  const certificate = await certifyExhaustive(
    staged,
    { function: truth, variable, domain, format: 'f32', measure: 'ulp' },
    {
      partial: true,
      ...(executor && { executor }),
      ...(onProgress && { onProgress }),
      ...(stopped && { stopped }),
    },
  );
  if (!Number.isFinite(fromHexFloat(certificate.bound))) {
    fail({ kind: 'not-proved', message: `at ${variable} = ${certificate.worst} its result is no number` });
  }
  return { certificate, functions: tiers };
}

/** The domain without its infinities: what rounding of numbers alone is claimed for. */
function finite(domain: Domain): Domain {
  const { lo, hi, open } = domain;
  return { ...domain, open: [open[0] || isInfinite(lo), open[1] || isInfinite(hi)] };
}
