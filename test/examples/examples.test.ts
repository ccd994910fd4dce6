import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tutti } from '../cli/tutti.ts';
import { examples, type Home, newHome } from './example.ts';

let home: Home;
beforeEach(() => {
  home = newHome();
});
afterEach(() => home.remove());

test('every example is valid, without a warning', async () => {
  const { code, out } = await tutti(['validate', examples, '--json']);
  expect(JSON.parse(out)).toMatchObject({ valid: true, violations: [] });
  expect(code).toBe(0);
});

test('the unit tests of the examples pass, and reach nearly all of the flows that they test', async () => {
  const least = ['--coverage-threshold', '90', '--coverage-threshold-flow', '75'];
  const { code, out } = await tutti(['test', examples, '--json', ...least]);
  expect(JSON.parse(out)).toMatchObject({ state: 'SUCCESS', counts: { failed: 0, errors: 0, skipped: 0 } });
  expect(code).toBe(0);
});

describe('release-report', () => {
  let repository: string;
  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), 'tutti-history-'));
    git('init', '--quiet');
    commit('Ada', 'feat: the first flow');
    git('tag', 'v1');
    commit('Ada', 'fix(cli): a "quoted" word');
    commit('Grace', 'fix: a tab\there');
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  test('given a history, the report counts commits by author and by kind', async () => {
    const { state, outputs, execution } = await run();
    expect(state).toBe('SUCCESS');
    expect(outputs['total']).toBe(3);
    const report = await home.render('{{ read(outputs.report.uri) }}', execution.id);
    expect(report).toContain('| Ada | 2 |\n| Grace | 1 |');
    expect(report).toContain('- 2 × fix\n- 1 × feat');
    expect(report).toContain('fix(cli): a "quoted" word');
  });

  test('given a revision, the report starts after it', async () => {
    const { outputs, execution } = await run('-i', 'since=v1');
    expect(outputs['total']).toBe(2);
    const report = await home.render('{{ read(outputs.report.uri) }}', execution.id);
    expect(report).toContain('2 commits since v1.');
    expect(report).not.toContain('the first flow');
  });

  test('given a folder without Git, the execution fails and says why', async () => {
    rmSync(join(repository, '.git'), { recursive: true });
    const { state, statesOf, code, err } = await run();
    expect([state, code]).toEqual(['FAILED', 1]);
    expect(statesOf('history')).toEqual(['FAILED']);
    expect(err).toContain('not a git repository');
  });

  function run(...options: string[]) {
    const file = 'release-report/flows/release-report.yaml';
    return home.run(file, '-i', `repository=${repository}`, ...options);
  }

  function git(...options: string[]): void {
    execFileSync('git', ['-C', repository, ...options], { stdio: 'ignore' });
  }

  function commit(author: string, subject: string): void {
    const who = [
      '-c',
      `user.name=${author}`,
      '-c',
      'user.email=somebody@example.org',
      '-c',
      'commit.gpgSign=false',
    ];
    git(...who, 'commit', '--quiet', '--allow-empty', '--message', subject);
  }
});

describe('orders', () => {
  test('the parts are summed side by side, and together they are the whole', async () => {
    const { state, outputs, statesOf, execution } = await home.run('orders/flows/orders.yaml');
    expect(state).toBe('SUCCESS');
    expect(outputs['orders']).toBe(33);
    expect(statesOf('sum')).toEqual(Array(5).fill('SUCCESS'));
    expect(await revenueOf(execution.id)).toBe('east,423.84\nnorth,990.32\nsouth,1667.54\nwest,929.49\n');
  });

  test('the size of the parts does not change the sums', async () => {
    const { statesOf, execution } = await home.run('orders/flows/orders.yaml', '-i', 'rows=100');
    expect(statesOf('sum')).toEqual(['SUCCESS']);
    expect(await revenueOf(execution.id)).toContain('south,1667.54');
  });

  async function revenueOf(executionId: string): Promise<string> {
    const revenue = await home.render("{{ read(outputs.revenue.outputFiles['revenue.csv']) }}", executionId);
    return revenue.replace(/\n+$/, '\n');
  }
});

describe('handbook', () => {
  const file = 'handbook/flows/handbook.yaml';

  test('every chapter is measured, and the book has a table of contents', async () => {
    const { state, outputs, statesOf, execution } = await home.run(file);
    expect(state).toBe('SUCCESS');
    expect(outputs['words']).toBe(89);
    expect(statesOf('measure')).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    const book = await home.render('{{ read(outputs.book.uri) }}', execution.id);
    expect(book).toContain('1. Welcome, 32 words\n2. Your first week, 33 words\n');
    expect(book).toContain('# The tools we use');
  });

  test('a chapter that is too long is a warning, and the book is made all the same', async () => {
    const { state, statesOf } = await home.run(file, '-i', 'longest=10');
    expect(state).toBe('WARNING');
    expect(statesOf('lengths')).toEqual(['WARNING']);
    expect(statesOf('book')).toEqual(['SUCCESS']);
  });
});

describe('error-handling', () => {
  const file = 'error-handling/flows/import.yaml';

  test('given a failure that is allowed, the import goes on and ends in WARNING', async () => {
    const { state, statesOf, code, err } = await home.run(file);
    expect([state, code]).toEqual(['WARNING', 0]);
    expect(statesOf('store')).toEqual(['SUCCESS']);
    expect(statesOf('tell')).toEqual([]);
    expect(statesOf('unlock')).toEqual(['SUCCESS']);
    expect(err).toContain('The import ended in WARNING.');
  });

  test('given an empty delivery, errors, finally and afterExecution run, and the rest does not', async () => {
    const { state, statesOf, code, err } = await home.run(file, '-i', 'records=0');
    expect([state, code]).toEqual(['FAILED', 1]);
    expect(statesOf('store')).toEqual([]);
    expect(statesOf('unlock')).toEqual(['SUCCESS']);
    expect(statesOf('celebrate')).toEqual(['SKIPPED']);
    expect(err).toContain('Failed: enough');
    expect(err).toContain('Somebody should look at execution');
  });
});

describe('dynamic-inputs', () => {
  const file = 'dynamic-inputs/flows/deploy.yaml';

  test('without inputs, the first environment is chosen and no backup is made', async () => {
    const { outputs, statesOf, execution } = await home.run(file);
    expect(outputs).toEqual({ environment: 'DEV', backup: false });
    expect(statesOf('backup')).toEqual(['SKIPPED']);
    expect(execution.inputs).not.toHaveProperty('ticket');
  });

  test('in production a backup is the default, and a ticket is asked for', async () => {
    const { outputs, execution } = await home.run(file, '-i', 'environment=PROD', '-i', 'ticket=OPS-12');
    expect(outputs).toEqual({ environment: 'PROD', backup: true });
    expect(execution.inputs).toMatchObject({ ticket: 'OPS-12', region: 'eu-central' });
  });

  test('a region that only production has is refused elsewhere', async () => {
    await expect(home.run(file, '-i', 'region=us-east')).rejects.toThrow(
      'it must match the values `[eu-central]`',
    );
  });

  test('in production without a ticket nothing is executed', async () => {
    await expect(home.run(file, '-i', 'environment=PROD')).rejects.toThrow(
      'Invalid input for `ticket`, missing required input',
    );
  });
});

describe('retries', () => {
  const file = 'retries/flows/retries.yaml';

  test('the third attempt succeeds; a task that never answers is ended twice and allowed to fail', async () => {
    const { state, outputs, execution } = await home.run(file);
    expect(state).toBe('WARNING');
    expect(outputs['attempts']).toBe(3);
    const [flaky, silent] = execution.taskRunList;
    expect(flaky!.attempts!.map(({ state }) => state.current)).toEqual(['FAILED', 'FAILED', 'SUCCESS']);
    expect(silent!.attempts).toHaveLength(2);
    expect(silent!.state.current).toBe('WARNING');
  });

  test('given more failures than attempts, the execution fails', async () => {
    const { state, execution, statesOf } = await home.run(file, '-i', 'failures=5');
    expect(state).toBe('FAILED');
    expect(execution.taskRunList[0]!.attempts).toHaveLength(3);
    expect(statesOf('silent')).toEqual([]);
  });
});

describe('subflow', () => {
  test('the parent runs the child once a component and reads its outputs', async () => {
    const { state, outputs, execution } = await home.run('subflow/flows/release.yaml', '-i', 'version=2.0.0');
    expect(state).toBe('SUCCESS');
    expect(outputs['artifacts']).toEqual(['api-2.0.0', 'web-2.0.0', 'worker-2.0.0']);
    const builds = execution.taskRunList.filter(({ taskId }) => taskId === 'build');
    expect(new Set(builds.map((run) => run.outputs?.['executionId']))).toHaveProperty('size', 3);
  });

  test('the child runs alone', async () => {
    const options = ['-i', 'component=api', '-i', 'version=1.0.0'];
    const { outputs } = await home.run('subflow/flows/build.yaml', ...options);
    expect(outputs).toEqual({ artifact: 'api-1.0.0', size: 9 });
  });
});

describe('namespaces', () => {
  test('the flow reads the prices of its namespace, and logs as the namespace says', async () => {
    const { outputs, execution } = await home.run('namespaces/flows/ship.yaml', '-i', 'kind=letter');
    expect(outputs).toEqual({ price: 2 });
    expect(await home.render('{{ namespace.carrier }}', execution.id)).toBe('Snail Express\n');
  });
});

describe('memory', () => {
  test('each run takes only what is newer than what the last one saw, until it is told to forget', async () => {
    const counts: unknown[] = [];
    const ingest = async (...options: string[]) => {
      const { outputs } = await home.run('memory/flows/ingest.yaml', ...options);
      counts.push(outputs['count']);
    };
    await ingest();
    await ingest();
    await ingest('-i', 'events=[{"id": 3, "text": "c"}, {"id": 4, "text": "d"}]');
    await home.run('memory/flows/forget.yaml');
    await ingest();
    expect(counts).toEqual([3, 0, 1, 3]);
  });
});
