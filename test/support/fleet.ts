/** Flows for the tests that kill what runs them: each task run leaves a line in a file of its own, named by its ids. */

/** A flow, and how each of its executions has to end however often it was interrupted. */
export interface Member {
  id: string;
  source: string;
  state: string;
  /** `task STATE` or `task[value] STATE` of every task run, sorted. */
  taskRuns: readonly string[];
  /** Made by others only. */
  isChild?: true;
}

export const namespace = 'company.fleet';

const file = '{{ envs.record }}/{{ execution.id }}.{{ taskrun.id }}';

function record(id: string, more = ''): string {
  return `{ id: ${id}, type: test.Record, file: "${file}"${more && `, ${more}`} }`;
}

function shell(id: string, more = ''): string {
  return `{ id: ${id}, type: io.kestra.plugin.scripts.shell.Commands, taskRunner: { type: io.kestra.plugin.core.runner.Process }, commands: ['echo run >> "$RECORD_FILE"'], env: { RECORD_FILE: "${file}" }${more && `, ${more}`} }`;
}

const core = 'io.kestra.plugin.core';

/** Ids of the tasks that leave no lines, or share a file. */
export const silent: ReadonlySet<string> = new Set(
  'both sleep each decide child pause fail folder fixed'.split(' '),
);

export const fleet: readonly Member[] = [
  member(
    'mixed',
    'WARNING',
    `
tasks:
  - ${record('first', 'pause: 20')}
  - id: both
    type: ${core}.flow.Parallel
    tasks:
      - { id: sleep, type: ${core}.flow.Sleep, duration: PT0.1S }
      - ${record('a', 'pause: 30')}
      - id: each
        type: ${core}.flow.ForEach
        values: [x, y, z]
        concurrencyLimit: 2
        tasks:
          - ${record('each_a')}
          - ${record('each_b', 'pause: 10')}
  - id: decide
    type: ${core}.flow.If
    condition: "{{ execution.id != '' }}"
    then:
      - ${record('flaky', 'fail: true, allowFailure: true, retry: { type: constant, interval: PT0.05S, maxAttempts: 2 }')}
afterExecution:
  - ${record('after')}`,
    [
      ...['first', 'both', 'sleep', 'a', 'each', 'each_a[x]', 'each_a[y]', 'each_a[z]'].map(success),
      ...['each_b[x]', 'each_b[y]', 'each_b[z]', 'after'].map(success),
      ...['decide WARNING', 'flaky WARNING'],
    ],
  ),
  member(
    'parent',
    'SUCCESS',
    `
tasks:
  - { id: child, type: ${core}.flow.Subflow, namespace: ${namespace}, flowId: child, wait: true }
  - ${record('last')}`,
    ['child', 'last'].map(success),
  ),
  {
    ...member('child', 'SUCCESS', `\ntasks: [${record('inner', 'pause: 30')}]`, ['inner SUCCESS']),
    isChild: true,
  },
  member(
    'pausing',
    'SUCCESS',
    `
tasks:
  - ${record('a')}
  - { id: pause, type: ${core}.flow.Pause, pauseDuration: PT0.2S }
  - ${record('b')}`,
    ['a', 'pause', 'b'].map(success),
  ),
  member(
    'failing',
    'FAILED',
    `
tasks:
  - ${record('a')}
  - { id: fail, type: ${core}.execution.Fail }
  - ${record('d')}
errors: [${record('repair', 'pause: 10')}]
finally: [${record('always')}]
afterExecution: [${record('after', 'pause: 10')}]`,
    ['a SUCCESS', 'fail FAILED', 'repair SUCCESS', 'always SUCCESS', 'after SUCCESS'],
  ),
  member(
    'queueing',
    'SUCCESS',
    `
concurrency: { limit: 2, behavior: QUEUE }
tasks: [${record('queued', 'pause: 15')}]`,
    ['queued SUCCESS'],
  ),
  member(
    'late',
    'CANCELLED',
    `
sla: [{ id: quick, type: MAX_DURATION, duration: PT0.1S, behavior: CANCEL }]
tasks:
  - ${record('a')}
  - { id: sleep, type: ${core}.flow.Sleep, duration: P30D }
  - ${record('b')}`,
    // How far it came within its time is a matter of chance.
    [],
  ),
  member(
    'scripts',
    'SUCCESS',
    `
tasks:
  - id: folder
    type: ${core}.flow.WorkingDirectory
    tasks:
      - ${shell('wrote')}
      - ${record('read')}
  - ${shell('c')}`,
    ['folder', 'wrote', 'read', 'c'].map(success),
  ),
  member(
    'cached',
    'SUCCESS',
    `
tasks: [{ id: fixed, type: test.Record, file: "{{ envs.record }}/shared", taskCache: { enabled: true } }]`,
    ['fixed SUCCESS'],
  ),
];

function member(id: string, state: string, rest: string, taskRuns: readonly string[]): Member {
  return { id, state, taskRuns: [...taskRuns].sort(), source: `id: ${id}\nnamespace: ${namespace}${rest}\n` };
}

function success(task: string): string {
  return `${task} SUCCESS`;
}
