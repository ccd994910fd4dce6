import { describe, expect, it } from 'vitest';
import {
  attemptsOf,
  historyOf,
  messagesOf,
  runOf,
  type Simulation,
  simulateYaml,
  statesOf,
  task,
  typed,
} from '../../support/simulation.ts';

describe('Parallel (flow-language §6.1, §5.4 rule 7)', () => {
  it('given no limit, then every child is created at once, in the order of declaration', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${task('b')}, ${task('c')}]`)}]`,
      { choose: (count) => count - 1 },
    );
    expect(statesOf(simulation)).toEqual(['p SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS']);
    expect(new Set(simulation.runs.map(createdAt)).size).toBe(1);
  });

  it('given concurrent, then no more than that run at once, and all run in the end', async () => {
    const tasks = ['a', 'b', 'c', 'd', 'e'].map((id) => task(id)).join(', ');
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `concurrent: 2, tasks: [${tasks}]`)}]`,
    );
    expect(statesOf(simulation)).toHaveLength(6);
    expect(mostAtOnce(simulation, 'p')).toBe(2);
    expect(simulation.execution.state.current).toBe('SUCCESS');
  });

  it('given concurrent as an expression, then it is rendered', async () => {
    const simulation = await simulateYaml(
      `variables: { limit: 1 }\ntasks: [${typed('p', 'Parallel', `concurrent: "{{ vars.limit }}", tasks: [${task('a')}, ${task('b')}]`)}]`,
    );
    expect(mostAtOnce(simulation, 'p')).toBe(1);
  });

  it('given concurrent that is no whole number, then the task fails and says so', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `concurrent: "{{ 'many' }}", tasks: [${task('a')}]`)}]`,
    );
    expect(statesOf(simulation)).toEqual(['p FAILED']);
    expect(messagesOf(simulation, 'ERROR')).toEqual([
      '`concurrent` must be a whole number of at least 0, but it is `many`',
    ]);
  });

  it('given a child that fails, then no new one starts, and those that run finish on their own', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `concurrent: 2, tasks: [${task('a')}, ${task('b')}, ${task('never')}]`)}, ${task('next')}]`,
      { answer: (id) => (id === 'a' ? 'FAILED' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['p FAILED', 'a FAILED', 'b SUCCESS']);
    expect(simulation.commands.filter(({ type }) => type === 'cancel')).toEqual([]);
    expect(endedAt(runOf(simulation, 'b')) > endedAt(runOf(simulation, 'p'))).toBe(true);
  });

  it('given a failure beside a parent that still runs, then that parent and its children take the state', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${typed('s', 'Sequential', `tasks: [${task('slow')}, ${task('never')}]`)}]`)}]`,
      { answer: (id) => (id === 'a' ? 'FAILED' : 'hang'), choose: (count) => count - 1 },
    );
    expect(statesOf(simulation)).toEqual(['p FAILED', 'a FAILED', 's FAILED', 'slow FAILED']);
    expect(attemptsOf(simulation, 'slow')).toEqual(['FAILED']);
  });

  it('given a warning among the children, then it ends in WARNING', async () => {
    const simulation = await simulateYaml(
      `tasks: [${typed('p', 'Parallel', `tasks: [${task('a')}, ${task('b')}]`)}, ${task('next')}]`,
      { answer: (id) => (id === 'b' ? 'WARNING' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['p WARNING', 'a SUCCESS', 'b WARNING', 'next SUCCESS']);
  });
});

describe('Dag (flow-language §6.1)', () => {
  const dag = (entries: string, more = '') =>
    `tasks: [${typed('dag', 'Dag', `${more} tasks: [${entries}]`)}]`;

  it('given a diamond, then each task starts when those it depends on have ended', async () => {
    const simulation = await simulateYaml(
      dag(
        `{ task: ${task('d')}, dependsOn: [b, c] }, { task: ${task('b')}, dependsOn: [a] }, { task: ${task('c')}, dependsOn: [a] }, { task: ${task('a')} }`,
      ),
    );
    expect(statesOf(simulation)).toEqual(['dag SUCCESS', 'a SUCCESS', 'b SUCCESS', 'c SUCCESS', 'd SUCCESS']);
    const [, a, b, c, d] = simulation.runs;
    expect(createdAt(b!)).toBe(createdAt(c!));
    expect(createdAt(b!) >= endedAt(a!)).toBe(true);
    expect(createdAt(d!) >= endedAt(b!) && createdAt(d!) >= endedAt(c!)).toBe(true);
  });

  it('given concurrent, then no more than that run at once', async () => {
    const entries = ['a', 'b', 'c', 'd'].map((id) => `{ task: ${task(id)} }`).join(', ');
    const simulation = await simulateYaml(dag(entries, 'concurrent: 2,'));
    expect(mostAtOnce(simulation, 'dag')).toBe(2);
    expect(simulation.runs).toHaveLength(5);
  });

  it('given a task that fails, then none that has not begun starts any more', async () => {
    const simulation = await simulateYaml(
      dag(`{ task: ${task('a')} }, { task: ${task('b')}, dependsOn: [a] }`),
      { answer: () => 'FAILED' },
    );
    expect(statesOf(simulation)).toEqual(['dag FAILED', 'a FAILED']);
  });

  it('given a dependency that was skipped or ended in WARNING, then what depends on it starts', async () => {
    const simulation = await simulateYaml(
      dag(
        `{ task: ${task('a', 'runIf: "false"')} }, { task: ${task('b')}, dependsOn: [a] }, { task: ${task('c')}, dependsOn: [b] }`,
      ),
      { answer: (id) => (id === 'b' ? 'WARNING' : 'SUCCESS') },
    );
    expect(statesOf(simulation)).toEqual(['dag WARNING', 'a SKIPPED', 'b WARNING', 'c SUCCESS']);
  });

  it('given a dependency that is disabled, then it counts as ended (§7.15)', async () => {
    const simulation = await simulateYaml(
      dag(`{ task: ${task('a', 'disabled: true')} }, { task: ${task('b')}, dependsOn: [a] }`),
    );
    expect(statesOf(simulation)).toEqual(['dag SUCCESS', 'b SUCCESS']);
  });

  it('given a task that has children, then what depends on it waits for all of them', async () => {
    const simulation = await simulateYaml(
      dag(
        `{ task: ${typed('s', 'Sequential', `tasks: [${task('x')}, ${task('y')}]`)} }, { task: ${task('b')}, dependsOn: [s] }`,
      ),
    );
    expect(statesOf(simulation)).toEqual(['dag SUCCESS', 's SUCCESS', 'x SUCCESS', 'y SUCCESS', 'b SUCCESS']);
    expect(createdAt(runOf(simulation, 'b')) >= endedAt(runOf(simulation, 'y'))).toBe(true);
    expect(historyOf(simulation, 's')).toEqual(['CREATED', 'RUNNING', 'SUCCESS']);
  });
});

interface Dated {
  state: { histories: { date: string }[] };
}

function createdAt({ state }: Dated): string {
  return state.histories[0]!.date;
}

function endedAt({ state }: Dated): string {
  return state.histories.at(-1)!.date;
}

/** The greatest number of children of a task that had begun and not ended. */
function mostAtOnce({ runs }: Simulation, parentId: string): number {
  const parent = runOf({ runs }, parentId);
  const children = runs.filter((run) => run.parentTaskRunId === parent.id);
  return Math.max(
    ...children.map(
      (one) =>
        children.filter((other) => createdAt(other) <= createdAt(one) && endedAt(other) > createdAt(one))
          .length,
    ),
  );
}
