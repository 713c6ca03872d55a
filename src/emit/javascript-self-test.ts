/** What a function gave in the reference, as literals of the target's values. */
export type JavaScriptCheck = {
  readonly name: string;
  readonly rows: readonly (readonly [input: string, output: string])[];
  /** The typed array that its `map` takes; absent: it has none. */
  readonly array?: string;
};

/**
 * A module for Node that compares functions, and their loops over arrays, with stored results, bit for bit.
 * @param file that defines them, without its `.js`
 */
export function javascriptSelfTest(file: string, checks: readonly JavaScriptCheck[]): string {
  const mapped = checks.some(({ array }) => array !== undefined);
  const calls = checks.map(({ name, rows, array }) => {
    const lines = rows.map(([input, output]) => `  [${input}, ${output}],\n`).join('');
    return `failures += check('${name}', ${name}, ${mapped ? `${array ?? 'undefined'}, ` : ''}[\n${lines}]);\n`;
  });
  const body = mapped
    ? `  const mapped = ArrayType && f.map(ArrayType.from(vectors, ([input]) => input));
  const wrong = vectors.filter(([input, wanted], i) => !Object.is(f(input), wanted) || (mapped && !Object.is(mapped[i], wanted)));`
    : '  const wrong = vectors.filter(([input, wanted]) => !Object.is(f(input), wanted));';
  return `// Self-test: node ${file}.self-test.js
import { ${checks.map(({ name }) => name).join(', ')} } from './${file}.js';

function check(name, f, ${mapped ? 'ArrayType, ' : ''}vectors) {
${body}
  for (const [input, wanted] of wrong) console.log(\`\${name}(\${input}): got \${f(input)}, wanted \${wanted}\`);
  console.log(\`\${name}: \${wrong.length} of \${vectors.length} vectors differ\`);
  return wrong.length;
}

let failures = 0;
${calls.join('\n')}
if (failures > 0) process.exitCode = 1;
`;
}
