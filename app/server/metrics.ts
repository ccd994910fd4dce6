import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Backend } from '../../runner/backend/types.ts';
import type { Engine } from '../../runner/engine/types.ts';
import { epochOf, isTerminated } from '../../runner/execution/states.ts';
import type { State, StateName } from '../../runner/execution/types.ts';
import { type Family, prometheusText } from './prometheus.ts';

/** Numbers about a running server. */
export interface Metrics {
  /** Counts an answered request. `duration` in milliseconds. */
  request(method: string, status: number, duration: number): void;
  /** Counts what was deleted by retention: so many of this kind. */
  purged(kind: string, count: number): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  close(): void;
}

/** States that an execution does not stay in. */
const unfinished: readonly StateName[] = [
  'CREATED',
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'RESTARTED',
  'RETRYING',
  'KILLING',
];

/** Upper limits of the buckets, seconds. */
const requestBuckets = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
const executionBuckets = [0.1, 1, 10, 60, 600, 3600, 86_400];

/** Time between two looks at the event loop, milliseconds. */
const resolution = 20;

/** Runs whose states are remembered, so that each is counted once. */
const remembered = 20_000;

/** Listens to what the engine does, and counts. `further`: what others count. */
export function createMetrics(
  engine: Engine,
  backend: Backend,
  further: () => readonly Family[] = () => [],
): Metrics {
  const executions = counter();
  const taskRuns = counter();
  const requests = counter();
  const purged = counter();
  const requestTimes = histogram(requestBuckets);
  const executionTimes = histogram(executionBuckets);
  const firstTime = onceEach(remembered);
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();

  const stop = engine.listen({
    changed({ id, state, kind }, runs) {
      // Those of tests and of the playground are no work of the instance (surfaces §3.3).
      if (kind !== 'NORMAL') return;
      if (isTerminated(state.current) && firstTime(`${id} ${state.histories.length}`)) {
        executions.add({ state: state.current });
        executionTimes.add(seconds(state));
      }
      for (const run of runs)
        if (isTerminated(run.state.current) && firstTime(`${run.id} ${run.state.histories.length}`))
          taskRuns.add({ state: run.state.current });
    },
  });

  return {
    request(method, status, duration) {
      requests.add({ method, status: String(status) });
      requestTimes.add(duration / 1000);
    },
    purged(kind, count) {
      purged.add({ kind }, count);
    },
    async text() {
      const waiting = await Promise.all(
        unfinished.map(async (state) => ({
          labels: { state },
          value: await backend.countExecutions({ states: [state], normalOnly: true }),
        })),
      );
      const { rss, heapUsed } = process.memoryUsage();
      const families: Family[] = [
        gauge('tutti_executions', 'Executions that have not ended, by state', waiting),
        {
          name: 'tutti_executions_ended_total',
          help: 'Executions that ended since the start, by state',
          type: 'counter',
          samples: executions.samples(),
        },
        {
          name: 'tutti_execution_duration_seconds',
          help: 'Time from creation to end',
          type: 'histogram',
          samples: executionTimes.samples(),
        },
        {
          name: 'tutti_task_runs_ended_total',
          help: 'Task runs that ended since the start, by state',
          type: 'counter',
          samples: taskRuns.samples(),
        },
        {
          name: 'tutti_http_requests_total',
          help: 'Answered requests',
          type: 'counter',
          samples: requests.samples(),
        },
        {
          name: 'tutti_http_request_duration_seconds',
          help: 'Time to the first byte of the answer',
          type: 'histogram',
          samples: requestTimes.samples(),
        },
        {
          name: 'tutti_purged_total',
          help: 'What retention deleted since the start, by kind',
          type: 'counter',
          samples: purged.samples(),
        },
        gauge(
          'tutti_event_loop_lag_seconds',
          'Delay of the event loop, 99th percentile since the last reading',
          [{ labels: {}, value: lagOf(delay.percentile(99)) }],
        ),
        gauge('process_resident_memory_bytes', 'Resident memory', [{ labels: {}, value: rss }]),
        gauge('nodejs_heap_used_bytes', 'Used heap', [{ labels: {}, value: heapUsed }]),
        gauge('process_uptime_seconds', 'Time since the start', [{ labels: {}, value: process.uptime() }]),
        ...further(),
      ];
      delay.reset();
      return prometheusText(families);
    },
    close() {
      stop();
      delay.disable();
    },
  };
}

/** Seconds that a measured interval, in nanoseconds, was longer than it should be. */
function lagOf(interval: number): number {
  return Math.max(0, interval / 1e9 - resolution / 1000) || 0;
}

type Labels = Readonly<Record<string, string>>;

function gauge(name: string, help: string, values: { labels: Labels; value: number }[]): Family {
  return { name, help, type: 'gauge', samples: values.map((sample) => ({ suffix: '', ...sample })) };
}

function counter() {
  const counts = new Map<string, { labels: Labels; value: number }>();
  return {
    add(labels: Labels, by = 1) {
      const key = JSON.stringify(labels);
      const known = counts.get(key);
      if (known) known.value += by;
      else counts.set(key, { labels, value: by });
    },
    samples: () => [...counts.values()].map((sample) => ({ suffix: '', ...sample })),
  };
}

/** Counts values at or below each of some limits. */
function histogram(limits: readonly number[]) {
  const counts = limits.map(() => 0);
  let sum = 0;
  let count = 0;
  return {
    add(value: number) {
      limits.forEach((limit, index) => {
        if (value <= limit) counts[index]!++;
      });
      sum += value;
      count++;
    },
    samples: () => [
      ...limits.map((limit, index) => ({
        suffix: '_bucket',
        labels: { le: String(limit) },
        value: counts[index]!,
      })),
      { suffix: '_bucket', labels: { le: '+Inf' }, value: count },
      { suffix: '_sum', labels: {}, value: sum },
      { suffix: '_count', labels: {}, value: count },
    ],
  };
}

/** Says yes the first time it is asked about a key; the oldest keys are forgotten. */
function onceEach(most: number): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => {
    if (seen.has(key)) return false;
    seen.add(key);
    if (seen.size > most) seen.delete(seen.values().next().value!);
    return true;
  };
}

function seconds({ histories }: State): number {
  return Math.max(0, epochOf(histories.at(-1)!.date) - epochOf(histories[0]!.date)) / 1000;
}
