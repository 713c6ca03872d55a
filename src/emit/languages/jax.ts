/** The JAX column: functions of arrays to be traced. */
import type { Language, Scalar } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import {
  arrayNotation,
  arrayScalars,
  constantType,
  PYTHON,
  pythonExample,
  pythonFunction,
  pythonNumber,
  pythonSelfTest,
} from './python.ts';
import { OPEN } from './shader.ts';

const cast = (a: string, type: string): string => `lax.bitcast_convert_type(${a}, ${type})`;
const count = (b: string, { int, width }: Scalar): string => `${b} & ${int}(${width - 1})`;

const TO_INT = ({ width, float, int, signed }: Scalar): string => {
  const limit = `${float}(float.fromhex('0x1p+${width - 1}'))`;
  return `
def _toint${width}(x):
    r = jnp.rint(x)
    inside = ${cast(`jnp.where((r >= -${limit}) & (r < ${limit}), r, ${float}(0)).astype(${signed})`, int)}
    most, least = ${int}(0x7${'f'.repeat(width / 4 - 1)}), ${int}(0x8${'0'.repeat(width / 4 - 1)})
    return jnp.where(r >= ${limit}, most, jnp.where(r < -${limit}, least, inside))
`;
};

const CHECK = `    import numpy as np

    def check(f, width, vectors):
        bits, number = (np.uint32, np.float32) if width == 32 else (np.uint64, np.float64)
        inputs, outputs = np.array(vectors, bits).T.copy()
        got = np.asarray(f(inputs.view(number)))
        wrong = got.view(bits) != outputs
        distance = np.abs(got - outputs.view(number)).max()
        print(f'{f.__name__}: {wrong.sum()} of {len(vectors)} vectors differ, by at most {distance}')
        return int(wrong.sum())
`;

const JAX: Language = {
  name: 'jax',
  description: 'Python with JAX, functions of arrays',
  scalars: arrayScalars('jnp'),
  relies: ['XLA keeping IEEE 754 arithmetic', 'for f64: jax_enable_x64'],
  leavesOpen: [
    OPEN.contraction,
    OPEN.subnormals,
    'division and sqrt of some back ends are not correctly rounded',
  ],
  notation: {
    ...arrayNotation('jnp'),
    fma: 'JAX has none that every back end rounds once',
    round: ([a]) => `jnp.rint(${a})`,
    bits: ([a], s) => cast(a, s.int),
    float: ([a], s) => cast(a, s.float),
    ishl: ([a, b], s) => `jnp.left_shift(${a}, ${count(b, s)})`,
    ishr: ([a, b], s) => `lax.shift_right_logical(*jnp.broadcast_arrays(${a}, ${count(b, s)}))`,
    isar: ([a, b], s) => `lax.shift_right_arithmetic(*jnp.broadcast_arrays(${a}, ${count(b, s)}))`,
    fromint: ([a], s) => `${cast(a, s.signed)}.astype(${s.float})`,
    ilt: ([a, b], s) => `${cast(a, s.signed)} < ${cast(b, s.signed)}`,
  },
  lookup: ({ name, length }, index, s) =>
    `jnp.asarray(${name}, ${s.float})[jnp.minimum(${index}, ${s.int}(${length}))]`,
  helpers: { toint: TO_INT },
  ...PYTHON,
  literal: (constant, s) => `${constantType(constant, s)}(${pythonNumber(constant, s.width)})`,
  table: (name, _, entries) => `\n${name} = [\n    ${entries.join(',\n    ')},\n]\n`,
  convert: (value, from, to) => (from.format === to.format ? value : `${value}.astype(${to.float})`),
  define: (f) => `\n${pythonFunction(f, 'jnp', (p) => `jnp.asarray(${p}, ${f.storage.float})`)}`,
  files: (module) => [
    {
      path: `${module.name}_jax.py`,
      contents: `# Self-test: python3 ${module.name}_jax.py
${pythonExample(module, `${module.name}_jax`, 'jnp.linspace(0, 1, 5)')}
${module.functions.some(({ f }) => f.program.format === 'f64') ? "import jax\n\njax.config.update('jax_enable_x64', True)\n" : ''}import jax.numpy as jnp
from jax import lax

${module.source}${pythonSelfTest(module.tested, CHECK)}`,
    },
  ],
};

export const jaxTarget = languageTarget(JAX);
