/** The TypeScript column: the JavaScript module with its parameters typed; all of them are numbers. */
import { javascriptTarget } from './javascript.ts';
import type { EmittedFile, Target } from './target.ts';

/** `function f(a, b) {` at the start of a line: what the module declares, its helpers included. */
const DECLARATION = /^((?:export )?function \w+)\(([^)]*)\) \{$/gm;

/** The compiler rejects comparisons whose outcome it knows, with NaN or of two literals; it knows none of a call. */
const LITERAL = String.raw`\(?-?(?:\d[\w.+-]*|Infinity|NaN)\)?`;
const COMPARED_LITERAL = new RegExp(`= (${LITERAL}) ===`, 'g');
const COMPARED_NAN = /=== NaN\b/g;

function typed(source: string): string {
  const compared = source
    .replaceAll(COMPARED_LITERAL, '= Number($1) ===')
    .replaceAll(COMPARED_NAN, '=== Number(NaN)');
  return compared.replaceAll(DECLARATION, (_, head: string, list: string) => {
    const parameters = list === '' ? [] : list.split(', ').map((name) => `${name}: number`);
    const result = head.startsWith('export ') ? ': number' : '';
    return `${head}(${parameters.join(', ')})${result} {`;
  });
}

const text = (file: EmittedFile): string => file.contents as string;

/** A module and its self-test, under `strict`. */
export const typescriptTarget: Target = {
  name: 'ts',
  description: 'TypeScript, a module (strict)',
  relies: javascriptTarget.relies,
  refuses: (program) => javascriptTarget.refuses(program)?.replace('target js', 'target ts'),
  emit(functions, moduleName): EmittedFile[] {
    const [source, , test] = javascriptTarget.emit(functions, moduleName);
    const check =
      'function check(name: string, f: (x: number) => number, vectors: readonly (readonly [number, number])[]) {';
    return [
      { path: `${moduleName}.ts`, contents: typed(text(source)) },
      {
        path: `${moduleName}.self-test.ts`,
        contents: text(test)
          .replace(`node ${moduleName}.self-test.js`, `npx tsx ${moduleName}.self-test.ts`)
          .replace(`'./${moduleName}.js'`, `'./${moduleName}.ts'`)
          .replace('function check(name, f, vectors) {', check)
          .replace(
            'if (failures > 0) process.exitCode = 1;',
            'if (failures > 0) throw new Error(`${failures} vectors differ`);',
          ),
      },
    ];
  },
};
