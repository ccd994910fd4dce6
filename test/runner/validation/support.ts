import { parseFlow } from '../../../runner/flow/index.ts';
import type { FlowDocument, Violation } from '../../../runner/flow/types.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { catalogueOf, checkExpressions, checkRepository } from '../../../runner/validation/index.ts';

const registry = pluginRegistry();

/** Reads a flow; throws where the document itself is not valid. */
export async function documentOf(source: string, file = 'flow.yaml'): Promise<FlowDocument> {
  const document = await parseFlow(source, { file, registry });
  const errors = document.violations.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return document;
}

/** What is found in one flow. `id` and `namespace` are written before `source`: its first line is the third. */
export async function violationsOf(source: string): Promise<Violation[]> {
  return checkExpressions(await documentOf(`id: flow\nnamespace: company.team\n${source}`), registry);
}

/** The same, one line each: `error 5:14 message`. */
export async function found(source: string): Promise<string[]> {
  return (await violationsOf(source)).map(shown);
}

/** What is found in several flows, by file name: their own expressions and what they say about each other. */
export async function foundAcross(
  files: Readonly<Record<string, string>>,
): Promise<Record<string, string[]>> {
  const documents = await Promise.all(
    Object.entries(files).map(([file, source]) =>
      documentOf(`id: ${file}\nnamespace: company.team\n${source}`, file),
    ),
  );
  const catalogue = catalogueOf(documents);
  const violations = [
    ...documents.flatMap((document) => checkExpressions(document, registry, catalogue)),
    ...checkRepository(documents, registry, catalogue),
  ];
  const byFile = Map.groupBy(violations, ({ file }) => file);
  return Object.fromEntries([...byFile].map(([file, own]) => [file, own.map(shown)]));
}

function shown({ severity, line, column, message }: Violation): string {
  return `${severity} ${line}:${column} ${message}`;
}

/** A task that logs a message. */
export function log(id: string, message: string, ...more: string[]): string {
  return task(id, 'io.kestra.plugin.core.log.Log', `message: ${JSON.stringify(message)}`, ...more);
}

/** A task that gives `value`. */
export function give(id: string, format: string, ...more: string[]): string {
  return task(id, 'io.kestra.plugin.core.debug.Return', `format: ${JSON.stringify(format)}`, ...more);
}

/** A task with properties and, indented below the last of them, tasks. */
export function task(id: string, type: string, ...properties: string[]): string {
  return [`- id: ${id}`, `type: ${type}`, ...properties].join('\n').replaceAll('\n', '\n  ');
}

/** Tasks under a property. */
export function under(property: string, ...tasks: string[]): string {
  return `${property}:\n  ${tasks.join('\n').replaceAll('\n', '\n  ')}`;
}
