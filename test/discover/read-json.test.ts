import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, type JsonNode } from '../../src/discover/json/read-json.ts';
import { writeJson, type Json } from '../../src/discover/json/write-json.ts';
import { NapierError, type Fault } from '../../src/error/fault.ts';

function plain(node: JsonNode): unknown {
  if (node.kind === 'null') return null;
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind !== 'object') return node.value;
  return Object.fromEntries([...node.members].map(([key, { value }]) => [key, plain(value)]));
}

function faultOf(source: string): Fault {
  try {
    readJson(source);
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error(`read without a fault: ${source}`);
}

describe('readJson', () => {
  it('agrees with JSON.parse on everything JSON.stringify writes, and writeJson is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(plain(readJson(text))).toEqual(JSON.parse(text));
        const written = writeJson(value as Json);
        expect(JSON.stringify(JSON.parse(written))).toBe(text);
        expect(plain(readJson(written))).toEqual(JSON.parse(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses whatever JSON.parse refuses, with a place inside the text', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '01',
      '.5',
      '1e9',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0001',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (list) => {
        const source = list.join('');
        let parsed = true;
        try {
          JSON.parse(source);
        } catch {
          parsed = false;
        }
        if (parsed) return;
        const { span = [-1, -1] } = faultOf(source);
        expect(span[0]).toBeGreaterThanOrEqual(0);
        expect(span[1]).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 5_000 },
    );
  });

  it('says line and column, duplicate keys, depth, and numbers beyond a double', () => {
    expect(faultOf('{\n  "a": 1,\n  "b" 2\n}').message).toBe(
      'expected a colon after the key (line 3, column 7)',
    );
    expect(faultOf('{"a":1,"a":2}')).toMatchObject({
      message: 'the key "a" stands twice (line 1, column 8)',
      span: [7, 10],
    });
    expect(faultOf('['.repeat(1_000_000))).toMatchObject({ kind: 'limit' });
    expect(faultOf('1e999').kind).toBe('value');
    expect(faultOf('[1, 2')).toMatchObject({ message: 'the file ends too soon (line 1, column 6)' });
  });

  it('takes __proto__ for a key like any other', () => {
    const node = readJson('{"__proto__": {"polluted": true}}');
    expect(node.kind === 'object' && [...node.members.keys()]).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
