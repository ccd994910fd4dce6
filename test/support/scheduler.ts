import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import {
  createScheduler,
  type Scheduler,
  type SchedulerOptions,
} from '../../runner/engine/triggers/index.ts';
import type { Execution, ExecutionDocument } from '../../runner/execution/types.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import type { Flow } from '../../runner/flow/types.ts';
import { type EngineWorld, type EngineWorldOptions, engineWorld } from './engine.ts';
import { type SimulatedClock, simulatedClock } from './simulatedClock.ts';

interface SchedulerWorldOptions extends EngineWorldOptions, Partial<Omit<SchedulerOptions, 'clock'>> {
  /** When the story begins. Before today, for the engine's own clock is the real one. */
  now?: string;
}

/** A scheduler over a real engine, on a clock of its own. */
export interface SchedulerWorld extends EngineWorld {
  readonly clock: SimulatedClock;
  /** The scheduler of the moment. */
  readonly scheduler: Scheduler;
  /** Declares these flows, as documents, in the place of those before, and lets the scheduler take note. */
  sync(...documents: string[]): Promise<Flow[]>;
  /** Time goes on to a moment; every execution ends in between. */
  until(moment: string): Promise<void>;
  /** Waits until nothing is being evaluated or run. */
  idle(): Promise<void>;
  /** The process stops, and begins again at a moment. */
  restart(moment: string): Promise<void>;
  /** Executions of a flow, oldest first. */
  executions(flowId?: string): Promise<Execution[]>;
  /** The dates that executions of the flow were made for, oldest first, as `trigger.date`. */
  dates(flowId?: string): Promise<unknown[]>;
  /** What triggers logged. */
  readonly logged: string[];
  startFlow(flowId: string, inputs?: Record<string, unknown>): Promise<ExecutionDocument>;
}

export async function schedulerWorld(options: SchedulerWorldOptions = {}): Promise<SchedulerWorld> {
  const world = await engineWorld({ threads: 1, ...options });
  const clock = simulatedClock(options.now ?? '2025-06-10T08:00:00Z');
  const host = options.host ?? world.engine.triggers;
  const { recoverMissedSchedules, timeZone = 'UTC' } = options;
  const make = () =>
    createScheduler({ host, clock, timeZone, ...(recoverMissedSchedules && { recoverMissedSchedules }) });
  let scheduler = make();
  let flows: Flow[] = [];
  const logged: string[] = [];
  world.engine.listen({
    logged: (entries) => {
      for (const { triggerId, level, message } of entries) if (triggerId) logged.push(`${level} ${message}`);
    },
  });
  onTestFinished(() => scheduler.close());

  let told = 0;
  world.engine.listen({ changed: () => void told++, logged: () => void told++ });
  const idle = async () => {
    for (let before = -1; before !== told; ) {
      before = told;
      await scheduler.settled();
      await world.engine.idle();
      // What was logged last is on its way to the database.
      for (let turn = 0; turn < 4; turn++) await nextTurn();
    }
  };
  const executions = async (flowId = 'flow') => {
    const found = await world.backend.executions({ flowId, limit: 10_000 });
    return found.reverse();
  };
  return {
    ...world,
    clock,
    get scheduler() {
      return scheduler;
    },
    logged,
    idle,
    executions,
    async sync(...documents) {
      flows = await Promise.all(documents.map((document) => parsed(world, document)));
      await scheduler.sync(flows);
      await scheduler.settled();
      return flows;
    },
    until: (moment) => clock.goTo(moment, idle),
    async restart(moment) {
      await scheduler.close();
      clock.jumpTo(moment);
      scheduler = make();
      await scheduler.sync(flows);
      await idle();
    },
    dates: async (flowId) => (await executions(flowId)).map(({ trigger }) => trigger?.variables?.['date']),
    async startFlow(flowId, inputs = {}) {
      const flow = flows.find(({ id }) => id === flowId)!;
      const { id } = await world.engine.start({ flow, inputs });
      const ended = await world.engine.ended(id);
      await idle();
      return ended;
    },
  };
}

async function parsed(world: EngineWorld, document: string): Promise<Flow> {
  const { flow, violations } = await parseFlow(document, {
    file: 'flow.yaml',
    registry: world.engine.triggers.registry,
  });
  if (flow) return flow;
  throw new Error(violations.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** A flow of one task with triggers; `rest` is what else it has. */
export function flowWith(triggers: string, rest = '', id = 'flow'): string {
  return `id: ${id}
namespace: tests
${rest}
tasks:
  - id: hello
    type: io.kestra.plugin.core.debug.Return
    format: hello
triggers:
${triggers.replace(/^/gm, '  ')}
`;
}
