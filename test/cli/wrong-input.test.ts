import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { sampleFinding } from '../discover/sample-finding.ts';
import { napier } from './napier.ts';

/** Every wrong input: exit 2, one clear error with its place and a hint, nothing on stdout, nothing written. */
const CASES: readonly (readonly [title: string, ...words: string[]])[] = [
  ['unknown verb', 'aproximate', 'exp(x)'],
  ['an option where the verb belongs', '--domain', '[0,1]'],
  ['a verb of which nothing is near', 'frobnicate'],
  ['unknown option', 'approximate', 'exp(x)', '--domian', '[0,1]'],
  ['option without its value', 'approximate', 'exp(x)', '--domain'],
  ['flag with a value', 'approximate', 'exp(x)', '--json=yes', '--domain', '[0,1]'],
  ['option given twice', 'approximate', 'exp(x)', '--seed', '1', '--seed', '2', '--domain', '[0,1]'],
  ['formula in two words', 'approximate', 'x', '+ 1', '--domain', '[0,1]'],
  ['no function', 'approximate'],
  ['empty function', 'approximate', '', '--domain', '[0,1]'],
  ['no domain', 'approximate', 'exp(x)'],
  ['unknown function', 'approximate', 'tahn(x)', '--domain', '[0,1]'],
  ['unbalanced bracket', 'approximate', 'exp((x+1)', '--domain', '[0,1]'],
  ['bracket never opened', 'approximate', 'exp(x))', '--domain', '[0,1]'],
  ['wrong number of arguments', 'approximate', 'exp(x, 2)', '--domain', '[0,1]'],
  ['operator without operand', 'approximate', 'x +', '--domain', '[0,1]'],
  ['a strange character', 'approximate', 'exp(x) # 2', '--domain', '[0,1]'],
  ['code instead of a formula', 'approximate', 'process.exit(1)', '--domain', '[0,1]'],
  ['no variable', 'approximate', 'exp(2)', '--domain', '[0,1]'],
  ['several variables', 'approximate', 'x*y', '--domain', '[0,1]'],
  ['reversed domain', 'approximate', 'exp(x)', '--domain', '[1,0]'],
  ['empty domain', 'approximate', 'exp(x)', '--domain', '(1,1)'],
  ['a single point', 'approximate', 'exp(x)', '--domain', '[1,1]'],
  ['domain without a bracket', 'approximate', 'exp(x)', '--domain', '0,1'],
  ['domain never closed', 'approximate', 'exp(x)', '--domain', '[0,1'],
  ['domain with three ends', 'approximate', 'exp(x)', '--domain', '[0,1,2]'],
  ['domain with a variable', 'approximate', 'exp(x)', '--domain', '[0,a]'],
  ['infinite domain', 'approximate', 'tanh(x)', '--domain', '[0,inf)', '--format', 'real'],
  ['an end that is undefined', 'approximate', 'exp(x)', '--domain', '[0,log(-1)]'],
  [
    'no number of the format inside',
    'approximate',
    'exp(x)',
    '--domain',
    '[1.0001,1.0002]',
    '--format',
    'bf16',
  ],
  ['domain beyond the format', 'approximate', 'x^2', '--domain', '[0,1e6]', '--format', 'f16'],
  ['pole in the domain', 'approximate', '1/x', '--domain', '[-1,1]'],
  ['pole between numbers', 'approximate', 'tan(x)', '--domain', '[1,2]', '--format', 'f32'],
  ['undefined in the domain', 'approximate', 'log(x)', '--domain', '[-1,1]'],
  ['undefined at an end', 'approximate', 'log(x)', '--domain', '[0,1]'],
  ['overflow of the format', 'approximate', 'exp(x)', '--domain', '[0,20]', '--format', 'f16'],
  ['zero under a relative error', 'approximate', 'log(x)', '--domain', '[0.5,2]', '--format', 'real'],
  ['unknown format', 'approximate', 'exp(x)', '--domain', '[0,1]', '--format', 'float32'],
  ['unknown measure', 'approximate', 'exp(x)', '--domain', '[0,1]', '--measure', 'relativ'],
  ['unknown engine', 'approximate', 'exp(x)', '--domain', '[0,1]', '--engine', 'minimax,remez'],
  [
    'unknown operation',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--format',
    'real',
    '--operations',
    '+,*,sqtr',
  ],
  [
    'a function as an operation of a machine format',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--format',
    'f32',
    '--operations',
    '+,*,tanh',
  ],
  [
    'operations against a flag',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--operations',
    '+,*,/',
    '--no-division',
  ],
  [
    'a target without an operation',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--operations',
    '+,*,fma',
    '--target',
    'js',
    '--out',
    'made',
  ],
  ['unknown target', 'approximate', 'exp(x)', '--domain', '[0,1]', '--target', 'c,java', '--out', 'made'],
  ['nothing to relate', 'relate'],
  ['a theory that is not there', 'relate', '--axioms', 'no.theory'],
  ['a function and a theory', 'relate', 'tanh(x)', '--axioms', 'no.theory'],
  ['unknown cost model', 'approximate', 'exp(x)', '--domain', '[0,1]', '--cost', 'joules'],
  ['targets without a folder', 'approximate', 'exp(x)', '--domain', '[0,1]', '--target', 'c'],
  [
    'a target without the format',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--format',
    'real',
    '--target',
    'c',
    '--out',
    'made',
  ],
  [
    'a target without fma',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--fma',
    '--target',
    'c,js',
    '--out',
    'made',
  ],
  ['a variable named as programs name their values', 'approximate', 't0^2', '--domain', '[0,1]'],
  ['an error that is none', 'approximate', 'exp(x)', '--domain', '[0,1]', '--error', 'small'],
  ['an error of nought', 'approximate', 'exp(x)', '--domain', '[0,1]', '--error', '0'],
  ['an error with an unknown unit', 'approximate', 'exp(x)', '--domain', '[0,1]', '--error', '3parsecs'],
  ['below half an ulp', 'approximate', 'exp(x)', '--domain', '[0,1]', '--error', '0.25ulp'],
  [
    'ulps of real numbers',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--format',
    'real',
    '--error',
    '1ulp',
  ],
  [
    'error against measure',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--error',
    '1ulp',
    '--measure',
    'relative',
  ],
  ['huge degree', 'approximate', 'exp(x)', '--domain', '[0,1]', '--max-degree', '1000000'],
  ['half a degree', 'approximate', 'exp(x)', '--domain', '[0,1]', '--max-degree', '2.5'],
  ['no operations', 'approximate', 'exp(x)', '--domain', '[0,1]', '--max-ops', '0'],
  ['budget in words', 'approximate', 'exp(x)', '--domain', '[0,1]', '--budget', 'lots'],
  ['negative time', 'approximate', 'exp(x)', '--domain', '[0,1]', '--time', '-5'],
  ['negative seed', 'approximate', 'exp(x)', '--domain', '[0,1]', '--seed', '-1'],
  ['fma and no fma', 'approximate', 'exp(x)', '--domain', '[0,1]', '--fma', '--no-fma'],
  ['folder below a file', 'approximate', 'exp(x)', '--domain', '[0,1]', '--out', 'text.txt/deeper'],
  ['a file system that takes none', 'approximate', 'exp(x)', '--domain', '[0,1]', '--out', '/proc/napier'],
  [
    'a name that is no name',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--out',
    'made',
    '--name',
    '../evil',
  ],
  [
    'a name that is reserved',
    'approximate',
    'exp(x)',
    '--domain',
    '[0,1]',
    '--out',
    'made',
    '--name',
    'double',
  ],
  ['as many brackets as a word holds', 'approximate', '@brackets', '--domain', '[0,1]'],
  ['deep nesting', 'approximate', `${'('.repeat(5_000)}x${')'.repeat(5_000)}`, '--domain', '[0,1]'],
  ['huge exponent of a literal', 'approximate', 'x + 1e999999999', '--domain', '[0,1]'],
  ['FPCore that never ends', 'approximate', '(FPCore (x) (exp x)', '--domain', '[0,1]'],
  ['FPCore with a loop', 'approximate', '(FPCore (x) :pre (<= 0 x 1) (while (< x 1) ([x x (+ x 1)]) x))'],
  ['resume with a problem', 'approximate', 'exp(x)', '--resume', 'text.txt'],
  ['resume from what is no checkpoint', 'approximate', '--resume', 'other.json'],
  ['a finding that is not there', 'certify', 'nothing.json'],
  ['a folder for a finding', 'certify', 'folder'],
  ['an empty file', 'certify', 'empty.json'],
  ['a binary file', 'certify', 'binary.json'],
  ['a text file', 'show', 'text.txt'],
  ['JSON that is no finding', 'certify', 'other.json'],
  ['JSON cut short', 'emit', 'cut.json', '--target', 'c'],
  ['JSON nested without end', 'certify', 'deep.json'],
  ['a finding of another version', 'certify', 'version.json'],
  ['a finding of another kind', 'show', 'kind.json'],
  ['a finding with a member too many', 'certify', 'extra.json'],
  ['a finding whose cost was edited', 'certify', 'cost.json'],
  ['a finding whose bound was edited', 'certify', 'bound.json'],
  ['a finding whose constant was edited', 'certify', 'constant.json'],
  ['a finding whose function was edited', 'emit', 'function.json', '--target', 'c'],
  ['emit without a target', 'emit', 'good.json'],
  [
    'emit of a program that is not there',
    'emit',
    'good.json',
    '--target',
    'c',
    '--pick',
    '99',
    '--out',
    'made',
  ],
  ['emit for a format that C lacks', 'emit', 'good.json', '--target', 'c', '--out', 'made'],
  ['a page below a file', 'show', 'good.json', '--out', 'text.txt/page.html'],
  ['three digits to identify', 'identify', '3.14'],
  ['a variable to identify', 'identify', '2x + 1'],
  ['nothing to identify', 'identify'],
  ['two things to identify', 'identify', '3.14159265', '--sequence', '1,2,3'],
  ['an interval of one number', 'identify', '--interval', '3.14159265'],
  ['an empty interval', 'identify', '--interval', '3.2,3.1'],
  ['an interval as wide as a barn door', 'identify', '--interval', '1,2'],
  ['a sequence too short', 'identify', '--sequence', '1,2,3'],
  ['a sequence with a decimal', 'identify', '--sequence', '1,2,3.5,4,5'],
  ['an empty sequence', 'identify', '--sequence', ','],
  ['a reaction without an arrow', 'identify', '--reaction', 'H2 + O2'],
  ['a reaction with half a bracket', 'identify', '--reaction', 'Ca(OH2 + HCl -> CaCl2 + H2O'],
  ['a reaction without a product', 'identify', '--reaction', 'H2 + O2 ->'],
  ['digits for a sequence', 'identify', '--sequence', '1,2,3,4', '--digits', '50'],
  ['continued fractions of a variable', 'identify', '--continued-fraction', '2x'],
  ['continued fractions of a rational number', 'identify', '--continued-fraction', '22/7'],
  ['continued fractions of a quadratic number', 'identify', '--continued-fraction', 'sqrt(2) + 1'],
  ['a degree that is no number', 'identify', '--continued-fraction', 'pi', '--degree', 'two'],
  ['a degree out of reach', 'identify', '--continued-fraction', 'pi', '--degree', '2,9'],
  ['a box out of reach', 'identify', '--continued-fraction', 'pi', '--coefficients', '900'],
  ['a degree for a sequence', 'identify', '--sequence', '1,2,3,4', '--degree', '2'],
  ['no column to explain', 'regress', 'data.csv'],
  ['an operation that regress lacks', 'regress', 'data.csv', '--target', 'y', '--operations', 'add,sine'],
  ['a table that is not there', 'regress', 'data.csv', '--target', 'y'],
  ['a table without a header', 'regress', 'headless.csv', '--target', 'y'],
  ['text in a column of numbers', 'regress', 'words.csv', '--target', 'y'],
  ['one row', 'regress', 'row.csv', '--target', 'y'],
  ['a target that never changes', 'regress', 'still.csv', '--target', 'y'],
  ['a value that is missing', 'regress', 'gap.csv', '--target', 'y'],
  ['a million rows of two hundred columns', 'regress', 'huge.npy', '--target', 'x199'],
  ['a target that is no column', 'regress', 'law.csv', '--target', 'z'],
  ['a target that is an input', 'regress', 'law.csv', '--target', 'y', '--inputs', 'x,y'],
  ['a target asked for twice', 'regress', 'law.csv', '--target', 'y,y'],
  [
    'requirements that contradict',
    'regress',
    'law.csv',
    '--target',
    'y',
    '--require',
    'positive; through(x=0, y=-1)',
  ],
  ['bounds without a number between', 'regress', 'law.csv', '--target', 'y', '--require', 'constants(2, 1)'],
  ['a requirement not known', 'regress', 'law.csv', '--target', 'y', '--require', 'convex(x)'],
  ['units that cannot balance', 'regress', 'law.csv', '--target', 'y', '--units', 'x: m, y: kg'],
  [
    'a guess that does not balance',
    'regress',
    'law.csv',
    '--target',
    'y',
    '--units',
    'x: m, y: m^2',
    '--guess',
    'x^2 + x',
  ],
  ['a form with the unknown twice', 'regress', 'law.csv', '--target', 'y', '--form', '?(x) + ?(x)'],
  [
    'a function defined by what is not known',
    'regress',
    'law.csv',
    '--target',
    'y',
    '--define',
    'f(t) = gam(t)',
  ],
  ['Parquet that is none', 'regress', 'fake.parquet', '--target', 'y'],
  ['a time that is no column', 'regress', 'law.csv', '--ode', 's'],
  ['a time that stands still', 'regress', 'stuck.csv', '--ode', 't'],
  ['trajectories without a time', 'regress', 'law.csv', '--target', 'y', '--trajectory', 'x'],
  ['differential equations with units', 'regress', 'law.csv', '--ode', 'x', '--units', 'x: s, y: m'],
  ['predictions from an approximation', 'predict', 'good.json', 'data.csv'],
  ['a number to relate', 'relate', 'pi + 1'],
  ['a function to relate that is not known', 'relate', 'tahn(x)'],
  ['one term to relate', 'relate', 'sin(x)', '--with', 'f(x)'],
  ['a term of a function not known', 'relate', 'sin(x)', '--with', 'f(x), f(y), exq(x)'],
  ['a term that f is only a part of', 'relate', 'sin(x)', '--with', 'f(x), f(y) + 1'],
  ['a degree beyond the limit', 'relate', 'sin(x)', '--max-degree', '9'],
  ['a fraction of one polynomial', 'identify', '--fraction', '2n + 1'],
  ['a fraction that has no limit', 'identify', '--fraction', '1; n^3'],
  ['a program that is not there', 'relate', '--program', 'no.mjs'],
  ['an export without a program', 'relate', 'sin(x)', '--export', 'sine'],
  ['help for an unknown verb', 'help', 'aproximate'],
];

/** Findings edited by hand: one change each. */
const EDITS: Readonly<Record<string, (text: string) => string>> = {
  'good.json': (text) => text,
  'cut.json': (text) => text.slice(0, text.length / 2),
  'version.json': (text) => text.replace('"napier": "0.1.0"', '"napier": "9.0.0"'),
  'kind.json': (text) => text.replace('"kind": "approximation"', '"kind": "approximations"'),
  'extra.json': (text) => text.replace('"kind"', '"knd": 1, "kind"'),
  'cost.json': (text) => text.replace(/"cost": \d+/, '"cost": 1'),
  'bound.json': (text) => text.replace(/"bound": "\d[^"]*"/, '"bound": "0.5001"'),
  'constant.json': (text) => text.replace(/"constants": \["0x[^"]*"/, '"constants": ["0x1.23456789p+0"'),
  'function.json': (text) => text.replace('"function": "exp(x)"', '"function": "exp(x) +"'),
};

/** The header alone of an array of 10⁶ rows and 200 columns: what it asks for is refused before it is read. */
const HUGE = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 200), }".padEnd(117);

const TABLES: Readonly<Record<string, string | Uint8Array>> = {
  'headless.csv': '1,2\n3,4\n5,6\n7,8\n',
  'words.csv': 'x,y\n1,2\n2,tall\n3,4\n4,5\n',
  'row.csv': 'x,y\n1,2\n',
  'still.csv': 'x,y\n1,2\n2,2\n3,2\n4,2\n',
  'gap.csv': 'x,y\n1,2\n2,nan\n3,4\n4,5\n5,6\n',
  'law.csv': 'x,y\n1,1\n2,4\n3,9\n4,16\n5,25\n',
  'stuck.csv': 't,x\n0,1\n1,2\n1,3\n2,4\n3,5\n4,6\n5,7\n',
  'fake.parquet': 'x,y\n1,1\n2,4\n',
  'huge.npy': Uint8Array.from([0x93, ...new TextEncoder().encode(`NUMPY\x01\0v\0${HUGE}\n`)]),
};

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'napier-wrong-'));
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'text.txt'), 'neither JSON nor anything else\n');
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'binary.json'), new Uint8Array([0x7b, 0x22, 0, 1, 2, 255]));
  writeFileSync(join(folder, 'other.json'), '{ "name": "something else" }\n');
  writeFileSync(join(folder, 'deep.json'), '{"napier":'.repeat(100_000));
  for (const [name, text] of Object.entries(TABLES)) writeFileSync(join(folder, name), text);
  const good = writeFinding(await sampleFinding());
  for (const [name, edit] of Object.entries(EDITS)) {
    const text = edit(good);
    if (name !== 'good.json' && text === good) throw new Error(`${name}: the edit changed nothing`);
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('wrong input', () => {
  it.each(CASES)('%s', (_title, ...words) => {
    const before = readdirSync(folder, { recursive: true }).toSorted();
    // Linux passes words of up to 128 KiB to a program; a megabyte of brackets comes in a file, `deep.json`.
    const { code, out, err } = napier(
      folder,
      ...words.map((w) => (w === '@brackets' ? '('.repeat(131_000) : w)),
    );
    expect(err.replaceAll(folder, '.')).toMatchSnapshot();
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^napier: \S/);
    expect(err.match(/^napier:/gm)).toHaveLength(1);
    expect(err).not.toMatch(/\n\s+at |internal error/);
    expect(err.length).toBeLessThan(1_500);
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(before);
  });

  it('has at least forty cases, and most of them show the place and how to mend it', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(40);
  });
});
