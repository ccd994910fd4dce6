import type { FlowsAccess } from '../../plugin/instance.ts';
import type { HostScope } from '../host.ts';
import type { Runtime } from '../runtime.ts';
import { treeAt } from '../tree.ts';

/** The flows of the repository as a task reads them, at the commit of its execution (flow-language §6.9). */
export function flowsAccess(runtime: Runtime, scope: HostScope): FlowsAccess {
  return {
    async list({ namespace } = {}) {
      const found = await runtime.flows.all(await treeAt(runtime, scope.commit));
      return found
        .filter(({ flow }) => namespace === undefined || flow.namespace === namespace)
        .sort((a, b) => compare(a.flow.namespace, b.flow.namespace) || compare(a.flow.id, b.flow.id))
        .map(({ flow, source }) => ({ flow: { ...flow }, source }));
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
