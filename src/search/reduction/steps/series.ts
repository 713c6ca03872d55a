import type { Operand } from '../../../program/program.ts';
import type { Emitter } from '../emitter.ts';
import { emitTerms, nearZeroOf } from '../near-zero.ts';
import { total, type EmitValue, type Step, type Sum } from '../step.ts';

/**
 * About a zero at 0 the first two terms of f's series, as a sum of two; further out f. For parts of formulas whose roundings a proof
 * follows: of a whole function drafts do it (`near-zero.ts`).
 */
export const seriesStep: Step = {
  name: 'series',
  description: 'about a zero at 0 the first terms of its series, the function further out',
  inside: true,
  reductions: (f, _identities, context) => {
    if (context.byAnalysis !== true) return [];
    const near = nearZeroOf(f, context).find(({ second }) => second !== undefined);
    if (near === undefined) return [];
    const emit = (e: Emitter, x: Operand, rest: Operand | undefined, inner: EmitValue): Sum => {
      const inside = e.op('lt', f.lo < 0 ? e.op('abs', x) : x, e.number(near.radius));
      const { head, tail } = emitTerms(e, x, near);
      const times = (operand: Operand): Operand =>
        near.first === 1 ? operand : e.op('mul', operand, e.number(near.first));
      const small = rest === undefined ? tail : e.op('add', tail, times(rest));
      const far = inner(e, x, rest);
      if (far.head === undefined)
        return { tail: e.op('select', inside, total(e, { head, tail: small }), far.tail) };
      return {
        head: e.op('select', inside, head, far.head),
        tail: e.op('select', inside, small, far.tail),
      };
    };
    return [
      {
        step: 'series',
        parameters: { radius: near.radius },
        inners: [f],
        emit: (e, x, inner) => emit(e, x, undefined, inner),
        emitAtSum: (e, x, rest, inner) => emit(e, x, rest, inner),
      },
    ];
  },
};
