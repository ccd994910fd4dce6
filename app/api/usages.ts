import { walkTasks } from '../../runner/flow/nested.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { json, unmasked } from './json.ts';
import type { Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** What is used of this server (surfaces §14.3). It is told to who asks, and to nobody else. */
export function usageRoutes({ flows, registry }: ApiServices): Route[] {
  const handle = () =>
    json(
      {
        flows: flowUsage(
          flows.all().map(({ flow }) => flow),
          registry.resolve,
        ),
      },
      unmasked,
    );
  return [
    {
      method: 'get',
      path: '/usages',
      operationId: 'tenantUsage',
      summary: 'How many flows there are, and of which types their tasks and triggers are',
      handle,
    },
    {
      method: 'get',
      path: '/usages/all',
      operationId: 'getUsages',
      summary: 'The same: there is one tenant',
      handle,
    },
  ];
}

function flowUsage(flows: readonly Flow[], resolve: (type: string) => string) {
  const tasks = flows.flatMap((flow) => [...walkTasks(flow)].map(({ task }) => task));
  const runners = tasks.flatMap(({ taskRunner }) => typeOf(taskRunner) ?? []);
  const count = (types: readonly string[]) => counted(types.map(resolve));
  return {
    count: flows.length,
    namespacesCount: new Set(flows.map(({ namespace }) => namespace)).size,
    taskTypeCount: count(tasks.map(({ type }) => type)),
    triggerTypeCount: count(flows.flatMap(({ triggers }) => triggers.map(({ type }) => type))),
    taskRunnerTypeCount: count(runners),
  };
}

function typeOf(value: unknown): string | undefined {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' ? type : undefined;
}

function counted(texts: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(texts, (text) => text);
  return Object.fromEntries([...groups].map(([text, same]) => [text, same.length]));
}
