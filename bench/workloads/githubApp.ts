import { pino } from 'pino';
import { startFakeGitHub } from '../../test/fake-github/index.ts';
import { type StartedApp, startApp } from '../../test/support/githubApp.ts';
import { withHome } from '../engine.ts';
import { median } from '../measure.ts';
import type { Figure, Workload } from '../types.ts';

const flow = (id: string, message: string) =>
  `id: ${id}\nnamespace: company.team\ntasks:\n  - id: say\n    type: io.kestra.plugin.core.log.Log\n    message: "${message}"\n`;

type GitHub = Awaited<ReturnType<typeof startFakeGitHub>>;
type Repository = Awaited<ReturnType<GitHub['createRepository']>>;

/**
 * The App beside a GitHub on this machine: how soon a pull request shows its first check, what an event costs in requests, and
 * how long a verdict on a large repository takes (issue “The GitHub App”).
 */
export const githubApp: Workload = async () => [
  ...(await scene(20, 0, async (github, repository, app) => [
    ...(await firstCheck(github, repository, app)),
    ...(await requestsOf(github, repository, app)),
  ])),
  ...(await scene(1_000, 9_000, verdictOnLarge)),
];

async function scene(
  flows: number,
  others: number,
  measure: (github: GitHub, repository: Repository, app: StartedApp) => Promise<Figure[]>,
): Promise<Figure[]> {
  return withHome(async (home) => {
    const github = await startFakeGitHub();
    const files: Record<string, string> = {};
    for (let at = 0; at < flows; at++)
      files[`flows/team${at % 20}/flow-${at}.yaml`] = flow(`flow-${at}`, 'hello');
    for (let at = 0; at < others; at++) files[`src/folder${at % 100}/file-${at}.txt`] = `file ${at}\n`;
    const repository = await github.createRepository({ files });
    const app = await startApp({ github, home, log: pino({ level: 'silent' }) });
    try {
      await app.settled();
      return await measure(github, repository, app);
    } finally {
      await app.close();
      await github.close();
    }
  });
}

/** From the moment GitHub begins to send the webhook to the request that makes the check. */
async function firstCheck(github: GitHub, repository: Repository, app: StartedApp): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const branch = `round-${round}`;
    await github.commit(repository, { branch, files: { 'flows/new.yaml': flow('new', `round ${round}`) } });
    await app.settled();
    const sha = await github.commit(repository, {
      branch,
      files: { 'flows/new.yaml': flow('new', `again ${round}`) },
    });
    const sent = github.webhooks.deliveries.findLast(({ event }) => event === 'push')!;
    await app.settled();
    const made = github.requests.find(
      ({ method, route, body }) =>
        method === 'POST' && route.endsWith('/check-runs') && (body as { head_sha: string }).head_sha === sha,
    )!;
    times.push(made.at - Date.parse(sent.deliveredAt));
  }
  const value = median(times);
  return [
    { name: 'webhook to first check', value, unit: 'ms', target: { text: '≤ 150 ms', met: value <= 150 } },
  ];
}

/** Requests to GitHub, tokens left aside: they are kept for an hour. */
async function requestsOf(github: GitHub, repository: Repository, app: StartedApp): Promise<Figure[]> {
  const counted = async (name: string, event: () => Promise<unknown> | unknown): Promise<Figure> => {
    await app.settled();
    const before = github.requests.length;
    await event();
    await app.settled();
    const made = github.requests.slice(before).filter(({ route }) => !route.endsWith('/access_tokens'));
    return { name: `requests: ${name}`, value: made.length, unit: 'requests' };
  };
  const change = (branch: string | undefined, message: string) => () =>
    github.commit(repository, {
      ...(branch !== undefined && { branch }),
      files: { 'flows/costs.yaml': flow('costs', message) },
    });
  const pushed = await counted('a push to a branch', change('costs', 'one'));
  let pull: Awaited<ReturnType<GitHub['openPull']>> | undefined;
  const opened = await counted('a pull request', async () => {
    pull = await github.openPull(repository, { head: 'costs', author: 'writer' });
  });
  const again = await counted('a push to a pull request', change('costs', 'two'));
  const run = await counted('/tutti run', () =>
    github.comment(repository, pull!.number, { user: 'writer', body: '/tutti run company.team.costs' }),
  );
  const merged = await counted('a merge', () => github.mergePull(pull!));
  const nothing = await counted('a push to the default branch that changes no flow', () =>
    github.commit(repository, { files: { 'README.md': 'changed\n' } }),
  );
  const suite = 'id: costs_suite\nnamespace: company.team\nflowId: costs\ntestCases:\n';
  const testCase =
    '  - id: ends\n    type: io.kestra.core.tests.flow.UnitTest\n    assertions: [{ value: "{{ execution.state }}", equalTo: SUCCESS }]\n';
  let sha = '';
  const tested = await counted('a pull request with unit tests', async () => {
    const files = { 'flows/costs.yaml': flow('costs', 'three'), 'tests/costs.yaml': suite + testCase };
    sha = await github.commit(repository, { branch: 'tested', files });
    await github.openPull(repository, { head: 'tested', author: 'writer' });
  });
  return [pushed, opened, again, run, merged, nothing, tested, testsTime(github, repository, sha)];
}

/** From the check that tests have begun to the one that they ended: a thread's start, and one case. */
function testsTime(github: GitHub, repository: Repository, sha: string): Figure {
  const [check] = github.checks(repository, sha, 'tutti tests');
  const begun = github.requests.find(
    ({ method, body }) =>
      method === 'POST' &&
      (body as { name?: string; head_sha?: string } | null)?.name === 'tutti tests' &&
      (body as { head_sha?: string }).head_sha === sha,
  );
  const ended = github.requests.findLast(({ path }) => path.endsWith(`/check-runs/${check?.id}`));
  if (!begun || !ended) throw new Error('the unit tests were not shown');
  return { name: 'unit tests of a pull request, one case', value: ended.at - begun.at, unit: 'ms' };
}

async function verdictOnLarge(github: GitHub, repository: Repository, app: StartedApp): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    const sha = await github.commit(repository, {
      files: { 'flows/team0/flow-0.yaml': flow('flow-0', `${round}`) },
    });
    await app.settled();
    if (github.checks(repository, sha, 'tutti').at(-1)?.conclusion !== 'success')
      throw new Error('there is no verdict');
    times.push(performance.now() - began);
  }
  const value = median(times);
  const memory = process.memoryUsage().rss / 1024 ** 2;
  return [
    {
      name: 'push to verdict, 10,000 files and 1,000 flows',
      value,
      unit: 'ms',
      target: { text: '≤ 5000 ms', met: value <= 5_000 },
    },
    { name: 'memory then, the fake included', value: memory, unit: 'MB' },
  ];
}
