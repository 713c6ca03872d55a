/** The GLSL column with every float `mediump`: the bound in the header is one against all that qualifier allows. */
import { exactDouble } from '../../number/exact-double.ts';
import { FORMATS } from '../../number/formats.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { domainEnds } from '../domain-ends.ts';
import type { Language, Module, Notation, TestedFunction } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import { numberText } from '../number-text.ts';
import type { SelfTestVector } from '../self-test.ts';
import { GLSL, glslExample, pixelTest, vectorTest } from './glsl.ts';
import { OPEN } from './shader.ts';

const FLOATS = `add sub mul div neg abs sqrt floor ceil round trunc min max lt le eq select`.split(' ');
const NO_BITS = 'a mediump float has no pattern of bits and no integers of 32 bits; --precision highp does';

/** A float that takes the precision of what it is combined with: a pattern of bits would be `highp`. */
function literal(constant: string): string {
  return decimal(exactDouble(constant));
}

function decimal(x: number): string {
  const text = numberText(x);
  const float = /[.e]/.test(text) ? text : `${text}.0`;
  return float.startsWith('-') ? `(${float})` : float;
}

/** Inputs of a self-test, about evenly over the domain, each one that a mediump float holds as it is. */
const INPUTS = 32;

/** The inputs with the function's values there. */
function vectorsOf({ f }: TestedFunction): SelfTestVector[] {
  const { function: truth, variable } = f.specification;
  const oracle = createOracle(truth, [variable]);
  const [lo, hi] = domainEnds(f);
  const inputs = Array.from({ length: INPUTS + 1 }, (_, k) =>
    FORMATS.f16.round(lo + (k / INPUTS) * (hi - lo)),
  );
  return [...new Set(inputs)]
    .filter((x) => x >= lo && x <= hi && (x === 0 || Math.abs(x) >= FORMATS.f16.minNormal))
    .map((input) => ({ input, output: oracle.rounded([input], FORMATS.f32) }))
    .filter(({ output }) => Number.isFinite(output));
}

function selfTest({ name, source, tested }: Module): string {
  const tests = tested.map((each, i) => {
    const vectors = vectorsOf(each);
    // The stored values are f rounded to f32.
    const largest = Math.max(...vectors.map(({ output }) => Math.abs(output)));
    const bound = (each.f.mediump?.absolute ?? 0) + largest * 2 ** -23;
    return vectorTest(
      i,
      vectors,
      (input, output) => `highp float got = ${each.name}(uintBitsToFloat(${input}));
    highp float error = abs(got - uintBitsToFloat(${output}));
    found = uvec2(found.x + (error <= ${decimal(bound)} ? 0u : 1u), max(found.y, floatBitsToUint(error)));`,
    );
  });
  const what =
    'how many of its results are farther from the function than the bound, and the largest error, as the bits of a float.';
  return pixelTest(name, what, source, tests);
}

const GLSL_MEDIUMP: Language = {
  ...GLSL,
  relies: [
    'mediump floats as GLSL ES 3.00 defines them (4.5.1): magnitudes of 2^-14 to 2^14, relative errors of 2^-10',
  ],
  leavesOpen: [
    'every operation may err by 2^-10 of its result, a quotient by 2.5 times that',
    OPEN.contraction,
    OPEN.reassociation,
    'magnitudes below 2^-14 may be flushed to zero',
  ],
  mediump: true,
  notation: Object.fromEntries(
    Object.entries(GLSL.notation).map(([op, write]) => [
      op,
      FLOATS.includes(op) || typeof write === 'string' ? write : NO_BITS,
    ]),
  ) as unknown as Notation,
  lookup: NO_BITS,
  refusesNonFinite: 'mediump has no infinite or NaN constants',
  literal,
  declare: (type, name, value) => `${type === 'bool' ? 'bool' : 'mediump float'} ${name} = ${value};`,
  define: ({ name, parameters, doc, body, result }) =>
    `${doc}\nmediump float ${name}(${parameters.map((p) => `mediump float ${p}`).join(', ')}) {\n${body.map((line) => `  ${line}\n`).join('')}  return ${result};\n}\n`,
  files: (module) => [
    { path: `${module.name}.glsl`, contents: `${glslExample(module)}\n\n${module.source}` },
    { path: `${module.name}.self-test.frag`, contents: selfTest(module) },
  ],
};

export const glslMediumpTarget = languageTarget(GLSL_MEDIUMP);
