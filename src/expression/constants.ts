/** The named real constants, with how each is written. Their values are the oracle's business. */
export const CONSTANTS = {
  pi: { latex: '\\pi', fpcore: 'PI', meaning: 'circumference over diameter' },
  e: { latex: 'e', fpcore: 'E', meaning: 'base of the natural logarithm' },
  ln2: { latex: '\\ln 2', fpcore: 'LN2', meaning: 'natural logarithm of 2' },
  phi: { latex: '\\varphi', fpcore: undefined, meaning: 'golden ratio, (1 + sqrt 5)/2' },
  egamma: { latex: '\\gamma', fpcore: undefined, meaning: 'Euler–Mascheroni constant' },
  catalan: { latex: 'G', fpcore: undefined, meaning: "Catalan's constant" },
  glaisher: { latex: 'A', fpcore: undefined, meaning: "Glaisher–Kinkelin constant, exp(1/12 - zeta'(-1))" },
  gompertz: {
    latex: '\\delta',
    fpcore: undefined,
    meaning: 'Euler–Gompertz constant, integral of exp(-t)/(1 + t) over t >= 0',
  },
  gieseking: { latex: 'G_{\\mathrm{Gie}}', fpcore: undefined, meaning: 'Gieseking constant, Cl2(pi/3)' },
  wilbraham_gibbs: {
    latex: "G'",
    fpcore: undefined,
    meaning: 'Wilbraham–Gibbs constant, integral of sin(t)/t from 0 to pi',
  },
  erdos_borwein: { latex: 'E', fpcore: undefined, meaning: 'Erdős–Borwein constant, sum of 1/(2^n - 1)' },
  reciprocal_fibonacci: {
    latex: '\\psi',
    fpcore: undefined,
    meaning: 'sum of the reciprocals of the Fibonacci numbers',
  },
  soldner: {
    latex: '\\mu',
    fpcore: undefined,
    meaning: 'Ramanujan–Soldner constant, the zero of the logarithmic integral',
  },
  dottie: { latex: 'd', fpcore: undefined, meaning: 'Dottie number, cos(d) = d' },
  laplace_limit: { latex: '\\lambda', fpcore: undefined, meaning: "Laplace limit of Kepler's equation" },
  somos: { latex: '\\sigma', fpcore: undefined, meaning: 'Somos constant, sqrt(1 sqrt(2 sqrt(3 …)))' },
  cahen: {
    latex: 'C',
    fpcore: undefined,
    meaning: "Cahen constant, alternating reciprocals of Sylvester's sequence less 1",
  },
  komornik_loreti: {
    latex: 'q',
    fpcore: undefined,
    meaning: 'Komornik–Loreti constant, least base with one expansion of 1',
  },
  lehmer: { latex: '\\sigma_1', fpcore: undefined, meaning: "Lehmer's number, the least Salem number known" },
  liouville: { latex: 'L', fpcore: undefined, meaning: 'Liouville constant, sum of 10^(-n!)' },
  champernowne: { latex: 'C_{10}', fpcore: undefined, meaning: 'Champernowne constant, 0.123456789101112…' },
  copeland_erdos: {
    latex: 'C_{\\mathrm{CE}}',
    fpcore: undefined,
    meaning: 'Copeland–Erdős constant, 0.23571113171923…',
  },
  thue_morse: {
    latex: '\\tau',
    fpcore: undefined,
    meaning: 'Prouhet–Thue–Morse constant, 0.0110100110010110… in binary',
  },
  rabbit: { latex: '\\rho', fpcore: undefined, meaning: 'rabbit constant, the Fibonacci word in binary' },
  paperfolding: { latex: 'P', fpcore: undefined, meaning: 'paper folding constant, the folds in binary' },
  prime_constant: {
    latex: '\\rho_P',
    fpcore: undefined,
    meaning: "prime constant, the primes' places in binary",
  },
  kempner: { latex: '\\kappa', fpcore: undefined, meaning: 'Kempner–Mahler number, sum of 2^(-2^n)' },
  inf: { latex: '\\infty', fpcore: 'INFINITY', meaning: 'infinity: only as the end of a domain' },
} as const;

export type ConstantName = keyof typeof CONSTANTS;
