import { restoreModel } from '../../execution/restore.ts';
import type { Execution } from '../../execution/types.ts';
import { nestLabels, variablesOf } from '../../execution/variables.ts';
import type { Variables } from '../../expression/index.ts';
import type { TriggerContext } from '../../plugin/types.ts';
import { taskContext } from '../../worker/context.ts';
import { renderProperties } from '../../worker/properties.ts';
import { jobRenderer } from '../../worker/rendering.ts';
import type { TaskJob } from '../../worker/types.ts';
import { workerHost } from '../host.ts';
import { openLogFile } from '../logFile.ts';
import { levelOf } from '../logs.ts';
import { flowConstants } from '../prepare.ts';
import { flowOf } from '../recover.ts';
import type { Runtime } from '../runtime.ts';
import type { Evaluation, TriggerHost } from './types.ts';

/** What triggers reach of an engine, but for what its index makes. */
export function triggerHost(
  runtime: Runtime,
  parts: Pick<TriggerHost, 'make' | 'keep' | 'listen'>,
): TriggerHost {
  const { backend, registry, masker } = runtime;
  const hostOf = ({ id, flow, trigger }: Evaluation) =>
    workerHost(runtime, {
      executionId: id,
      namespace: flow.namespace,
      flowId: flow.id,
      trigger: { id: trigger.id, logLevel: trigger['logLevel'] },
    });
  const rendererOf = (evaluation: Evaluation, variables?: Variables) =>
    jobRenderer(jobOf(runtime, evaluation, variables), hostOf(evaluation));

  return {
    ...parts,
    backend,
    registry,
    renderer: rendererOf,
    variablesOf: async (execution) => variablesOfStored(runtime, execution),
    async poll(evaluation, signal) {
      const { trigger } = evaluation;
      const definition = registry.get(trigger.type);
      if (definition?.kind !== 'trigger' || !definition.evaluate)
        throw new Error(`Triggers of type ${trigger.type} cannot be evaluated by this version of Tutti`);
      const renderer = rendererOf(evaluation);
      const tableHost = hostOf(evaluation);
      const file = trigger['logToFile']
        ? openLogFile(runtime, tableHost, levelOf(trigger['logLevel'], runtime.logLevel))
        : undefined;
      const properties = await renderProperties(definition.properties, trigger, renderer);
      const { context, dispose } = taskContext({
        job: jobOf(runtime, evaluation),
        registry,
        host: file ? { ...tableHost, log: file.log } : tableHost,
        signal,
        kept: {},
        renderer,
        runOther: () => Promise.reject(new Error('A trigger runs no tasks')),
      });
      try {
        const outputs = await definition.evaluate({ ...context, trigger, properties } as TriggerContext<
          Record<string, unknown>
        >);
        const logFile = outputs && (await file?.store('evaluation.log'));
        return outputs && { outputs, ...(logFile !== undefined && { logFile }) };
      } finally {
        // Without an execution that names the file nobody would find what it holds.
        await file?.takeBack();
        await dispose();
      }
    },
    log: (evaluation, level, message) => void hostOf(evaluation).log(level, [message]),
    mask: (secret) => masker.add(secret),
  };
}

/** An evaluation with what its expressions read, in the shape that workers render and run. */
function jobOf(runtime: Runtime, { id, flow, trigger }: Evaluation, variables: Variables = {}): TaskJob {
  return {
    execution: { id },
    flow: { id: flow.id, namespace: flow.namespace, revision: flow.revision },
    task: trigger,
    taskRun: { id },
    attempt: 1,
    variables: {
      ...flowConstants(runtime, flow),
      ...(flow.variables && { vars: flow.variables }),
      labels: nestLabels(flow.labels),
      trigger: { id: trigger.id, type: trigger.type },
      ...variables,
    },
    taskStates: () => [],
  };
}

/** Made anew from the records, for the execution may be over, or of an earlier process. */
async function variablesOfStored(runtime: Runtime, execution: Execution): Promise<Variables> {
  const input = await runtime.machineInput(await flowOf(runtime, execution), execution);
  return variablesOf(restoreModel(input, await runtime.backend.taskRunRows(execution.id)));
}
