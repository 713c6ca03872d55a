import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseInvocation } from '../../src/cli/parse-invocation.ts';
import { VERBS } from '../../src/cli/verbs.ts';
import { VERSION } from '../../src/discover/version.ts';
import { OPERATION_NAMES } from '../../src/expression/operations.ts';
import { MAIN, napier } from './napier.ts';

const HERE = import.meta.dirname;
const shell = (script: string): string => execFileSync('bash', ['-c', script], { encoding: 'utf8' });

describe('help', () => {
  it('is on stdout with exit code 0, asked for in any way', () => {
    const general = napier(HERE, 'help');
    expect(general).toEqual({ code: 0, err: '', out: expect.stringContaining('usage: napier <verb>') });
    expect([napier(HERE), napier(HERE, '--help'), napier(HERE, '-h')]).toEqual([general, general, general]);
    for (const { name } of VERBS) expect(general.out).toContain(`  ${name} `);
  });

  it.each(VERBS)('of $name is on stdout with exit code 0, asked for in any way', ({ name, options }) => {
    const { code, out, err } = napier(HERE, 'help', name);
    expect([code, err]).toEqual([0, '']);
    expect(napier(HERE, name, '--help').out).toBe(out);
    for (const option of options) expect(out).toContain(`--${option.name}`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('gives examples whose options exist', () => {
    for (const verb of VERBS) {
      expect(verb.examples.length).toBeGreaterThan(0);
      for (const [command] of verb.examples) {
        const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]);
        expect(words.slice(0, 2)).toEqual(['napier', verb.name]);
        parseInvocation(verb, words.slice(2));
      }
    }
  });

  it('states the version', () => {
    expect(napier(HERE, '--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });
});

describe('napier functions', () => {
  it('lists every operation and constant with its meaning', () => {
    const { code, out } = napier(HERE, 'functions');
    expect(code).toBe(0);
    for (const name of OPERATION_NAMES.filter((one) => one.length > 3)) {
      expect(['add', 'neg', 'pow'].includes(name) || out.includes(`${name}(`), name).toBe(true);
    }
    expect(out).toMatch(/^pi +circumference over diameter/m);
    expect(JSON.parse(napier(HERE, 'functions', '--json').out).functions).toHaveLength(
      OPERATION_NAMES.length,
    );
  });

  it('searches by name and meaning', () => {
    expect(napier(HERE, 'functions', 'bessel').out.split('\n').length).toBeGreaterThan(6);
    expect(napier(HERE, 'functions', 'no such thing').code).toBe(1);
  });

  it('does not mind a reader that leaves early, and says so when the disk is full', () => {
    const run = `${process.execPath} ${MAIN} functions`;
    expect(shell(`${run} 2>&1 | head -1; echo "code \${PIPESTATUS[0]}"`)).toMatch(/^a \+ b .*\ncode 0\n$/);
    expect(shell(`${run} 2>&1 >/dev/full; echo "code $?"`)).toMatch(
      /^napier: cannot write to standard output: .*\ncode 2\n$/,
    );
  });
});
