import { library } from '../../runner/expression/library.ts';
import { exampleVariables, filterDocs, functionDocs, type LibraryEntry, testDocs } from './library.ts';
import { cell, code, table } from './markdown.ts';

/** What a filter, function or test takes. */
interface Callable {
  params: readonly string[];
  variadic?: boolean;
}

/** The page about all filters, functions and tests (flow-language §4.6, §4.7, §4.9). */
export function expressionsPage(): string {
  return [
    `# Filters, functions and tests

How expressions are written is said in [Expressions](../expressions.md). Arguments are given in order, or by name:
\`{{ value | date(timeZone='UTC') }}\`. Examples read the variables \`inputs.name\`, which is \`${exampleVariables.inputs.name}\`, and
\`vars.greeting\`, which is \`${exampleVariables.vars.greeting}\`.`,
    '## Filters\n\n`{{ value | filter }}` or `{{ value | filter(arguments) }}`. Most give null for null.',
    entries(library.filters, filterDocs),
    '## Functions\n\n`{{ function(arguments) }}`. Besides these, `block(name)` renders a block of the text again.',
    entries(library.functions, functionDocs),
    '## Tests\n\n`{{ value is test }}` or `{{ value is not test }}`.',
    entries(library.tests, testDocs),
  ].join('\n\n');
}

/** @throws Error where something has no documentation */
function entries(
  callables: ReadonlyMap<string, Callable>,
  docs: Readonly<Record<string, LibraryEntry>>,
): string {
  const rows = [...callables]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { params, variadic }]) => {
      const entry = docs[name];
      if (!entry) throw new Error(`generate/reference/library.ts says nothing about ${name}.`);
      const names = [...params, ...(variadic ? ['…'] : [])];
      const signature = names.length === 0 ? name : `${name}(${names.join(', ')})`;
      return [code(signature), cell(entry.does), exampleText(entry)];
    });
  return table(['name', 'gives', 'example'], rows);
}

function exampleText({ example }: LibraryEntry): string {
  if (!example) return '';
  const [expression, result] = example;
  return `${code(expression)} → ${code(result.replaceAll('\n', '\\n'))}`;
}
