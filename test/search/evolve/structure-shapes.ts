import { MACHINE_OPERATIONS } from '../../../src/program/machine-operations.ts';
import type { Measure } from '../../../src/number/measure.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { WORDS, type Structure } from '../../../src/search/evolve/structure.ts';
import type { StructureTarget } from '../../../src/search/evolve/structure-target.ts';
import { target } from '../targets.ts';

const SYMBOLS: Record<string, string> = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' };

/** A structure from lines like `a = c1 / x; b = sqrt a; d = min a b`: names of c and a digit are slots, as they come. */
export function shape(text: string): Structure {
  const code: number[] = [];
  const names = new Map([['x', 0]]);
  let slots = 0;
  for (const line of text.split(';')) {
    const [name, right] = line.split('=').map((part) => part.trim());
    const words = right.split(/\s+/);
    const [op, ...args] = words[1] in SYMBOLS ? [SYMBOLS[words[1]], words[0], words[2]] : words;
    const codes = args.map((arg) => (/^c\d*$/.test(arg) ? -++slots : names.get(arg)));
    if (codes.includes(undefined)) throw new Error(`unknown operand in ${line}`);
    code.push(
      MACHINE_OPERATIONS.indexOf(op as 'add'),
      ...(codes as number[]),
      ...[0, 0, 0].slice(codes.length),
    );
    names.set(name, code.length / WORDS);
  }
  return { code: Int32Array.from(code), constants: slots };
}

export function canonical(text: string): Structure {
  const found = canonicalStructure(shape(text));
  if (found === undefined) throw new Error('a constant');
  return found.structure;
}

const KERNEL = 'a = c3 / x; b = x + a; d = c1 / b; e = d + b; f = c2 + e; g = c4 / f; h = g - c5';

/** The shapes of AutoNumerics-Zero (arXiv 2312.08472, figure 11) for 2^x, and with more squarings. */
export const PUBLISHED = {
  f2: canonical('a = c2 + x; b = c1 / a'),
  f3: canonical('a = c3 + x; b = c1 / a; d = b - c2'),
  f5: canonical('a = c1 / x; b = x + a; d = c4 + b; e = c2 / d; f = e - c3'),
  f7: canonical(KERNEL),
  f10: canonical(`${KERNEL}; i = h * h; j = i * i; k = j * j`),
  f11: canonical(`${KERNEL}; i = h * h; j = i * i; k = j * j; l = k * k`),
  f12: canonical(`${KERNEL}; i = h * h; j = i * i; k = j * j; l = k * k; m = l * l`),
};

/** The structure with its value squared. */
export function squared({ code, constants }: Structure): Structure {
  const n = code.length / WORDS;
  return { code: Int32Array.of(...code, MACHINE_OPERATIONS.indexOf('mul'), n, n, 0), constants };
}

export function structureTarget(
  text: string,
  domain: string,
  measure: Measure,
  open: readonly [boolean, boolean] = [false, false],
): StructureTarget {
  return { ...target(text, domain, measure), open };
}
