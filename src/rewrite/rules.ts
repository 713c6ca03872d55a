import type { Rule } from './rule.ts';
import { ARITHMETIC_RULES, FRACTION_RULES, SIGN_RULES } from './rules/arithmetic.ts';
import { EXPONENTIAL_RULES, LOGARITHM_RULES } from './rules/exponential.ts';
import { HYPERBOLIC_RULES } from './rules/hyperbolic.ts';
import { POWER_RULES } from './rules/powers.ts';
import { ACTIVATION_RULES, SPECIAL_RULES } from './rules/special.ts';
import { ARC_RULES, TRIGONOMETRIC_RULES } from './rules/trigonometric.ts';

/** Napier's rules by theme. Each holds on its own, under its conditions (test/rewrite/rules.test.ts tries every one). */
export const RULES = {
  arithmetic: ARITHMETIC_RULES,
  fractions: FRACTION_RULES,
  signs: SIGN_RULES,
  powers: POWER_RULES,
  exponential: EXPONENTIAL_RULES,
  logarithm: LOGARITHM_RULES,
  trigonometric: TRIGONOMETRIC_RULES,
  arc: ARC_RULES,
  hyperbolic: HYPERBOLIC_RULES,
  special: SPECIAL_RULES,
  activation: ACTIVATION_RULES,
} as const satisfies Record<string, readonly Rule[]>;

export type Theme = keyof typeof RULES;

export const THEMES = Object.keys(RULES) as readonly Theme[];

/** All rules, in the order of the themes. */
export const ALL_RULES: readonly Rule[] = Object.values(RULES).flat();
