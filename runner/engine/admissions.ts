import type { Backend } from '../backend/types.ts';
import type { Execution, StateName } from '../execution/types.ts';
import type { Flow } from '../flow/types.ts';
import type { Active, Posted } from './runtime.ts';

/** How long an execution waits before it looks whether another process let go of a slot, milliseconds. */
const pollInterval = 1000;

/** The executions of this engine that want a slot of their flow (flow-language §7.6). */
export interface Admissions {
  /** Asks for a slot: `begin` is posted when the execution has it, `limitReached` when it has to wait or to end. */
  enter(active: Active, begin: Posted): void;
  /** Lets an execution that waits begin now, whatever the limit of its flow; it counts like the others from then on. */
  force(active: Active): Promise<void>;
  /** An execution of this flow really ended. */
  released(flow: Flow): void;
  /** Asks no more. */
  clear(): void;
}

interface Waiting {
  active: Active;
  begin: Posted;
  /** It knows that it has to wait. */
  told?: true;
}

/** The executions of one flow, oldest first, and whether someone is asking for them. */
interface Line {
  waiting: Waiting[];
  asking: boolean;
  askAgain: boolean;
}

interface AdmissionsOptions {
  backend: Backend;
  post(executionId: string, event: Posted): void;
  /** Tells why the backend could not be asked. */
  warn(active: Active, message: string): void;
}

/** No execution waits yet. The backend decides: it knows those of other processes too. */
export function createAdmissions({ backend, post, warn }: AdmissionsOptions): Admissions {
  const lines = new Map<string, Line>();
  let timer: NodeJS.Timeout | undefined;
  let cleared = false;

  async function ask(key: string, line: Line): Promise<void> {
    line.askAgain = true;
    if (line.asking) return;
    line.asking = true;
    while (line.askAgain && !cleared) {
      line.askAgain = false;
      await askOnce(line);
    }
    line.asking = false;
    if (line.waiting.length === 0) lines.delete(key);
    else if (!cleared) timer ??= setTimeout(poll, pollInterval);
  }

  /** Those that know nothing yet get an answer; of those that wait, the first ones until one has to wait on. */
  async function askOnce(line: Line): Promise<void> {
    let full = false;
    for (const one of [...line.waiting]) {
      const { execution, flow } = one.active.model;
      if (!asksForSlot(execution)) leave(line, one);
      else if (!full || !one.told)
        try {
          const { granted, running } = await backend.admit(execution.id, flow.concurrency!.limit);
          // It was forced to begin meanwhile.
          if (!line.waiting.includes(one)) continue;
          if (granted) {
            leave(line, one);
            post(execution.id, one.begin);
            continue;
          }
          full = true;
          if (one.told) continue;
          one.told = true;
          post(execution.id, { type: 'limitReached', running });
          if (flow.concurrency!.behavior !== 'QUEUE') leave(line, one);
        } catch (error) {
          warn(one.active, `Cannot ask for a slot of the flow: ${(error as Error).message}`);
          return;
        }
    }
  }

  function poll(): void {
    timer = undefined;
    for (const [key, line] of lines) void ask(key, line);
  }

  return {
    enter(active, begin) {
      const key = keyOf(active.model.flow);
      const line = lines.get(key) ?? { waiting: [], asking: false, askAgain: false };
      lines.set(key, line);
      line.waiting.push({ active, begin });
      line.waiting.sort(byAge);
      void ask(key, line);
    },
    async force(active) {
      const { execution, flow } = active.model;
      const line = lines.get(keyOf(flow));
      const one = line?.waiting.find((waiting) => waiting.active === active);
      if (!line || !one) return;
      leave(line, one);
      await backend.admit(execution.id, Number.MAX_SAFE_INTEGER);
      post(execution.id, one.begin);
    },
    released(flow) {
      const key = keyOf(flow);
      const line = lines.get(key);
      if (line) void ask(key, line);
    },
    clear() {
      cleared = true;
      clearTimeout(timer);
      lines.clear();
    },
  };
}

/** Whether an execution of a flow with a limit may begin only with a slot: it is new, restarted, or waits for one. */
export function asksForSlot({ state }: Execution): boolean {
  return beforeSlot.has(state.current);
}

const beforeSlot: ReadonlySet<StateName> = new Set(['CREATED', 'RESTARTED', 'QUEUED']);

function leave(line: Line, one: Waiting): void {
  line.waiting = line.waiting.filter((other) => other !== one);
}

function keyOf({ namespace, id }: Flow): string {
  return `${namespace}.${id}`;
}

/** The order of the backend: by creation, then by id. */
function byAge(a: Waiting, b: Waiting): number {
  const [one, other] = [orderOf(a), orderOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Instants have one length, so that their texts compare as they do. */
function orderOf({ active: { model } }: Waiting): string {
  const { state, id } = model.execution;
  return `${state.histories[0]!.date} ${id}`;
}
