import { Pending, type RenderOptions, render, renderDeep, renderTyped, settle } from '../expression/index.ts';
import type { Renderer } from './properties.ts';
import { expressionServices } from './services.ts';
import type { TaskJob, WorkerHost } from './types.ts';

/** Renders with the variables of a job, and `extra` over them. */
export interface JobRenderer extends Renderer {
  with<T>(
    evaluate: (variables: Record<string, unknown>, options: RenderOptions) => T,
    extra?: Record<string, unknown>,
  ): Promise<T>;
}

/** The renderer of a job: all effects are its host's. Expressions without effects are rendered at once. */
export function jobRenderer(job: TaskJob, host: WorkerHost): JobRenderer {
  const services = expressionServices(host, { namespace: job.flow.namespace, taskStates: job.taskStates });
  const options: RenderOptions = { services };
  const renderWith: JobRenderer['with'] = (evaluate, extra) => {
    const variables = extra ? { ...job.variables, ...extra } : job.variables;
    // Shared with the passes that follow, so that an effect which the first pass began is not begun again.
    const first: RenderOptions = { ...options, memo: new Map() };
    try {
      return Promise.resolve(evaluate(variables, first));
    } catch (error) {
      if (!(error instanceof Pending)) return Promise.reject(error);
      return settle((settling) => evaluate(variables, settling), first);
    }
  };
  return {
    with: renderWith,
    text: (template) => renderWith((variables, o) => render(template, variables, o)),
    typed: (template) => renderWith((variables, o) => renderTyped(template, variables, o)),
    deep: (value) => renderWith((variables, o) => renderDeep(value, variables, o)),
  };
}
