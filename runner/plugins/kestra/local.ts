import type { RepositoryFlow } from '../../plugin/instance.ts';
import type { TaskContext } from '../../plugin/types.ts';
import type { FlowName, Instance } from './instance.ts';
import { zipOfFlows } from './zip.ts';

/** The server that runs the task (flow-language §6.9). */
export function local({ executions, flows, triggers, logs, tests }: TaskContext<unknown>): Instance {
  const all = () => flows.list();
  return {
    search: executions.search,
    resume: (executionId, inputs) => executions.resume({ executionId }, inputs),
    kill: executions.kill,
    delete: (executionId, { deleteLogs, deleteMetrics, deleteStorage }) =>
      executions.delete(executionId, {
        keepLogs: !deleteLogs,
        keepMetrics: !deleteMetrics,
        keepFiles: !deleteStorage,
      }),
    flows: async (namespace) => (await flows.list({ namespace })).map(({ flow }) => flow),
    async exportFlows({ namespace = '', labels }) {
      return zipOfFlows((await all()).filter((one) => isWithin(one, namespace) && hasLabels(one, labels)));
    },
    async exportFlowsById(names) {
      const known = await all();
      return zipOfFlows(names.map((name) => flowNamed(known, name)));
    },
    async namespaces(text, { existingOnly, page, size }) {
      const names = namesOf(await all(), existingOnly).filter((name) => name.includes(text));
      return { names: names.slice((page - 1) * size, page * size), total: names.length };
    },
    namespacesWithFlows: async () => namesOf(await all(), true),
    async *logs(executionId, choice) {
      for (let after: number | undefined; ; ) {
        const { entries, cursor } = await logs.read({ executionId, ...choice, after });
        if (entries.length === 0) return;
        yield entries.map((entry) => ({ ...entry }));
        after = cursor;
      }
    },
    toggle: (which, enabled) => triggers.toggle(which, enabled),
    runTest: (which) => tests.run(which),
    runTests: (choice) => tests.runAll(choice),
  };
}

/** Everything lies within the empty namespace. */
function isWithin({ flow }: RepositoryFlow, namespace: string): boolean {
  return namespace === '' || flow.namespace === namespace || flow.namespace.startsWith(`${namespace}.`);
}

function hasLabels({ flow: { labels = [] } }: RepositoryFlow, wanted: readonly string[]): boolean {
  return wanted.every((text) => labels.some(({ key, value }) => `${key}:${value}` === text));
}

function flowNamed(known: readonly RepositoryFlow[], { namespace, id }: FlowName): RepositoryFlow {
  const found = known.find(({ flow }) => flow.namespace === namespace && flow.id === id);
  if (!found) throw new Error(`There is no valid flow ${namespace}.${id} in the repository`);
  return found;
}

/** Namespaces of flows, sorted; with those above them, unless only those that have flows are wanted. */
function namesOf(flows: readonly RepositoryFlow[], withFlowsOnly: boolean): string[] {
  const names = new Set<string>();
  for (const { flow } of flows) {
    const segments = flow.namespace.split('.');
    for (let length = withFlowsOnly ? segments.length : 1; length <= segments.length; length++)
      names.add(segments.slice(0, length).join('.'));
  }
  return [...names].sort();
}
