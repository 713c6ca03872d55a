import type { RelationFinding } from '../discover/relation.ts';
import { identityPaint, type Paint } from './paint.ts';

/** Relations as people read them: the function, then one line an identity. */
export function relationText({ problem, front }: RelationFinding, paint: Paint = identityPaint): string {
  const name = `f(${problem.variables.join(', ')})`;
  const count = `${front.length} ${front.length === 1 ? 'identity' : 'identities'}`;
  const { program } = problem;
  const what = program === undefined ? problem.function : `${problem.function} (a program, measured)`;
  const lines = [`${paint.bold(`${name} = ${what}`)}: ${count}`];
  if (program !== undefined) lines.push(paint.dim(`  arguments from ${program.range.join(' to ')}`));
  if (front.length === 0) return `${lines.join('\n')}\n`;
  const width = Math.max(...front.map(({ text }) => text.length));
  lines.push('');
  for (const { text, status, proof, points, digits } of front) {
    const where =
      proof === undefined || proof.conditions.length === 0 ? '' : ` for ${proof.conditions.join(', ')}`;
    const known =
      status === 'proved' ? `proved${where}` : `measured: ${points} points, ${Math.floor(digits)} digits`;
    lines.push(`  ${text.padEnd(Math.min(width, 90))}  ${paint.dim(known)}`);
  }
  return `${lines.join('\n')}\n`;
}
