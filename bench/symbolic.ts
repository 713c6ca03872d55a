/**
 * Symbolic speed: simplify, differentiate, expand and the Jacobian of a system, by Napier, mathjs, nerdamer, the Cortex
 * compute engine and SymPy, in one run. An answer is right when it has the value of the truth at points (derivatives: of
 * difference quotients), and, for `simplify`, is as short as the textbook's, for `expand`, has no product of sums.
 *
 *   mkdir -p /tmp/peers && npm install --prefix /tmp/peers --no-save mathjs nerdamer @cortex-js/compute-engine
 *   PEERS=/tmp/peers npx tsx bench/symbolic.ts
 *   ONLY=napier,sympy npx tsx bench/symbolic.ts
 *
 * SymPy's caches are emptied before each repetition; its symbols are real. nerdamer, which changes what it is given, gets
 * a fresh expression for each. Times: the median of repetitions of one case, from the system's own parsed expression to its own result, nothing
 * printed; then the median over the cases of a task.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { apply, variablesOf, type Expression } from '../src/expression/expression.ts';
import { derivative } from '../src/expression/derivative.ts';
import { foldExpression } from '../src/expression/fold.ts';
import { jacobian } from '../src/expression/jacobian.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { toText } from '../src/expression/to-text.ts';
import { expand } from '../src/rewrite/calculate/forms.ts';
import { simplifyExactly } from '../src/rewrite/calculate/simplify-exactly.ts';
import { termLength } from '../src/rewrite/calculate/term-length.ts';
import { SYMBOLIC_CASES, type SymbolicCase } from './symbolic-cases.ts';

const ALL_SYSTEMS = ['napier', 'mathjs', 'nerdamer', 'cortex', 'sympy'] as const;
type System = (typeof ALL_SYSTEMS)[number];
const SYSTEMS = ALL_SYSTEMS.filter((name) => (process.env.ONLY ?? name).includes(name));
type Entry = readonly [row: number, column: number, value: string];
type Answer = { readonly answer: string | readonly Entry[]; readonly ms: number; readonly error?: string };
const peers = createRequire(join(process.env.PEERS ?? process.cwd(), 'package.json'));

/** Repetitions of one case: at least three, for about this long. */
const CASE_MS = 60;
const names = (case_: SymbolicCase): string[] => (case_.system ?? []).map((_, i) => `x${i}`);

/** From a case to what is timed and how its result is written. */
type Runner = (case_: SymbolicCase) => {
  /** Done before each repetition, not timed: some systems change the expression they are given. */
  readonly before?: () => void;
  readonly run: () => unknown;
  readonly write: (result: never) => Answer['answer'];
};

const runners: Record<Exclude<System, 'sympy'>, () => Runner> = {
  napier: () => (case_) => {
    if (case_.system !== undefined) {
      const system = case_.system.map(parseExpression);
      return {
        run: () => jacobian(system, names(case_)),
        write: (m: ReturnType<typeof jacobian>) =>
          m.entries.map((e) => [e.row, e.column, toText(e.value)] as const),
      };
    }
    const term = parseExpression(case_.text);
    const run = {
      simplify: () => simplifyExactly(term),
      differentiate: () => derivative(term, 'x'),
      expand: () => expand(term),
      jacobian: () => term,
    }[case_.task];
    return { run, write: (result: Expression) => toText(result) };
  },
  mathjs: () => {
    const math = peers('mathjs');
    return (case_) => {
      if (case_.system !== undefined) return entryByEntry(case_.system.map((text) => math.parse(text)), case_, (f, x) => math.derivative(f, x)); // prettier-ignore
      const node = math.parse(case_.text);
      const run = {
        simplify: () => math.simplify(node),
        differentiate: () => math.derivative(node, 'x'),
        expand: () => math.rationalize(node),
        jacobian: () => node,
      }[case_.task];
      return { run, write: (result: { toString(): string }) => result.toString() };
    };
  },
  nerdamer: () => {
    const nerdamer = peers('nerdamer/all');
    // log10 and asin have other names there; log is natural.
    return (case_) => {
      if (case_.system !== undefined) return entryByEntry(case_.system.map((text) => nerdamer(text)), case_, (f, x) => nerdamer.diff(f, x)); // prettier-ignore
      let term = nerdamer(case_.text);
      const before = (): void => void (term = nerdamer(case_.text));
      const run = {
        simplify: () => term.simplify(),
        differentiate: () => nerdamer.diff(term, 'x'),
        expand: () => term.expand(),
        jacobian: () => term,
      }[case_.task];
      return { before, run, write: (result: { toString(): string }) => result.toString() };
    };
  },
  cortex: () => {
    const { ComputeEngine } = peers('@cortex-js/compute-engine');
    const engine = new ComputeEngine();
    const boxed = (text: string): { simplify(): unknown } => engine.box(mathJson(parseExpression(text)));
    return (case_) => {
      if (case_.system !== undefined) return entryByEntry(case_.system.map(boxed), case_, (f, x) => engine.box(['D', f, x]).evaluate(), fromMathJson); // prettier-ignore
      const term = boxed(case_.text);
      const run = {
        simplify: () => term.simplify(),
        differentiate: () => engine.box(['D', term, 'x']).evaluate(),
        expand: () => engine.box(['ExpandAll', term]).evaluate(),
        jacobian: () => term,
      }[case_.task];
      return { run, write: (result: { json: unknown }) => fromMathJson(result) };
    };
  },
};

/** Peers without a sparse Jacobian: each equation by each of its variables, which they are told. */
function entryByEntry<F>(
  system: readonly F[],
  case_: SymbolicCase,
  differentiate: (f: F, x: string) => unknown,
  write: (value: never) => string = (value: { toString(): string }) => value.toString(),
): ReturnType<Runner> {
  const own = (case_.system ?? []).map((text) => variablesOf(parseExpression(text)));
  return {
    run: () =>
      system.flatMap((f, i) => own[i].map((x) => [i, Number(x.slice(1)), differentiate(f, x)] as const)),
    write: (entries: readonly (readonly [number, number, never])[]) =>
      entries.map(([i, j, value]) => [i, j, write(value)] as const),
  };
}

const MATH_JSON: Record<string, string> = {
  add: 'Add', sub: 'Subtract', mul: 'Multiply', div: 'Divide', neg: 'Negate', pow: 'Power', sqrt: 'Sqrt', exp: 'Exp',
  log: 'Ln', sin: 'Sin', cos: 'Cos', tan: 'Tan', asin: 'Arcsin', acos: 'Arccos', atan: 'Arctan', sinh: 'Sinh',
  cosh: 'Cosh', tanh: 'Tanh', abs: 'Abs',
}; // prettier-ignore

function mathJson(term: Expression): unknown {
  return foldExpression<unknown>(term, (one, args) => {
    if (one.kind === 'number') {
      return one.denominator === 1n
        ? Number(one.numerator)
        : ['Rational', Number(one.numerator), Number(one.denominator)];
    }
    if (one.kind === 'constant') return one.name === 'pi' ? 'Pi' : 'ExponentialE';
    return one.kind === 'variable' ? one.name : [MATH_JSON[one.operation], ...args];
  });
}

/** MathJSON as text that Napier parses. */
function fromMathJson(result: { json: unknown }): string {
  const infix: Record<string, string> = {
    Add: '+',
    Subtract: '-',
    Multiply: '*',
    Divide: '/',
    Power: '^',
    Rational: '/',
  };
  const write = (json: unknown): string => {
    if (typeof json === 'number') return `(${json})`;
    if (typeof json === 'string') return { Pi: 'pi', ExponentialE: 'e', Half: '(1/2)' }[json] ?? json;
    if (!Array.isArray(json))
      return write((json as { num?: string; fn?: unknown }).fn ?? (json as { num: string }).num);
    const [head, ...args] = json as [string, ...unknown[]];
    const parts = args.map(write);
    if (head in infix) return `(${parts.map((part) => `(${part})`).join(infix[head])})`;
    if (head === 'Negate') return `(-(${parts[0]}))`;
    if (head === 'Square') return `((${parts[0]})^2)`;
    if (head === 'Root') return `((${parts[0]})^(1/(${parts[1]})))`;
    const name = Object.keys(MATH_JSON).find((op) => MATH_JSON[op] === head);
    const secant: Record<string, string> = { Sec: '1/cos', Csc: '1/sin', Cot: '1/tan', Sech: '1/cosh' };
    if (head in secant) return `(${secant[head]}(${parts[0]}))`;
    return `${name ?? head.toLowerCase()}(${parts.join(',')})`;
  };
  return write(result.json);
}

/** One system's answers to all cases, on standard output: what the child process of a system does. */
function serve(system: Exclude<System, 'sympy'>): void {
  const runner = runners[system]();
  // Warm: what a compiler does once is not what is asked.
  for (const case_ of SYMBOLIC_CASES.slice(0, 3)) attempt(runner, case_);
  for (const case_ of SYMBOLIC_CASES) console.log(JSON.stringify(attempt(runner, case_)));
}

function attempt(runner: Runner, case_: SymbolicCase): Answer {
  try {
    const { before, run, write } = runner(case_);
    const times: number[] = [];
    let result: unknown;
    for (const start = performance.now(); times.length < 3 || performance.now() - start < CASE_MS;) {
      before?.();
      const begin = performance.now();
      result = run();
      times.push(performance.now() - begin);
      if (performance.now() - start > 1_000) break;
    }
    return { answer: write(result as never), ms: median(times) };
  } catch (error) {
    return { answer: '', ms: NaN, error: String(error).slice(0, 80) };
  }
}

function median(values: readonly number[]): number {
  const sorted = values.filter((x) => !Number.isNaN(x)).toSorted((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1];
}

/** A peer's text as Napier's. */
function normalise(text: string): string {
  return text
    .replaceAll('**', '^')
    .replace(/\bAbs\b/g, 'abs')
    .replace(/\bE\b/g, 'e')
    .replace(/\b(a)rc?(sin|cos|tan)\b/g, 'a$2')
    .replace(/\bsec\(/g, '1/cos(')
    .replace(/\bsech\(/g, '1/cosh(');
}

const FUNCTIONS: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, neg: (a) => -a,
  pow: (a, b) => a ** b, sqrt: Math.sqrt, cbrt: Math.cbrt, exp: Math.exp, log: Math.log, sin: Math.sin, cos: Math.cos,
  tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh,
  abs: Math.abs, exp2: (a) => 2 ** a, sinc: (a) => Math.sin(a) / a,
}; // prettier-ignore

function valueAt(term: Expression, point: Readonly<Record<string, number>>): number {
  return foldExpression<number>(term, (one, [a, b]) => {
    if (one.kind === 'number') return Number(one.numerator) / Number(one.denominator);
    if (one.kind === 'constant') return one.name === 'pi' ? Math.PI : one.name === 'e' ? Math.E : Math.LN2;
    if (one.kind === 'variable') return point[one.name];
    return FUNCTIONS[one.operation]?.(a, b) ?? NaN;
  });
}

/** Points where all cases have values. */
const POINTS = [0.37, 0.613, 0.281].map((seed) => (name: string): number => {
  const k = [...name].reduce((sum, c) => (31 * sum + c.charCodeAt(0)) % 997, 7);
  return 0.2 + 0.7 * ((seed * (k + 1)) % 1);
});

const pointOf = (term: Expression, at: (name: string) => number): Record<string, number> =>
  Object.fromEntries(variablesOf(term).map((name) => [name, at(name)]));

const close = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

function sameValue(a: Expression, b: Expression): boolean {
  return POINTS.every((at) => {
    const point = { ...pointOf(a, at), ...pointOf(b, at) };
    return close(valueAt(a, point), valueAt(b, point), 1e-9);
  });
}

function isDerivative(f: Expression, x: string, found: Expression): boolean {
  return POINTS.every((at) => {
    const point = { ...pointOf(f, at), ...pointOf(found, at) };
    const h = 1e-4;
    const at4 = (d: number): number => valueAt(f, { ...point, [x]: point[x] + d * h });
    const quotient = (8 * (at4(1) - at4(-1)) - (at4(2) - at4(-2))) / (12 * h);
    return close(quotient, valueAt(found, point), 1e-8);
  });
}

/** Is no product or power of a sum left? */
function isExpanded(term: Expression): boolean {
  const isSum = (one: Expression): boolean =>
    one.kind === 'apply' &&
    (/^(add|sub)$/.test(one.operation) || (one.operation === 'neg' && isSum(one.args[0])));
  return foldExpression<boolean>(term, (one, args) => {
    if (one.kind !== 'apply') return true;
    if (one.operation === 'mul' && one.args.some(isSum)) return false;
    if (one.operation === 'pow' && isSum(one.args[0])) return false;
    return args.every(Boolean);
  });
}

function verdict(case_: SymbolicCase, { answer, error }: Answer): string {
  if (error !== undefined) return `error: ${error}`;
  try {
    if (case_.system !== undefined) {
      const system = case_.system.map(parseExpression);
      const entries = answer as readonly Entry[];
      const expected = system.reduce((sum, f) => sum + variablesOf(f).length, 0);
      if (entries.length !== expected) return `${entries.length} entries`;
      const wrong = entries.find(
        ([i, j, text]) => !isDerivative(system[i], `x${j}`, parseExpression(normalise(text))),
      );
      return wrong === undefined ? '' : `wrong entry ${wrong[0]}, ${wrong[1]}`;
    }
    const given = parseExpression(case_.text);
    const found = parseExpression(normalise(answer as string));
    if (case_.task === 'differentiate') return isDerivative(given, 'x', found) ? '' : 'wrong';
    if (!sameValue(given, found)) return 'wrong';
    if (case_.task === 'expand') return isExpanded(found) ? '' : 'not expanded';
    return termLength(withoutUnits(found)) < (case_.length ?? 0) + 0.6 ? '' : `long: ${answer as string}`;
  } catch (failure) {
    return `cannot read ${String(answer).slice(0, 60)} (${String(failure).slice(0, 60)})`;
  }
}

/** 1·x and −1·x cost a peer nothing: how it prints is not the question. */
function withoutUnits(term: Expression): Expression {
  return foldExpression<Expression>(term, (one, args) => {
    if (one.kind !== 'apply') return one;
    const [a, b] = args;
    if (one.operation === 'mul' && a.kind === 'number' && a.numerator === 1n && a.denominator === 1n)
      return b;
    return apply(one.operation, ...args);
  });
}

function answersOf(system: System): Answer[] {
  const input = JSON.stringify(SYMBOLIC_CASES);
  const options = {
    input,
    encoding: 'utf8',
    timeout: 400_000,
    maxBuffer: 1 << 28,
    env: process.env,
  } as const;
  const result =
    system === 'sympy'
      ? spawnSync('python3', [join(import.meta.dirname, 'symbolic.py')], options)
      : spawnSync(process.execPath, [...process.execArgv, import.meta.filename, '--system', system], options);
  const lines = (result.stdout ?? '').split('\n').filter((line) => line.startsWith('{'));
  if (lines.length < SYMBOLIC_CASES.length)
    console.log(`${system}: ${(result.stderr ?? '').trim().slice(-300)}`);
  return SYMBOLIC_CASES.map((_, i) =>
    lines[i] === undefined ? { answer: '', ms: NaN, error: 'no answer' } : (JSON.parse(lines[i]) as Answer),
  );
}

function main(): void {
  const all = new Map(SYSTEMS.map((system) => [system, answersOf(system)] as const));
  const verdicts = new Map([...all].map(([system, answers]) => [system, answers.map((a, i) => verdict(SYMBOLIC_CASES[i], a))] as const)); // prettier-ignore
  const show: readonly System[] = process.argv.includes('--all') ? SYSTEMS : ['napier'];
  for (const system of show) {
    for (const [i, what] of (verdicts.get(system) ?? []).entries()) {
      if (what !== '') console.log(`${system}: ${SYMBOLIC_CASES[i].text}: ${what}`);
    }
  }
  for (const task of ['simplify', 'differentiate', 'expand', 'jacobian'] as const) {
    const indices = SYMBOLIC_CASES.flatMap((c, i) => (c.task === task ? [i] : []));
    const own = median(indices.map((i) => (all.get('napier') as Answer[])[i].ms));
    console.log(`${task}: ${indices.length} cases`);
    for (const system of SYSTEMS) {
      const answers = all.get(system) as Answer[];
      const right = indices.filter((i) => (verdicts.get(system) as string[])[i] === '').length;
      const ms = median(indices.map((i) => answers[i].ms));
      const ratio = system === 'napier' ? '' : `, ${(ms / own).toFixed(1)} times Napier's`;
      console.log(`  ${system.padEnd(9)} ${right} right, median ${(1000 * ms).toFixed(1)} µs${ratio}`);
    }
  }
}

const wanted = process.argv.indexOf('--system');
if (wanted >= 0) serve(process.argv[wanted + 1] as Exclude<System, 'sympy'>);
else main();
