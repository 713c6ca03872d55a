import { blockComment, lineComment } from './languages/comment.ts';
import type { EmittedFile } from './target.ts';

/** How a line of comment begins, by a file's ending. Others hold no text of the user's. */
const MARKS: Readonly<Record<string, string>> = {
  c: '//',
  h: '//',
  js: '//',
  ts: '//',
  wgsl: '//',
  glsl: '//',
  frag: '//',
  hlsl: '//',
  cu: '//',
  cuh: '//',
  rs: '//',
  v: '//',
  mlir: '//',
  py: '#',
  jl: '#',
  gappa: '#',
  fpcore: ';',
};

/** Files headed by the lines of a licence, as comments; a GLSL shader keeps `#version` as its first line. */
export function withLicense(files: readonly EmittedFile[], license: string): EmittedFile[] {
  const lines = license.trimEnd().split(/\r?\n/);
  return files.map((file) => {
    const { path, contents } = file;
    const ending = path.slice(path.lastIndexOf('.') + 1);
    if (typeof contents !== 'string') return file;
    const mark = MARKS[ending];
    const header = `${(mark === undefined ? blockComment : lineComment(mark))(lines)}\n`;
    const version = /^#version.*\n/.exec(contents)?.[0] ?? '';
    return { path, contents: `${version}${header}\n${contents.slice(version.length)}` };
  });
}
