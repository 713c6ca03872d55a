import { cpus, type } from 'node:os';
import type { ApproximationFinding } from '../discover/finding.ts';

/** Starts a clock; the function returned adds to a finding what run it came from: seconds, processor, system. */
export function runRecord(): (finding: ApproximationFinding) => ApproximationFinding {
  const start = performance.now();
  return (finding) => {
    const wall = Math.round(performance.now() - start) / 1000;
    const processors = cpus();
    const machine = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${type()}, Node ${process.versions.node}`;
    return { ...finding, provenance: { ...finding.provenance, run: { wall, machine } } };
  };
}
