/**
 * The optimum constants of given structures: the programs that AutoNumerics-Zero published for 2^x on (0,1] (arXiv
 * 2312.08472, figure 11), and the longest with one and two squarings more. From random starts; each optimum is then
 * proved. `npx tsx bench/evolve-shapes.ts [seeds]`
 */
import { certifySupremum } from '../src/certify/supremum.ts';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { decimalUp } from '../src/number/decimal.ts';
import { fitStructure } from '../src/search/evolve/fit-structure.ts';
import { structureToProgram } from '../src/search/evolve/structure-program.ts';
import { countOperations } from '../src/search/evolve/structure.ts';
import { PUBLISHED, structureTarget } from '../test/search/evolve/structure-shapes.ts';

const seeds = (process.argv[2] ?? '1,2,3,4,5').split(',').map(Number);
const target = structureTarget('2^x', '[0,1]', 'relative', [true, false]);
const specification = {
  function: parseExpression('2^x'),
  variable: 'x',
  domain: parseDomain('(0,1]'),
  format: 'real',
  measure: 'relative',
} as const;

for (const [name, structure] of Object.entries(PUBLISHED)) {
  const bounds: string[] = [];
  const seconds: number[] = [];
  for (const seed of seeds) {
    const start = performance.now();
    const fitted = fitStructure(structure, target, { seed });
    seconds.push((performance.now() - start) / 1000);
    if (fitted.kind === 'failure') bounds.push('no fit');
    else {
      const program = structureToProgram(structure, fitted.constants);
      bounds.push(decimalUp(exactDouble(certifySupremum(program, specification, { tightness: 1e-3 }).bound)));
    }
  }
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)];
  console.log(
    `${name}: ${countOperations(structure)} operations, proved relative error ${bounds.join(', ')} ` +
      `(seeds ${seeds.join(', ')}); median ${median.toFixed(2)} s, longest ${Math.max(...seconds).toFixed(2)} s`,
  );
}
