/** The PyTorch column: functions of tensors. Its unsigned types lack most operations, so integers are signed. */
import type { Language, Scalar } from '../language.ts';
import { languageTarget } from '../language-target.ts';
import {
  arrayNotation,
  constantType,
  PYTHON,
  pythonExample,
  pythonFunction,
  pythonNumber,
  pythonSelfTest,
} from './python.ts';

const types = (width: 32 | 64): Scalar => ({
  format: width === 32 ? 'f32' : 'f64',
  width,
  float: `torch.float${width}`,
  int: `torch.int${width}`,
  signed: `torch.int${width}`,
  bool: 'torch.bool',
});

const TO_INT = ({ width, int }: Scalar): string => {
  const limit = `float.fromhex('0x1p+${width - 1}')`;
  return `
def _toint${width}(x):
    r = torch.round(x)
    inside = torch.where((r >= -${limit}) & (r < ${limit}), r, 0.0).to(${int})
    inside = torch.where(r >= ${limit}, ${(1n << BigInt(width - 1)) - 1n}, inside)
    return torch.where(r < -${limit}, -${(1n << BigInt(width - 1)) - 1n} - 1, inside)
`;
};

// Zeros move in from the left: the copies of the sign are masked out, in two steps because a shift by all bits is none.
const SHIFT_RIGHT = ({ width, int }: Scalar): string => `
def _ishr${width}(a, b):
    ones = torch.full_like(a, -1)
    return (a >> b) & ~torch.where(b == 0, 0, ones << (${width} - b) % ${width}).to(${int})
`;

const CHECK = `    def check(f, width, vectors):
        bits, number = (torch.int32, torch.float32) if width == 32 else (torch.int64, torch.float64)
        signed = [[v - 2**width if v >> (width - 1) else v for v in pair] for pair in vectors]
        inputs, outputs = torch.tensor(signed, dtype=bits).T.contiguous()
        got, wanted = f(inputs.view(number)), outputs.view(number)
        wrong = (got.view(bits) != outputs) & ~(got.isnan() & wanted.isnan())
        print(f'{f.__name__}: {int(wrong.sum())} of {len(vectors)} vectors differ')
        return int(wrong.sum())
`;

const isTensor = (constant: string): boolean => constant.startsWith('torch.tensor(');

const TORCH: Language = {
  name: 'torch',
  description: 'Python with PyTorch, functions of tensors',
  scalars: { f32: types(32), f64: types(64) },
  relies: [
    'IEEE 754 round-to-nearest-even',
    'eager mode (torch.compile may fuse a*b+c)',
    'torch.set_flush_denormal(False), the default',
  ],
  leavesOpen: ['on CUDA, kernels may divide and take roots with an error of some ulp'],
  notation: {
    ...arrayNotation('torch'),
    fma: 'PyTorch has none',
    round: ([a]) => `torch.round(${a})`,
    bits: ([a], s) => `${a}.view(${s.int})`,
    float: ([a], s) => `${a}.view(${s.float})`,
    ishl: ([a, b], s) => `${a} << (${b} & ${s.width - 1})`,
    ishr: ([a, b], s) => `_ishr${s.width}(${a}, ${b} & ${s.width - 1})`,
    isar: ([a, b], s) => `${a} >> (${b} & ${s.width - 1})`,
    fromint: ([a], s) => `${a}.to(${s.float})`,
    ilt: ([a, b]) => `${a} < ${b}`,
  },
  lookup: ({ name, length, type }, index, s) =>
    `torch.tensor(${name}, dtype=${s[type]}, device=${index}.device)[torch.where((${index} < 0) | (${index} > ${length}), ${length}, ${index}).long()]`,
  helpers: { toint: TO_INT, ishr: SHIFT_RIGHT },
  ...PYTHON,
  literal: (constant, s) =>
    `torch.tensor(${pythonNumber(constant, s.width, true)}, dtype=${constantType(constant, s)})`,
  table: (name, _, entries) => {
    const numbers = entries.map((entry) =>
      isTensor(entry) ? entry.slice(13, entry.lastIndexOf(', dtype')) : entry,
    );
    return `\n${name} = [\n    ${numbers.join(',\n    ')},\n]\n`;
  },
  convert: (value, from, to) => (from.format === to.format ? value : `${value}.to(${to.float})`),
  define: (f) => `\n${pythonFunction(f, 'torch', (p) => `torch.as_tensor(${p}, dtype=${f.storage.float})`)}`,
  files: (module) => [
    {
      path: `${module.name}_torch.py`,
      contents: `# Self-test: python3 ${module.name}_torch.py
${pythonExample(module, `${module.name}_torch`, 'torch.linspace(0, 1, 5)')}
import torch

${module.source}${pythonSelfTest(module.tested, CHECK)}`,
    },
  ],
};

export const torchTarget = languageTarget(TORCH);
