import { describe, expect, it } from 'vitest';
import { programJson } from '../../src/discover/program-record.ts';
import { programKey } from '../../src/discover/program-key.ts';
import { readBareProgram } from '../../src/discover/read-program.ts';
import { Field } from '../../src/discover/json/fields.ts';
import { readJson } from '../../src/discover/json/read-json.ts';
import { writeJson } from '../../src/discover/json/write-json.ts';
import type { FindingProblem } from '../../src/discover/finding.ts';
import type { Program } from '../../src/program/program.ts';
import { powerOfTwo, reciprocalRoot } from '../program/typed-programs.ts';

const problem = { format: 'f32', variable: 'x' } as FindingProblem;
const read = (value: unknown): Program => {
  const text = JSON.stringify(value);
  return readBareProgram(new Field(text, readJson(text)), problem);
};

describe('typed programs in findings', () => {
  for (const program of [reciprocalRoot(), powerOfTwo('f32'), powerOfTwo('f64', 'f32')]) {
    it(`are read as they were written: ${program.format}, ${program.code.length} instructions`, () => {
      const text = writeJson(programJson(program));
      expect(read(JSON.parse(text))).toEqual(program);
      expect(programKey(read(JSON.parse(text)))).toBe(programKey(program));
    });
  }

  it('must fit the problem', () => {
    const stored = powerOfTwo('f64', 'f32');
    expect(() => read({ ...stored, storage: 'f16' })).toThrow(/the problem's format is f32/);
    expect(() => read({ ...stored, storage: undefined })).toThrow(/the problem's format is f32/);
    expect(() => read({ ...powerOfTwo('f32'), storage: 'f32' })).toThrow(/the same as the format/);
    expect(() => read({ ...stored, tables: [{ type: 'bool', values: [] }] })).toThrow(
      /expected one of float, int/,
    );
  });

  it('have a key of their own where only tables or storage differ', () => {
    const [a, b] = [powerOfTwo('f64'), powerOfTwo('f64', 'f32')];
    const other = { ...a, tables: [{ type: 'float', values: ['0x1p+0', '0x1p+1'] }] } as Program;
    expect(new Set([a, b, other].map(programKey)).size).toBe(3);
  });
});
