/**
 * How long does it take to run every f32 input of exp on [-87, 88] through a 12-operation program and compare each
 * with the true value? On as many threads as there are processors: npm run build && npx tsx bench/exhaustive-exp.ts
 */
import { availableParallelism } from 'node:os';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { COST_MODELS } from '../src/program/cost.ts';
import { ProgramBuilder } from '../src/program/program-builder.ts';
import { programText } from '../src/program/program-text.ts';
import type { Specification } from '../src/program/specification.ts';
import type { certify as Certify } from '../src/certify/certify.ts';
import type { createPool as CreatePool } from '../src/run/pool.ts';

// The built package: worker threads cannot load TypeScript.
const { certify } = (await import(String('../dist/certify/certify.js'))) as { certify: typeof Certify };
const { createPool } = (await import(String('../dist/run/pool.js'))) as { createPool: typeof CreatePool };

/** e^x = (e^(x/256))^256: a quadratic and eight squarings. */
function program(): ReturnType<ProgramBuilder['build']> {
  const b = new ProgramBuilder('f32', ['x']);
  const x = b.input(0);
  const linear = b.add(b.mul(x, b.constant('0x1p-17')), b.constant('0x1p-8'));
  let y = b.add(b.mul(x, linear), b.constant('0x1p+0'));
  for (let i = 0; i < 8; i++) y = b.mul(y, y);
  return b.build(y);
}

const specification: Specification = {
  function: parseExpression('exp(x)'),
  variable: 'x',
  domain: parseDomain('[-87,88]'),
  format: 'f32',
  measure: 'relative',
};
const subject = program();
console.log(`${COST_MODELS.operations.cost(subject)} operations: ${programText(subject)}`);
for (const workers of [1, availableParallelism()]) {
  const pool = createPool({ workers });
  const start = performance.now();
  const certificate = await certify(subject, specification, { executor: pool.run });
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  if (certificate.method !== 'exhaustive') throw new Error('f32 is proved by every input');
  console.log(
    `${workers} threads: ${seconds.toFixed(1)} s for ${certificate.points} inputs, all decided ` +
      `(${certificate.escalated} in multiple precision); largest relative error ${exactDouble(certificate.bound).toPrecision(4)} at ${certificate.worst}`,
  );
}
