import { emitFunctionOf } from '../discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../discover/shipped/shipped-folder.ts';
import { shippedPath, type ShippedKey } from '../discover/shipped/shipped-functions.ts';
import { carried } from '../emit/carried.ts';
import type { TargetName } from '../emit/target.ts';
import { TARGETS } from '../emit/targets.ts';
import { NapierError } from '../error/fault.ts';

/** Runs `body`; where a target refuses a shipped function, the fault names programs of other tiers that it takes. */
export function withOtherTiers<T>(
  keys: readonly ShippedKey[],
  targets: readonly TargetName[],
  body: () => T,
): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof NapierError) || error.fault.kind !== 'unsupported') throw error;
    const manifest = loadManifest();
    const others = keys.flatMap((key) =>
      manifest.shipped.filter((row) => {
        if (row.name !== key.name || row.format !== key.format || shippedPath(row) === shippedPath(key))
          return false;
        const f = emitFunctionOf(row.name, loadShipped(row, manifest));
        return targets.every((name) => carried(TARGETS[name], f) !== undefined);
      }),
    );
    if (others.length === 0) throw error;
    const words = others.map(
      ({ name, tier, fma, bound }) => `${name} --tier ${tier}${fma ? ' --fma' : ''} (${bound} ulp)`,
    );
    throw new NapierError({ ...error.fault, hint: `it can write ${words.join(', ')}` });
  }
}
