import { KernelFits } from './fit-kernel.ts';
import type { ReducedFunction } from './reduced-function.ts';
import type { StepContext } from './step.ts';

/** The fits of every reduced function met in a search: many plans leave the same one. */
export class FitCache {
  private readonly context: StepContext;
  private readonly known = new Map<string, KernelFits | undefined>();

  constructor(context: StepContext) {
    this.context = context;
  }

  of(f: ReducedFunction): KernelFits | undefined {
    const key = `${f.expression.id} ${f.lo} ${f.hi}`;
    if (!this.known.has(key)) {
      const { arithmetic, storage, alone } = this.context;
      const spare = arithmetic.precision > storage.precision + 12;
      this.known.set(key, KernelFits.of(f, arithmetic, spare ? 'plain' : alone ? 'first' : 'each'));
    }
    return this.known.get(key);
  }

  dispose(): void {
    for (const fits of this.known.values()) fits?.dispose();
    this.known.clear();
  }
}
