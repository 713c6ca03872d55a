"""Correctly rounded values by mpmath: reads {op, args, precision, emin, emax} lines, writes the value as a hex double."""
import json
import sys
from fractions import Fraction
import mpmath
from mpmath import mp, mpf

mp.prec = 420


def phi(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def nearest(x):
    return mpf(round(fraction(x)))


OPS = {
    'add': lambda a, b: a + b, 'sub': lambda a, b: a - b, 'mul': lambda a, b: a * b, 'div': lambda a, b: a / b,
    'neg': lambda a: -a, 'abs': abs, 'min': min, 'max': max, 'fma': lambda a, b, c: a * b + c,
    'sqrt': mpmath.sqrt, 'cbrt': lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    'rsqrt': lambda x: 1 / mpmath.sqrt(x), 'hypot': mpmath.hypot, 'pow': mpmath.power,
    'exp': mpmath.exp, 'exp2': lambda x: mpf(2) ** x, 'exp10': lambda x: mpf(10) ** x, 'expm1': mpmath.expm1,
    'log': mpmath.log, 'log2': lambda x: mpmath.log(x) / mpmath.log(2), 'log10': mpmath.log10,
    'log1p': mpmath.log1p, 'sin': mpmath.sin, 'cos': mpmath.cos, 'tan': mpmath.tan,
    'sinpi': mpmath.sinpi, 'cospi': mpmath.cospi, 'asin': mpmath.asin, 'acos': mpmath.acos, 'atan': mpmath.atan,
    'atan2': mpmath.atan2, 'sinh': mpmath.sinh, 'cosh': mpmath.cosh, 'tanh': mpmath.tanh, 'asinh': mpmath.asinh,
    'acosh': mpmath.acosh, 'atanh': mpmath.atanh, 'erf': mpmath.erf, 'erfc': mpmath.erfc, 'gamma': mpmath.gamma,
    'lgamma': lambda x: mpmath.re(mpmath.loggamma(x)), 'digamma': mpmath.digamma, 'zeta': mpmath.zeta,
    'airy_ai': mpmath.airyai, 'bessel_j0': mpmath.j0, 'bessel_j1': mpmath.j1, 'bessel_jn': mpmath.besselj,
    'bessel_y0': lambda x: mpmath.bessely(0, x), 'bessel_y1': lambda x: mpmath.bessely(1, x),
    'bessel_yn': mpmath.bessely, 'besseli': mpmath.besseli, 'besselk': mpmath.besselk,
    'lambertw': lambda x: mpmath.re(mpmath.lambertw(x)), 'sigmoid': sigmoid,
    'softplus': lambda x: mpmath.log1p(mpmath.exp(x)), 'gelu': lambda x: x * phi(x),
    'silu': lambda x: x * sigmoid(x), 'mish': lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))),
    'sinc': lambda x: mpmath.sin(x) / x if x != 0 else mpf(1),
    'floor': mpmath.floor, 'ceil': mpmath.ceil, 'round': nearest,
    'trunc': lambda x: mpmath.floor(x) if x >= 0 else mpmath.ceil(x),
}


def fraction(x):
    sign, man, exp, _ = mpf(x)._mpf_
    value = Fraction(int(man)) * Fraction(2) ** exp
    return -value if sign else value


def rounded(x, precision, emin, emax):
    """Nearest-even into a binary format, as an exact double; overflow per IEEE 754."""
    v = fraction(x)
    if v == 0:
        return 0.0
    sign = -1 if v < 0 else 1
    v = abs(v)
    e = v.numerator.bit_length() - v.denominator.bit_length()
    if v < Fraction(2) ** e:
        e -= 1
    e = max(e, emin)
    unit = Fraction(2) ** (e - precision + 1)
    n = round(v / unit) * unit
    if n >= Fraction(2) ** (emax + 1):
        return sign * float('inf')
    return sign * float(n)


for line in sys.stdin:
    case = json.loads(line)
    # Cancellation and wide exponents: far more bits than the answer needs.
    mp.prec = 2000 if case['op'] in ('add', 'sub', 'fma', 'hypot', 'log1p', 'expm1', 'softplus', 'mish') else 420
    args = [mpf(float.fromhex(a)) for a in case['args']]
    try:
        value = OPS[case['op']](*args)
        if isinstance(value, mpmath.mpc):
            value = value.real
        print(rounded(value, case['precision'], case['emin'], case['emax']).hex())
    except Exception as error:
        print('error', error)
