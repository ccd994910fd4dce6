import type { z } from 'zod';
import type { RunNode } from '../../execution/model.ts';
import type { TaskContext } from '../../plugin/types.ts';
import workingDirectory from '../../plugins/core/flow/WorkingDirectory.ts';
import { taskContext } from '../../worker/context.ts';
import { renderProperties } from '../../worker/properties.ts';
import { jobRenderer } from '../../worker/rendering.ts';
import { taskHost, taskJob } from '../job.ts';
import type { Active, Runtime } from '../runtime.ts';

const { properties } = workingDirectory;

/** What a WorkingDirectory task needs to know before its children begin, and after they are over. */
export const opening = properties.pick({ cache: true, namespaceFiles: true, inputFiles: true });
export const closing = properties.pick({ cache: true, outputFiles: true });

/** The context of a WorkingDirectory task run over its directory, with the properties of `schema` rendered now. */
export async function directoryContext<Shape extends z.ZodRawShape>(
  runtime: Runtime,
  active: Active,
  node: RunNode,
  path: string,
  schema: z.ZodObject<Shape>,
): Promise<TaskContext<z.infer<z.ZodObject<Shape>>>> {
  const job = { ...taskJob(active, node, 1), workingDirectory: path };
  const host = taskHost(runtime, active, node, 1);
  const renderer = jobRenderer(job, host);
  const { context } = taskContext({
    job,
    registry: runtime.registry,
    host,
    // A kill lets it finish: the directory is removed when the execution is over.
    signal: new AbortController().signal,
    kept: {},
    renderer,
    runOther: () => Promise.reject(new Error('A working directory runs its tasks one by one')),
  });
  const rendered = await renderProperties(schema, node.task, renderer);
  return { ...context, properties: rendered as z.infer<z.ZodObject<Shape>> };
}
