import type { Flow } from '../../flow/types.ts';
import type { TriggersAccess } from '../../plugin/instance.ts';
import type { HostScope } from '../host.ts';
import type { Runtime } from '../runtime.ts';

/** Triggers of flows as a task switches them, whichever process evaluates them (flow-language §6.8). */
export function triggersAccess(runtime: Runtime, scope: HostScope): TriggersAccess {
  return {
    async toggle({ namespace, flowId, triggerId }, enabled) {
      const { triggers } = await flowNamed(runtime, scope, namespace, flowId);
      const wanted = triggers.filter(({ id }) => triggerId === undefined || id === triggerId);
      if (wanted.length === 0)
        throw new Error(
          `Unable to find trigger ${triggerId ?? ''} for the flow ${namespace}.${flowId}: ${describe(triggers.map(({ id }) => id))}`,
        );
      for (const { id } of wanted)
        await runtime.switchTrigger({ namespace, flowId, triggerId: id }, { disabled: !enabled });
      return wanted.length;
    },
  };
}

/** The current flow as it runs, or another one as the repository has it now: those are the triggers that are evaluated. */
async function flowNamed(
  { active, flows, repository }: Runtime,
  { executionId, ...own }: HostScope,
  namespace: string,
  flowId: string,
): Promise<Flow> {
  const current = active.get(executionId)?.model.flow;
  if (current && namespace === own.namespace && flowId === own.flowId) return current;
  return flows.find(repository, namespace, flowId);
}

function describe(ids: readonly string[]): string {
  return ids.length === 0 ? 'it has no triggers' : `its triggers are ${ids.join(', ')}`;
}
