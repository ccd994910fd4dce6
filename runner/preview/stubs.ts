import type { StandIn } from '../engine/standIn.ts';
import type { Registry } from '../plugin/registry.ts';
import { computes } from './computes.ts';
import type { Recorded } from './recorded.ts';
import { sampleOutputs } from './samples.ts';

/** Stubs for one run, and what they saw of it. */
export interface Stubs {
  standIn: StandIn;
  /** Rendered properties by task run id. */
  inputs: Map<string, Record<string, unknown>>;
  /** Ids of task runs that did not run for real. */
  stubbed: Set<string>;
}

/** Tasks that only compute, in the engine's own thread, run; all others give what was recorded, or samples. */
export function stubs(registry: Registry, recorded: Recorded | undefined): Stubs {
  const inputs = new Map<string, Record<string, unknown>>();
  const stubbed = new Set<string>();
  return {
    inputs,
    stubbed,
    standIn: {
      async before(step) {
        const { task, taskRun } = step;
        const { id: _, type: __, ...properties } = await step.rendered();
        inputs.set(taskRun.id, properties);
        if (!step.isSubflow && computes(registry, task.type)) return undefined;
        stubbed.add(taskRun.id);
        const outputs = recorded?.(task.id, taskRun.value) ?? sampleOutputs(task.type, registry);
        const own = step.isSubflow ? outputs['outputs'] : outputs;
        return { state: 'SUCCESS', outputs: (own ?? {}) as Record<string, unknown> };
      },
    },
  };
}
