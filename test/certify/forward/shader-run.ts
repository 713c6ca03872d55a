import { findFormat } from '../../../src/number/formats.ts';
import { nextDown, nextUp, roundEven } from '../../../src/number/double-bits.ts';
import { sumError } from '../../../src/number/error-free.ts';
import type { Random } from '../../../src/number/random.ts';
import { exactInteger, isIntegerText } from '../../../src/program/integer-constant.ts';
import { fromHexFloat } from '../../../src/number/exact-constant.ts';
import type { Program } from '../../../src/program/program.ts';

/**
 * One of the results that WGSL allows for a program in f32, drawn at random: every sum, difference and product either
 * neighbour, fused or not, quotients within 2.5 ulp, subnormal numbers flushed or not at each use.
 */
export function shaderRun(program: Program, x: number, random: Random): number {
  const format = findFormat('f32');
  const coin = (): boolean => random.integer(2) === 1;
  const flush = (v: number): number => (Math.abs(v) < format.minNormal && coin() ? 0 : v);
  const rounded = (low: number, high: number): number =>
    flush(coin() ? format.round(low, 'down') : format.round(high, 'up'));
  const values = new Map<string, number | bigint | boolean>([['x', x]]);
  program.constants.forEach((text, i) => {
    values.set(`c${i}`, isIntegerText(text) ? exactInteger(text, 32) : (fromHexFloat(text) as number));
  });
  /** Exact products, for a sum that is fused with one. */
  const products = new Map<string, number>();
  const float = (arg: string): number => flush(values.get(arg) as number);
  const summand = (arg: string): number => {
    const product = products.get(arg);
    return product !== undefined && coin() ? product : float(arg);
  };
  const add = (a: number, b: number): number => {
    const s = a + b;
    const rest = sumError(a, b, s);
    if (rest === 0) return rounded(s, s);
    return rest > 0 ? rounded(s, nextUp(s)) : rounded(nextDown(s), s);
  };
  program.code.forEach(({ op, args }, i) => {
    const name = `t${i}`;
    const [a, b, c] = args;
    const int = (arg: string): bigint => values.get(arg) as bigint;
    const store = (v: number | bigint | boolean): void => void values.set(name, v);
    switch (op) {
      case 'add':
        return store(add(summand(a), summand(b)));
      case 'sub':
        return store(add(summand(a), -summand(b)));
      case 'mul': {
        const p = float(a) * float(b);
        products.set(name, p);
        return store(rounded(p, p));
      }
      case 'div': {
        const q = float(a) / float(b);
        const at = q + (random.next() * 5 - 2.5) * format.ulp(nextDown(Math.abs(q)));
        return store(flush(format.round(at, at > q ? 'down' : 'up')));
      }
      case 'abs':
        return store(Math.abs(float(a)));
      case 'min':
        return store(Math.min(float(a), float(b)));
      case 'max':
        return store(Math.max(float(a), float(b)));
      case 'lt':
        return store(float(a) < float(b));
      case 'le':
        return store(float(a) <= float(b));
      case 'eq':
        return store(float(a) === float(b));
      case 'neg':
        return store(-float(a));
      case 'select':
        return store(values.get(a) === true ? float(b) : float(c));
      case 'bits':
        return store(BigInt.asIntN(32, format.encode(values.get(a) as number)));
      case 'float':
        return store(format.decode(BigInt.asUintN(32, int(a))));
      case 'round':
        return store(roundEven(float(a)));
      case 'toint':
        return store(BigInt(float(a)));
      case 'iadd':
        return store(BigInt.asIntN(32, int(a) + int(b)));
      case 'isub':
        return store(BigInt.asIntN(32, int(a) - int(b)));
      case 'ishr':
        return store(BigInt.asIntN(32, BigInt.asUintN(32, int(a)) >> int(b)));
      case 'isar':
        return store(int(a) >> int(b));
      case 'iand':
        return store(int(a) & int(b));
      case 'ishl':
        return store(BigInt.asIntN(32, int(a) << int(b)));
      case 'lookup':
        return store(fromHexFloat(program.tables?.[0].values[Number(int(b))] ?? '') as number);
      default:
        throw new RangeError(op);
    }
  });
  return values.get(`t${program.code.length - 1}`) as number;
}
