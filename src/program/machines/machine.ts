import type { HardwareOperation } from '../machine-operations.ts';

/** Picoseconds: one element's share in a loop over an array, and from operand to result. */
export type OperationTime = readonly [throughput: number, latency: number];

/** What operations take on one machine: measured (`bench/operation-cost.ts`), never taken from a manual. */
export type Machine = {
  readonly name: string;
  /** Processor, compiler and flags. */
  readonly description: string;
  readonly f32: Readonly<Record<HardwareOperation, OperationTime>>;
  readonly f64: Readonly<Record<HardwareOperation, OperationTime>>;
};
