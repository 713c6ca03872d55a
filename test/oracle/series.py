"""Taylor coefficients by mpmath: reads {op, args, at, order}, writes a JSON list of 25-digit decimals."""
import json
import sys
import mpmath
from mpmath import mp, mpf

mp.dps = 40
sigmoid = lambda x: 1 / (1 + mpmath.exp(-x))
softplus = lambda x: mpmath.log(1 + mpmath.exp(x))
OPS = {
    'div': lambda x: x / 3, 'sqrt': mpmath.sqrt, 'cbrt': mpmath.cbrt, 'rsqrt': lambda x: 1 / mpmath.sqrt(x),
    'hypot': lambda x: mpmath.sqrt(x * x + mpf(1) / 9), 'pow': lambda x: x ** (mpf(1) / 3),
    'exp': mpmath.exp, 'exp2': lambda x: mpf(2) ** x, 'exp10': lambda x: mpf(10) ** x,
    'expm1': lambda x: mpmath.exp(x) - 1, 'log': mpmath.log, 'log2': lambda x: mpmath.log(x) / mpmath.log(2),
    'log10': lambda x: mpmath.log(x) / mpmath.log(10), 'log1p': lambda x: mpmath.log(1 + x),
    'sin': mpmath.sin, 'cos': mpmath.cos, 'tan': mpmath.tan, 'sinpi': lambda x: mpmath.sin(mp.pi * x),
    'cospi': lambda x: mpmath.cos(mp.pi * x), 'asin': mpmath.asin, 'acos': mpmath.acos, 'atan': mpmath.atan,
    'atan2': lambda x: mpmath.atan(3 * x), 'sinh': mpmath.sinh, 'cosh': mpmath.cosh, 'tanh': mpmath.tanh,
    'asinh': mpmath.asinh, 'acosh': mpmath.acosh, 'atanh': mpmath.atanh, 'erf': mpmath.erf, 'erfc': mpmath.erfc,
    'gamma': mpmath.gamma, 'lgamma': mpmath.loggamma, 'digamma': mpmath.digamma, 'zeta': mpmath.zeta,
    'airy_ai': mpmath.airyai, 'bessel_j0': mpmath.j0, 'bessel_j1': mpmath.j1,
    'bessel_jn': lambda x: mpmath.besselj(2, x), 'bessel_y0': lambda x: mpmath.bessely(0, x),
    'bessel_y1': lambda x: mpmath.bessely(1, x), 'bessel_yn': lambda x: mpmath.bessely(2, x),
    'besseli': lambda x: mpmath.besseli(2, x), 'besselk': lambda x: mpmath.besselk(2, x),
    'lambertw': mpmath.lambertw, 'sigmoid': sigmoid, 'softplus': softplus,
    'gelu': lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2, 'silu': lambda x: x * sigmoid(x),
    'mish': lambda x: x * mpmath.tanh(softplus(x)), 'sinc': lambda x: mpmath.sin(x) / x,
}
for line in sys.stdin:
    case = json.loads(line)
    inner = lambda t, a=mpf(case['at']): a + t + t * t / 4
    f = OPS[case['op']]
    g = (lambda t: f(inner(t))) if case['composed'] else (lambda t: f(mpf(case['at']) + t))
    print(json.dumps([mpmath.nstr(mpmath.re(c), 25) for c in mpmath.taylor(g, 0, case['order'])]))
