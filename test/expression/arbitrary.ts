import fc from 'fast-check';
import { CONSTANTS, type ConstantName } from '../../src/expression/constants.ts';
import { apply, constant, rational, variable, type Expression } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';

const integers = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.constantFrom(10n ** 30n, -(10n ** 300n), 3n * 10n ** 40n),
);
const denominators = fc.oneof(
  fc.bigInt({ min: 1n, max: 20n }),
  fc.constantFrom(2n ** 60n, 2n ** 1074n, 10n ** 12n, 10n ** 300n, 5n ** 40n, 3n ** 50n, 7n),
);

const leaves: fc.Arbitrary<Expression> = fc.oneof(
  fc.tuple(integers, denominators).map(([n, d]) => rational(n, d)),
  fc.constantFrom(...(Object.keys(CONSTANTS) as ConstantName[])).map(constant),
  fc.constantFrom('x', 'y', 'x1', 'long_name', 'W', 'sin', 'gamma', 'a b', 'sr*', '数', 'xπ').map(variable),
);

/** Any term that the constructors build: literals of all forms, awkward variable names, every operation. */
export const terms: fc.Arbitrary<Expression> = fc.letrec<{ term: Expression }>((tie) => ({
  term: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaves,
    fc
      .oneof(
        fc.constantFrom('add', 'sub', 'mul', 'div', 'neg', 'pow', 'pow', 'neg', 'div'),
        fc.constantFrom(...OPERATION_NAMES),
      )
      .chain((name) =>
        fc
          .array(tie('term'), { minLength: OPERATIONS[name].arity, maxLength: OPERATIONS[name].arity })
          .map((args) => apply(name, ...args)),
      ),
  ),
})).term;
