import type { Workspace } from '../number/workspace.ts';
import type { BigInterval } from './big-interval.ts';
import type { Node } from './compile.ts';
import { unsure, type RuleFault } from './interval-rule.ts';

export function seriesOf(_nodes: readonly Node[], _centre: BigInterval, _order: number, _w: Workspace): BigInterval[] | RuleFault {
  return unsure('series: not yet');
}
