import { setTimeout as delay } from 'node:timers/promises';

/** What the soak test reads of an execution. */
export interface Shown {
  id: string;
  flowId: string;
  state: { current: string };
  outputs?: Record<string, unknown>;
  taskRunList?: { taskId: string; attempts?: unknown[]; outputs?: Record<string, unknown> }[];
  trigger?: { variables?: { date?: string } };
}

/** Longest time that an execution may take, milliseconds. */
const patience = 60_000;

const terminated = ['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELLED'];

/** A client of the REST API of one server. */
export type Client = ReturnType<typeof createClient>;

/** Every call throws where the server refuses it. */
export function createClient(url: string) {
  const base = `${url}/api/v1/main`;
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${base}${path}`, init);
    if (answer.ok) return answer;
    throw new Error(`${init.method ?? 'GET'} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  const shown = async (answer: Promise<Response>) => (await (await answer).json()) as Shown;
  const get = (id: string) => shown(ask(`/executions/${id}`));

  const until = async (id: string, states: readonly string[]): Promise<Shown> => {
    for (const deadline = performance.now() + patience; ; await delay(30)) {
      const execution = await get(id);
      if (states.includes(execution.state.current)) return execution;
      if (terminated.includes(execution.state.current) || performance.now() > deadline)
        throw new Error(
          `${execution.flowId} ${id} is ${execution.state.current} instead of ${states.join(' or ')}`,
        );
    }
  };

  return {
    ask,
    get,
    /** Starts an execution; inputs become parts of a form. */
    start(flowId: string, inputs: Record<string, string | Blob> = {}): Promise<Shown> {
      const body = new FormData();
      for (const [name, value] of Object.entries(inputs)) body.append(name, value);
      return shown(ask(`/executions/soak/${flowId}`, { method: 'POST', body }));
    },
    /** Waits until an execution is in a state. */
    reached: (id: string, state: string) => until(id, [state]),
    ended: (id: string) => until(id, terminated),
    /** All executions there are. */
    async all(): Promise<Shown[]> {
      const found: Shown[] = [];
      for (let page = 1; ; page++) {
        const answer = await ask(`/executions/search?size=1000&page=${page}&sort=state.startDate:asc`);
        const { results } = (await answer.json()) as { results: Shown[] };
        found.push(...results);
        if (results.length < 1000) return found;
      }
    },
    /** Follows an execution until its end, or leaves after some events. Gives how many came. */
    async follow(id: string, leaveAfter = Number.POSITIVE_INFINITY): Promise<number> {
      const leaving = new AbortController();
      const answer = await ask(`/executions/${id}/follow`, { signal: leaving.signal });
      let events = 0;
      const decoder = new TextDecoder();
      for await (const chunk of answer.body!) {
        events += decoder.decode(chunk, { stream: true }).split('data:').length - 1;
        if (events >= leaveAfter) break;
      }
      leaving.abort();
      return events;
    },
  };
}
