import { describe, expect, it } from 'vitest';
import { measureError } from '../../src/certify/measured-error.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { attainedError } from '../../src/certify/attained-error.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { COST_MODELS } from '../../src/program/cost.ts';
import { storageOf } from '../../src/program/program.ts';
import { validateProgram } from '../../src/program/validate-program.ts';
import type { Budget, Candidate, Engine, EngineEvent } from '../../src/search/engine.ts';
import type { Problem } from '../../src/search/problem.ts';

export function problem(text: string, domain: string, rest: Partial<Problem>): Problem {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'real',
    measure: 'relative',
    cost: 'operations',
    fma: false,
    division: true,
    seed: 1,
    ...rest,
  };
}

export async function eventsOf(
  engine: Engine,
  of: Problem,
  budget: Partial<Budget> = {},
): Promise<EngineEvent[]> {
  const oracle = createOracle(of.function, [of.variable]);
  const events: EngineEvent[] = [];
  const limits: Budget = { evaluations: 1e9, stopped: () => undefined, ...budget };
  for await (const event of engine.propose(of, oracle, limits)) events.push(event);
  return events;
}

export const candidatesOf = (events: readonly EngineEvent[]): Candidate[] =>
  events.flatMap((event) => (event.kind === 'candidate' ? [event.candidate] : []));

const PROBLEMS: readonly (readonly [name: string, problem: Problem])[] = [
  ['exp, real, relative', problem('exp(x)', '[0,1]', { maxDegree: 5 })],
  ['sin, real, absolute, not symmetric', problem('sin(x)', '[-1,2]', { measure: 'absolute', maxDegree: 5 })],
  ['atan, real, odd', problem('atan(x)', '[-1,1]', { maxDegree: 7, fma: true })],
  ['2^x, bf16, ulp', problem('2^x', '[1/2,1]', { format: 'bf16', measure: 'ulp', maxDegree: 3 })],
];

/**
 * What every engine owes, whatever it does inside. `evaluations`: a budget that lets it find something. `home`: what
 * makes a problem one of its own, for an engine that does not work on `real`.
 */
export function engineConformance(engine: Engine, evaluations: number, home: Partial<Problem> = {}): void {
  const ofHome = (of: Problem): Problem => ({ ...of, ...home });
  describe(`engine ${engine.name}`, () => {
    it.each([...PROBLEMS, ['exp, at home', ofHome(PROBLEMS[0][1])] as const])(
      'proposes valid programs with their costs and errors, or refuses: %s',
      async (_, of) => {
        const refusal = engine.refuses(of);
        if (refusal !== undefined) return expect(refusal).toContain(of.format);
        const candidates = candidatesOf(await eventsOf(engine, of, { evaluations }));
        expect(candidates.length).toBeGreaterThan(0);
        const oracle = createOracle(of.function, [of.variable]);
        for (const { program, cost, error, engine: by } of candidates) {
          expect(validateProgram(program)).toEqual(program);
          expect(storageOf(program)).toBe(of.format);
          expect(cost).toBe(COST_MODELS[of.cost].cost(program));
          expect(by).toBe(engine.name);
          const measured = measureError(program, of, oracle, 1024);
          expect(measured.value).toBeLessThanOrEqual(error.value * (of.format === 'real' ? 1 + 1e-6 : 1.05));
          // An engine that has seen more points may know of a worse one: then it must be as bad as it says.
          const attained = attainedError(program, of, Number(exactDouble(error.worst))) ?? 0;
          const known = Math.max(measured.value, attained);
          // A form of the function itself has no error.
          if (error.value === 0) expect(known).toBe(0);
          else expect(known).toBeGreaterThan(error.value * (of.format === 'real' ? 0.99 : 0.8));
          expect(error.points).toBeGreaterThan(0);
          if (!of.division) expect(program.code.some(({ op }) => op === 'div')).toBe(false);
          if (!of.fma) expect(program.code.some(({ op }) => op === 'fma')).toBe(false);
        }
      },
    );

    it('tells the same events every time', async () => {
      const of = ofHome(PROBLEMS[1][1]);
      const told = async (): Promise<string> =>
        JSON.stringify(await eventsOf(engine, of, { evaluations }), bigints);
      expect(await told()).toBe(await told());
    });

    it('keeps to the operations allowed', async () => {
      const of = problem('exp(x)', '[0,1]', { maxOperations: 6, ...home });
      const short = candidatesOf(await eventsOf(engine, of, { evaluations }));
      expect(
        Math.max(...short.map(({ program }) => COST_MODELS.operations.cost(program))),
      ).toBeLessThanOrEqual(6);
      expect(short.length).toBeGreaterThan(0);
    });

    it('ends at once when it is stopped', async () => {
      const of = ofHome(PROBLEMS[0][1]);
      expect(candidatesOf(await eventsOf(engine, of, { evaluations, stopped: () => 'time' }))).toEqual([]);
    });

    it('refuses functions of several variables', () => {
      expect(engine.refuses(problem('x*y', '[0,1]', {}))).toContain('one variable');
      expect(engine.refuses(ofHome(PROBLEMS[0][1]))).toBeUndefined();
    });
  });
}

/** What engines owe that go through fits one by one (a smaller budget gives the first of the same candidates). */
export function fitEngineConformance(engine: Engine): void {
  describe(`engine ${engine.name}, fit by fit`, () => {
    it('spends no more than its budget allows, and finds the same until then', async () => {
      const [, of] = PROBLEMS[0];
      const all = candidatesOf(await eventsOf(engine, of));
      for (const evaluations of [0, 1, 10, 30]) {
        const some = candidatesOf(await eventsOf(engine, of, { evaluations }));
        expect(some.length).toBeLessThanOrEqual(evaluations);
        expect(some).toEqual(all.slice(0, some.length));
      }
    });

    it('says why it ended when it is stopped, and has found the same until then', async () => {
      const [, of] = PROBLEMS[0];
      const events = await eventsOf(engine, of, { stopped: () => 'time' });
      expect(events.some((event) => event.kind === 'note' && /time/.test(event.message))).toBe(true);
      let asked = 0;
      const later = await eventsOf(engine, of, { stopped: () => (++asked > 3 ? 'interrupt' : undefined) });
      expect(asked).toBe(4);
      const all = candidatesOf(await eventsOf(engine, of));
      expect(all.slice(0, candidatesOf(later).length)).toEqual(candidatesOf(later));
    });

    it('ends once the error asked for is reached', async () => {
      const reached = candidatesOf(await eventsOf(engine, problem('exp(x)', '[0,1]', { error: 1e-6 })));
      expect(Math.min(...reached.map(({ error }) => error.value))).toBeLessThanOrEqual(1e-6);
      expect(Math.min(...reached.map(({ error }) => error.value))).toBeGreaterThan(1e-10);
    });

    it('tells why a fit cannot be made', async () => {
      const events = await eventsOf(engine, problem('log(x)', '[0.5,2]', { maxDegree: 4 }));
      expect(candidatesOf(events)).toEqual([]);
      const notes = events.filter((event) => event.kind === 'note');
      expect(notes).toHaveLength(1);
      expect(notes[0].message).toContain('x = 1');
    });
  });
}

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
