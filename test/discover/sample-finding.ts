import { certify } from '../../src/certify/certify.ts';
import { assembleFront } from '../../src/discover/assemble-front.ts';
import type { ApproximationFinding } from '../../src/discover/finding.ts';
import { problemRecord } from '../../src/discover/problem-record.ts';
import { programKey } from '../../src/discover/program-key.ts';
import { VERSION } from '../../src/discover/version.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { COST_MODELS } from '../../src/program/cost.ts';
import type { Program } from '../../src/program/program.ts';
import type { Candidate } from '../../src/search/engine.ts';
import type { Problem } from '../../src/search/problem.ts';

/** exp on [0,1] in f16 by Horner's rule with Taylor-like coefficients of degree 1 to 4, hand-made: no engine in it. */
export async function sampleFinding(): Promise<ApproximationFinding> {
  const problem: Problem = {
    function: parseExpression('exp(x)'),
    variable: 'x',
    domain: parseDomain('[0,1]'),
    format: 'f16',
    measure: 'ulp',
    cost: 'operations',
    fma: false,
    division: true,
    seed: 1,
  };
  const candidates = [
    horner(['0x1p+0', '0x1.b8p+0']),
    horner(['0x1p+0', '0x1p+0', '0x1.7p-1']),
    horner(['0x1p+0', '0x1p+0', '0x1p-1', '0x1.cp-3']),
    horner(['0x1p+0', '0x1p+0', '0x1p-1', '0x1.4p-3', '0x1p-4']),
  ].map(candidate);
  const proofs = new Map<string, { kind: 'proved'; certificate: Awaited<ReturnType<typeof certify>> }>();
  // The last one stays measured, so that a finding of both kinds is at hand.
  for (const { program } of candidates.slice(0, 3)) {
    proofs.set(programKey(program), { kind: 'proved', certificate: await certify(program, problem) });
  }
  return {
    napier: VERSION,
    kind: 'approximation',
    problem: problemRecord(problem, ['minimax'], 1_000),
    front: assembleFront(problem, candidates, proofs),
    provenance: {
      evaluations: 4,
      distinct: 4,
      stop: 'exhausted',
      history: [{ phase: 'search', engine: 'minimax', evaluations: 4, candidates: 4, distinct: 4 }],
    },
  };
}

function candidate(program: Program, index: number): Candidate {
  return {
    program,
    cost: COST_MODELS.operations.cost(program),
    error: { value: 0.75 / (index + 1), points: 100, worst: '0x1p+0' },
    engine: 'minimax',
    origin: { degree: index + 1, form: 'horner' },
  };
}

export function horner(constants: readonly string[]): Program {
  const code: Program['code'][number][] = [];
  for (let i = constants.length - 2; i >= 0; i--) {
    const above = i === constants.length - 2 ? `c${i + 1}` : `t${code.length - 1}`;
    code.push({ op: 'mul', args: [above, 'x'] }, { op: 'add', args: [`t${code.length}`, `c${i}`] });
  }
  return { format: 'f16', inputs: ['x'], constants, code };
}
