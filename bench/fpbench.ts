/**
 * Every core of FPBench without loops, improved: mean and worst bits of error before and after, and the
 * processor seconds taken (the total also on the clock).
 * Run: npx tsx bench/fpbench.ts [folder of .fpcore files] [part of a file's name] [share, of shares]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { branchesFromFPCore } from '../src/discover/fpcore-problem.ts';
import { improve } from '../src/discover/improve.ts';
import { conditionText } from '../src/discover/input-condition.ts';
import { NapierError } from '../src/error/fault.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { parseFPCore } from '../src/expression/parse-fpcore.ts';

const [folder = '../shared/data/fpbench', part = '', share = '0', shares = '1'] = process.argv.slice(2);
const processorSeconds = (): number => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
const points = Number(process.env.POINTS ?? 1000);
const totals = { cores: 0, refused: 0, improved: 0, worse: 0, half: 0, before: 0, after: 0 };
const start = performance.now();
let number = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.fpcore') && name.includes(part))) {
  for (const core of parseFPCore(readFileSync(join(folder, file), 'utf8'))) {
    if (number++ % Number(shares) !== Number(share)) continue;
    totals.cores += 1;
    const name = `${file.replace('.fpcore', '')}: ${core.name ?? core.identifier ?? '?'}`;
    if (process.env.ONLY !== undefined && !name.includes(process.env.ONLY)) continue;
    const from = processorSeconds();
    try {
      const branches = branchesFromFPCore(core);
      for (const { expression, options, path } of branches) {
        const { given, front } = improve(expression, { ...options, points });
        const best = front.reduce((a, b) => (b.error.mean < a.error.mean ? b : a));
        totals.before += given.error.mean;
        totals.after += best.error.mean;
        if (best.error.mean < given.error.mean - 0.05) totals.improved += 1;
        if (best.error.mean > given.error.mean) totals.worse += 1;
        if (best.error.mean <= 0.5) totals.half += 1;
        const shown = best.regimes.length === 0 ? best.expression : best.regimes.map((r) => `[${r.where.map((g) => `${g.above === undefined ? '' : `${exactDouble(g.above).toPrecision(3)} < `}${g.variable}${g.upTo === undefined ? '' : ` <= ${exactDouble(g.upTo).toPrecision(3)}`}`).join(', ')}] ${r.expression}`).join('  '); // prettier-ignore
        const [b, a] = [given.error, best.error];
        console.log(
          `${(path.length === 0 ? name : `${name} if ${path.map(conditionText).join(', ')}`).padEnd(44)} mean ${b.mean.toFixed(2).padStart(6)} -> ${a.mean.toFixed(2).padStart(6)}  worst ${b.worst.toFixed(1).padStart(5)} -> ${a.worst.toFixed(1).padStart(5)}  ${best.status.padEnd(5)} ${a.points} ${(processorSeconds() - from).toFixed(1)} s  ${shown.slice(0, Number(process.env.WIDTH ?? 100))}`,
        );
      }
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
      totals.refused += 1;
      console.log(
        `${name.padEnd(44)} refused: ${error.fault.kind}: ${error.fault.message} (${(processorSeconds() - from).toFixed(1)} s)`,
      );
    }
  }
}
console.log(
  totals,
  `${processorSeconds().toFixed(0)} s of one processor, ${((performance.now() - start) / 1000).toFixed(0)} s on the clock`,
);
