/** The NumPy column: functions of arrays and of numbers. */
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

const count = (b: string, { int, width }: Scalar): string => `(${b} & ${int}(${width - 1}))`;

const TO_INT = ({ width, float, int, signed }: Scalar): string => {
  const limit = `${float}(float.fromhex('0x1p+${width - 1}'))`;
  return `
def _toint${width}(x):
    r = np.rint(x)
    inside = np.where((r >= -${limit}) & (r < ${limit}), r, ${float}(0)).astype(${signed}).view(${int})
    most, least = ${int}(0x7${'f'.repeat(width / 4 - 1)}), ${int}(0x8${'0'.repeat(width / 4 - 1)})
    return np.where(r >= ${limit}, most, np.where(r < -${limit}, least, inside))
`;
};

const CHECK = `    def check(f, width, vectors):
        bits, number = (np.uint32, np.float32) if width == 32 else (np.uint64, np.float64)
        inputs, outputs = np.array(vectors, bits).T.copy()
        wanted = outputs.view(number)
        got = f(inputs.view(number))
        wrong = (got.view(bits) != outputs) & ~(np.isnan(got) & np.isnan(wanted))
        for x, y in zip(inputs.view(number)[wrong], got[wrong]):
            print(f'{f.__name__}({float(x).hex()}): got {float(y).hex()}')
        print(f'{f.__name__}: {wrong.sum()} of {len(vectors)} vectors differ')
        return int(wrong.sum())
`;

const NUMPY: Language = {
  name: 'numpy',
  description: 'Python with NumPy, functions of arrays',
  scalars: arrayScalars('np'),
  relies: [
    'NumPy on hardware with IEEE 754 round-to-nearest-even',
    'subnormals kept (no library sets flush-to-zero)',
  ],
  leavesOpen: [],
  notation: {
    ...arrayNotation('np'),
    fma: 'NumPy has none',
    round: ([a]) => `np.rint(${a})`,
    bits: ([a], s) => `${a}.view(${s.int})`,
    float: ([a], s) => `${a}.view(${s.float})`,
    ishl: ([a, b], s) => `${a} << ${count(b, s)}`,
    ishr: ([a, b], s) => `${a} >> ${count(b, s)}`,
    isar: ([a, b], s) => `(${a}.view(${s.signed}) >> ${count(b, s)}.view(${s.signed})).view(${s.int})`,
    fromint: ([a], s) => `${a}.view(${s.signed}).astype(${s.float})`,
    ilt: ([a, b], s) => `${a}.view(${s.signed}) < ${b}.view(${s.signed})`,
  },
  lookup: ({ name, length }, index, s) => `${name}[np.minimum(${index}, ${s.int}(${length}))]`,
  helpers: { toint: TO_INT },
  ...PYTHON,
  literal: (constant, s) => `${constantType(constant, s)}(${pythonNumber(constant, s.width)})`,
  table: (name, type, entries, s) =>
    `\n${name} = np.array([\n    ${entries.join(',\n    ')},\n], ${s[type]})\n`,
  convert: (value, from, to) => (from.format === to.format ? value : `${value}.astype(${to.float})`),
  define: (f) =>
    `\n${pythonFunction(f, 'np', (p) => `np.asarray(${p}, ${f.storage.float})`, ["with np.errstate(all='ignore'):"], '        ')}`,
  files: (module) => [
    {
      path: `${module.name}.py`,
      contents: `# Self-test: python3 ${module.name}.py
${pythonExample(module, module.name, 'np.linspace(0, 1, 5)')}
import numpy as np

${module.source}${pythonSelfTest(module.tested, CHECK)}`,
    },
  ],
};

export const numpyTarget = languageTarget(NUMPY);
