import { z } from 'zod';
import { type ParseOptions, parseFlow } from '../../../runner/flow/parse.ts';
import type { Flow, FlowDocument } from '../../../runner/flow/types.ts';
import { defineTask, defineTaskRunner } from '../../../runner/plugin/define.ts';
import { deep, enumeration, integer, list, object, string } from '../../../runner/plugin/properties.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';

/** A runnable task with properties of many kinds. */
const probe = defineTask({
  type: 'org.example.Probe',
  title: 'Probe',
  properties: z.object({
    target: string(),
    payload: deep(),
    times: integer().optional(),
    mode: enumeration(['FAST', 'SLOW']).optional(),
    tags: list(string()).optional(),
    options: object({ strict: z.boolean().optional(), limit: z.number().min(1).optional() }).optional(),
    taskRunner: z.looseObject({}).optional(),
  }),
  run: () => undefined,
});
const runner = defineTaskRunner({
  type: 'org.example.Runner',
  title: 'Runner',
  properties: z.object({ memory: string().optional() }),
});

export const registry = pluginRegistry({
  'org.example.Probe': async () => ({ default: probe }),
  'org.example.Runner': async () => ({ default: runner }),
});

export function parse(source: string, options: Partial<ParseOptions> = {}): Promise<FlowDocument> {
  return parseFlow(source, { file: 'flows/test.yaml', registry, ...options });
}

/** `path: message` of each error. */
export async function errors(source: string): Promise<string[]> {
  return of(await parse(source), 'error');
}

/** `path: message` of the violations of a severity. */
export function of(document: FlowDocument, severity: 'error' | 'warning' | 'info'): string[] {
  return document.violations
    .filter((violation) => violation.severity === severity)
    .map(({ path, message }) => `${path}: ${message}`);
}

/** The flow of a document that must be valid. */
export async function valid(source: string, options: Partial<ParseOptions> = {}): Promise<Flow> {
  const { flow, violations } = await parse(source, options);
  if (!flow)
    throw new Error(`refused: ${violations.map(({ path, message }) => `${path}: ${message}`).join('\n')}`);
  return flow;
}

/** A flow with this text after its id and namespace. */
export function flow(rest: string): string {
  return `id: test\nnamespace: company.team\n${rest}`;
}

/** The least list of tasks. */
export const someTask = `tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: hello
`;
