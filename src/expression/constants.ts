/** The named real constants, with how each is written. Their values are the oracle's business. */
export const CONSTANTS = {
  pi: { latex: '\\pi', fpcore: 'PI', meaning: 'circumference over diameter' },
  e: { latex: 'e', fpcore: 'E', meaning: 'base of the natural logarithm' },
  ln2: { latex: '\\ln 2', fpcore: 'LN2', meaning: 'natural logarithm of 2' },
  phi: { latex: '\\varphi', fpcore: undefined, meaning: 'golden ratio, (1 + sqrt 5)/2' },
  egamma: { latex: '\\gamma', fpcore: undefined, meaning: 'Euler–Mascheroni constant' },
  catalan: { latex: 'G', fpcore: undefined, meaning: "Catalan's constant" },
  inf: { latex: '\\infty', fpcore: 'INFINITY', meaning: 'infinity: only as the end of a domain' },
} as const;

export type ConstantName = keyof typeof CONSTANTS;
