import type { ExecutionSearch } from '../../plugin/instance.ts';
import { type Client, client, type Login } from './client.ts';
import type { Instance, LogRow, TriggerChoice } from './instance.ts';

/** Triggers or namespaces that one request asks for. */
const pageSize = 100;

/**
 * Another server, over the REST API of Kestra (surfaces §14).
 *
 * @throws Error for an address or credentials that cannot be used
 */
export function remote(login: Login): Instance {
  const api = client(login);
  return {
    async search(search, { page, size }) {
      const query = [...filtersOf(search), ...scopesOf(search.scopes), ...paging(page, size)];
      return api.json('GET', '/executions/search', { query });
    },
    async resume(executionId, inputs = {}) {
      const form = new FormData();
      for (const [id, value] of Object.entries(inputs)) form.set(id, textOf(value));
      await api.send('POST', `${executionPath(executionId)}/resume`, { form });
    },
    async kill(executionId, { cascade }) {
      const query: Query = [['isOnKillCascade', String(cascade)]];
      await api.send('DELETE', `${executionPath(executionId)}/kill`, { query });
    },
    async delete(executionId, parts) {
      const query = Object.entries(parts).map(([name, value]): [string, string] => [name, String(value)]);
      await api.send('DELETE', executionPath(executionId), { query });
    },
    flows: (namespace) => api.json('GET', `/flows/${encodeURIComponent(namespace)}`),
    exportFlows({ namespace, labels }) {
      const query = [
        ...(namespace === undefined ? [] : [['namespace', namespace] as const]),
        ...labels.map((label) => ['labels', label] as const),
      ];
      return api.bytes('GET', '/flows/export/by-query', { query });
    },
    exportFlowsById: (names) => api.bytes('POST', '/flows/export/by-ids', { json: names }),
    async namespaces(text, { existingOnly, page, size }) {
      const query = [
        ...(text === '' ? [] : [['q', text] as const]),
        ['existing', String(existingOnly)] as const,
        ...paging(page, size),
      ];
      const { results, total } = await api.json<{ results: { id: string }[]; total: number }>(
        'GET',
        '/namespaces/search',
        { query },
      );
      return { names: results.map(({ id }) => id), total };
    },
    namespacesWithFlows: () => api.json('GET', '/flows/distinct-namespaces'),
    async *logs(executionId, { taskIds = [], minLevel }) {
      // The API knows one task, so that several are asked for one after another.
      for (const taskId of taskIds.length === 0 ? [undefined] : taskIds) {
        const query = [
          ['minLevel', minLevel] as const,
          ...(taskId === undefined ? [] : [['taskId', taskId] as const]),
        ];
        const rows = await api.json<LogRow[]>('GET', `/logs/${encodeURIComponent(executionId)}`, { query });
        yield rows.filter((row) => typeof row['taskRunId'] === 'string');
      }
    },
    async toggle(which, enabled) {
      const triggers = await triggersOf(api, which);
      if (triggers.length === 0)
        throw new Error(
          `Unable to find trigger ${which.triggerId ?? ''} for the flow ${which.namespace}.${which.flowId}`,
        );
      await api.send('POST', '/triggers/set-disabled/by-triggers', {
        json: { triggers, disabled: !enabled },
      });
      return triggers.length;
    },
    runTest({ namespace, testId, testCases }) {
      const path = `/tests/${encodeURIComponent(namespace)}/${encodeURIComponent(testId)}/run`;
      return api.json('POST', path, { json: testCases ? { testCases } : {} });
    },
    runTests: (choice) => api.json('POST', '/tests/run', { json: choice }),
  };
}

type Query = readonly (readonly [string, string])[];

function filtersOf(search: ExecutionSearch): Query {
  const { states, labels = {}, isChild } = search;
  const filters: [name: string, value: string | undefined][] = [
    ['filters[namespace][EQUALS]', search.namespace],
    ['filters[flowId][EQUALS]', search.flowId],
    ['filters[state][IN]', states?.join(',')],
    ['filters[startDate][GREATER_THAN_OR_EQUAL_TO]', search.startedAfter],
    ['filters[endDate][LESS_THAN_OR_EQUAL_TO]', search.startedBefore],
    ['filters[triggerExecutionId][EQUALS]', search.triggeredBy],
    ['filters[childFilter][EQUALS]', isChild === undefined ? undefined : isChild ? 'CHILD' : 'MAIN'],
    ...Object.entries(labels).map(([key, value]): [string, string] => [
      `filters[labels][EQUALS][${key}]`,
      value,
    ]),
  ];
  return filters.filter((filter): filter is [string, string] => filter[1] !== undefined);
}

function scopesOf(scopes: readonly string[] = []): Query {
  return scopes.length === 0 ? [] : [['filters[scope][IN]', scopes.join(',')]];
}

function paging(page: number, size: number): Query {
  return [
    ['page', String(page)],
    ['size', String(size)],
  ];
}

function executionPath(executionId: string): string {
  return `/executions/${encodeURIComponent(executionId)}`;
}

/** Parts of a form are text; what is none goes as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The states of the triggers that are meant, as the server answers them: it wants them back whole. */
async function triggersOf(api: Client, { namespace, flowId, triggerId }: TriggerChoice): Promise<Trigger[]> {
  const path = `/triggers/${encodeURIComponent(namespace)}/${encodeURIComponent(flowId)}`;
  const found: Trigger[] = [];
  for (let page = 1, total = 1; (page - 1) * pageSize < total; page++) {
    const answer = await api.json<{ results: Trigger[]; total: number }>('GET', path, {
      query: paging(page, pageSize),
    });
    found.push(...answer.results);
    total = answer.total;
  }
  return found.filter((trigger) => triggerId === undefined || trigger.triggerId === triggerId);
}

type Trigger = { triggerId: string } & Record<string, unknown>;
