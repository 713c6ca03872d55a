/**
 * The largest errors of the shipped functions of f32, as proved, beside the published ones of others' (sources:
 * `src/report/peer-errors.ts`), as the table of docs/functions.md, and how many are as good as the best of them.
 *
 *   npx tsx bench/functions-accuracy.ts
 */
import { loadManifest } from '../src/discover/shipped/shipped-folder.ts';
import { SHIPPED_NAMES, type Tier } from '../src/discover/shipped/shipped-functions.ts';
import { PEER_SOURCES, peerErrors } from '../src/report/peer-errors.ts';

/** Correctly rounded since February 2025: nothing but tier `correct` is as good. */
const RENEWED = 'glibc 2.43';
const PEERS = ['Julia', 'ARM, scalar', 'ARM, AdvSIMD', RENEWED];

const { shipped } = loadManifest();
const bound = (name: string, tier: Tier, fma: boolean): number | undefined => {
  const row = shipped.find(
    (one) => one.format === 'f32' && one.name === name && one.tier === tier && one.fma === fma,
  );
  return row && Number(row.bound);
};
/** Rounded up, as every bound is. */
const shown = (ulp: number | undefined): string =>
  ulp === undefined ? '–' : ulp === 0.5 ? '0.5' : (Math.ceil(ulp * 1e4) / 1e4).toFixed(4);

console.log(`| function | precise | with fma | correct | ${PEERS.join(' | ')} |`);
console.log(`|---|---|---|---|${PEERS.map(() => '---|').join('')}`);
const count = { published: 0, precise: 0, above: 0, all: 0, correct: 0 };
for (const name of SHIPPED_NAMES) {
  const [precise, fma, correct] = [
    bound(name, 'precise', false),
    bound(name, 'precise', true),
    bound(name, 'correct', false),
  ];
  const others = peerErrors(name);
  const of = (peer: string): string => others.find((one) => one.peer === peer)?.ulp ?? '–';
  const least = (those: typeof others): number => Math.min(...those.map(({ ulp }) => Number(ulp)));
  const before = least(others.filter(({ peer }) => peer !== RENEWED));
  const good = precise !== undefined && precise <= before;
  if (before < Infinity) {
    count.published++;
    if (good) count.precise++;
  }
  if ((precise ?? 0) > 1 || (fma ?? 0) > 1) count.above++;
  if (others.length > 0) {
    count.all++;
    if (correct !== undefined && correct <= least(others)) count.correct++;
  }
  const ours = `${shown(precise)}${good && before < Infinity ? ' ✓' : ''}`;
  console.log(`| \`${name}\` | ${ours} | ${shown(fma)} | ${shown(correct)} | ${PEERS.map(of).join(' | ')} |`);
}
console.log(
  `\n\`precise\` (without fma) is as good as the best of ${PEERS.slice(0, -1).join('; ')} (✓) at ${count.precise} of ` +
    `${count.published} functions, and ${count.above === 0 ? 'nowhere' : `at ${count.above}`} above 1 ulp; ` +
    `\`correct\` is as good as any, ${RENEWED} included, at ${count.correct} of ${count.all}.`,
);
console.log(`\n${PEER_SOURCES}`);
