/** Expression in x, point, order. */
export const SERIES_CASES: readonly (readonly [text: string, point: string, order: number])[] = [
  ['sin(x)', '0', 7], ['exp(sin(x))', '0', 6], ['tan(x)', '0', 9], ['1/(x^2 - x)', '0', 3], ['log(1 + x)/x', '0', 5],
  ['sqrt(1 + x)', '0', 4], ['sqrt(x)', '1', 4], ['tan(x)', 'pi/2', 3], ['atan(x)', '0', 7], ['asin(x)', '0', 7],
  ['erf(x)', '0', 5], ['1/(a - x)', '0', 3], ['sin(a*x)/x', '0', 4], ['(1 + x)^a', '0', 3], ['exp(x)/sin(x)^3', '0', 2],
  ['1/(sin(x) - x)', '0', 1], ['cosh(x)/sinh(x)', '0', 5], ['x/(exp(x) - 1)', '0', 6], ['log(cos(x))', '0', 6],
  ['x^x', '1', 4], ['asinh(x)', '0', 5], ['atanh(x)', '0', 5], ['cos(x)', 'pi/3', 3], ['exp(x)', '1', 3],
  ['1/(1 - x - x^2)', '0', 6], ['tanh(x)', '0', 5], ['(1 - cos(x))/x^2', '0', 4], ['1/x + 1/sin(x)', '0', 3],
  ['log(x)', '2', 3], ['acos(x)', '0', 5], ['exp(exp(x) - 1)', '0', 5], ['sqrt(cos(x))', '0', 4],
]; // prettier-ignore

/** Expression in x, point, side, limit; without a limit: none, or none that is known. */
export const LIMIT_CASES: readonly (readonly [text: string, point: string, side: '' | 'left' | 'right', limit?: string])[] = [
  ['sin(x)/x', '0', '', '1'], ['(1 - cos(x))/x^2', '0', '', '1/2'], ['(1 + 1/x)^x', 'inf', '', 'exp(1)'],
  ['(1 + x)^(1/x)', '0', '', 'exp(1)'], ['sqrt(x^2 + x) - x', 'inf', '', '1/2'], ['x*log(x)', '0', 'right', '0'],
  ['x^x', '0', 'right', '1'], ['abs(x)/x', '0', 'left', '-1'], ['1/x', '0', 'right', 'inf'], ['1/x^2', '0', '', 'inf'],
  ['exp(-x)', 'inf', '', '0'], ['tanh(x)', 'inf', '', '1'], ['exp(-1/x^2)', '0', '', '0'], ['atan(x)', '-inf', '', '-pi/2'],
  ['atan(1/x)', '0', 'left', '-pi/2'], ['(x^2 - a^2)/(x - a)', 'a', '', '2*a'], ['sin(a*x)/x', '0', '', 'a'],
  ['log(x + 1) - log(x)', 'inf', '', '0'], ['(sqrt(x + 1) - sqrt(x))*sqrt(x)', 'inf', '', '1/2'],
  ['acos(1 - x)/sqrt(x)', '0', 'right', 'sqrt(2)'], ['log(x)/x', 'inf', '', '0'], ['(tan(x) - x)/(x - sin(x))', '0', '', '2'],
  ['(3*x^2 + 1)/(2*x^2 - 5)', 'inf', '', '3/2'], ['(x^(1/3) - 2)/(x - 8)', '8', '', '1/12'],
  ['x*(pi/2 - atan(x))', 'inf', '', '1'], ['(2^x - 1)/x', '0', '', 'log(2)'], ['max(x, -x)/x', '0', 'left', '-1'],
  ['1/sin(x)^2 - 1/x^2', '0', '', '1/3'], ['(exp(x) - exp(-x) - 2*x)/(x - sin(x))', '0', '', '2'],
  ['x*sin(1/x)', 'inf', '', '1'], ['log(x)*log(1 - x)', '0', 'right', '0'], ['(x/(x + 2))^x', 'inf', '', 'exp(-2)'],
  ['sin(x)/(x - pi)', 'pi', '', '-1'], ['1/log(x) - 1/(x - 1)', '1', '', '1/2'], ['log(x)/(x - 1)', '1', '', '1'],
  // There is none, from both sides or at all.
  ['abs(x)/x', '0', ''], ['1/x', '0', ''], ['sin(1/x)', '0', ''], ['floor(x)', '1', ''], ['sqrt(x)', '0', ''], ['sin(x)', 'inf', ''],
  ['sqrt(-1)*x', '0', ''], ['atan(1/x)', '0', ''],
  // It depends on a: 0, but 1 for a = 0.
  ['x/(a + x)', '0', ''], ['abs(a)*x/(abs(a)*x + x^2)', '0', ''],
]; // prettier-ignore
