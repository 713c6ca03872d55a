import type { Limits } from '../../src/rewrite/rewrite.ts';
import { prefixRule as rw } from './prefix-terms.ts';

/**
 * The little language that egg's own tests describe (derivatives `d`, integrals `i`; tests/math.rs): rules and goals as
 * facts, in its notation. Not Napier's rules: they are sound only with good will (division by what may be 0).
 */
export const MATH_RULES = [
  rw('comm-add', '(+ ?a ?b)', '(+ ?b ?a)'),
  rw('comm-mul', '(* ?a ?b)', '(* ?b ?a)'),
  rw('assoc-add', '(+ ?a (+ ?b ?c))', '(+ (+ ?a ?b) ?c)'),
  rw('assoc-mul', '(* ?a (* ?b ?c))', '(* (* ?a ?b) ?c)'),
  rw('sub-canon', '(- ?a ?b)', '(+ ?a (* -1 ?b))'),
  rw('div-canon', '(/ ?a ?b)', '(* ?a (pow ?b -1))'),
  rw('zero-add', '(+ ?a 0)', '?a'),
  rw('zero-mul', '(* ?a 0)', '0'),
  rw('one-mul', '(* ?a 1)', '?a'),
  rw('add-zero', '?a', '(+ ?a 0)'),
  rw('mul-one', '?a', '(* ?a 1)'),
  rw('cancel-sub', '(- ?a ?a)', '0'),
  rw('cancel-div', '(/ ?a ?a)', '1'),
  rw('distribute', '(* ?a (+ ?b ?c))', '(+ (* ?a ?b) (* ?a ?c))'),
  rw('factor', '(+ (* ?a ?b) (* ?a ?c))', '(* ?a (+ ?b ?c))'),
  rw('pow-mul', '(* (pow ?a ?b) (pow ?a ?c))', '(pow ?a (+ ?b ?c))'),
  rw('pow0', '(pow ?x 0)', '1'),
  rw('pow1', '(pow ?x 1)', '?x'),
  rw('pow2', '(pow ?x 2)', '(* ?x ?x)'),
  rw('pow-recip', '(pow ?x -1)', '(/ 1 ?x)'),
  rw('recip-mul-div', '(* ?x (/ 1 ?x))', '1'),
  rw('d-variable', '(d ?x ?x)', '1', 'variable(x)'),
  rw('d-constant', '(d ?x ?c)', '0', 'other(c, x)'),
  rw('d-add', '(d ?x (+ ?a ?b))', '(+ (d ?x ?a) (d ?x ?b))'),
  rw('d-mul', '(d ?x (* ?a ?b))', '(+ (* ?a (d ?x ?b)) (* ?b (d ?x ?a)))'),
  rw('d-sin', '(d ?x (sin ?x))', '(cos ?x)'),
  rw('d-cos', '(d ?x (cos ?x))', '(* -1 (sin ?x))'),
  rw('d-ln', '(d ?x (ln ?x))', '(/ 1 ?x)'),
  rw('d-power', '(d ?x (pow ?f ?g))', '(* (pow ?f ?g) (+ (* (d ?x ?f) (/ ?g ?f)) (* (d ?x ?g) (ln ?f))))'),
  rw('i-one', '(i 1 ?x)', '?x'),
  rw('i-power-const', '(i (pow ?x ?c) ?x)', '(/ (pow ?x (+ ?c 1)) (+ ?c 1))', 'number(c)', 'c + 1 != 0'),
  rw('i-cos', '(i (cos ?x) ?x)', '(sin ?x)'),
  rw('i-sin', '(i (sin ?x) ?x)', '(* -1 (cos ?x))'),
  rw('i-sum', '(i (+ ?f ?g) ?x)', '(+ (i ?f ?x) (i ?g ?x))'),
  rw('i-dif', '(i (- ?f ?g) ?x)', '(- (i ?f ?x) (i ?g ?x))'),
  rw('i-parts', '(i (* ?a ?b) ?x)', '(- (* ?a (i ?b ?x)) (i (* (d ?x ?a) (i ?b ?x)) ?x))'),
];

export type MathGoal = {
  readonly name: string;
  readonly start: string;
  readonly goal: string;
  readonly limits?: Limits;
  /** The goal is put into the e-graph from the beginning. */
  readonly both?: boolean;
};

export const MATH_GOALS: readonly MathGoal[] = [
  { name: 'simplify_add', start: '(+ x (+ x (+ x x)))', goal: '(* 4 x)' },
  { name: 'powers', start: '(* (pow 2 x) (pow 2 y))', goal: '(pow 2 (+ x y))' },
  { name: 'simplify_const', start: '(+ 1 (- a (* (- 2 1) a)))', goal: '1' },
  {
    name: 'simplify_root',
    start: '(/ 1 (- (/ (+ 1 (sqrt five)) 2) (/ (- 1 (sqrt five)) 2)))',
    goal: '(/ 1 (sqrt five))',
    limits: { nodes: 75_000 },
  },
  { name: 'simplify_factor', start: '(* (+ x 3) (+ x 1))', goal: '(+ (+ (* x x) (* 4 x)) 3)' },
  { name: 'diff_same', start: '(d x x)', goal: '1' },
  { name: 'diff_different', start: '(d x y)', goal: '0' },
  { name: 'diff_simple1', start: '(d x (+ 1 (* 2 x)))', goal: '2' },
  { name: 'diff_simple2', start: '(d x (+ 1 (* y x)))', goal: 'y' },
  { name: 'diff_ln', start: '(d x (ln x))', goal: '(/ 1 x)' },
  { name: 'diff_power_simple', start: '(d x (pow x 3))', goal: '(* 3 (pow x 2))' },
  {
    name: 'diff_power_harder',
    start: '(d x (- (pow x 3) (* 7 (pow x 2))))',
    goal: '(* x (- (* 3 x) 14))',
    limits: { nodes: 100_000, iterations: 60 },
    both: true,
  },
  { name: 'integ_one', start: '(i 1 x)', goal: 'x' },
  { name: 'integ_sin', start: '(i (cos x) x)', goal: '(sin x)' },
  { name: 'integ_x', start: '(i (pow x 1) x)', goal: '(/ (pow x 2) 2)' },
  { name: 'integ_part1', start: '(i (* x (cos x)) x)', goal: '(+ (* x (sin x)) (cos x))' },
  { name: 'integ_part2', start: '(i (* (cos x) x) x)', goal: '(+ (* x (sin x)) (cos x))' },
  { name: 'integ_part3', start: '(i (ln x) x)', goal: '(- (* x (ln x)) x)' },
];
