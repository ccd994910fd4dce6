import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appWorld } from '../appWorld.ts';
import { temporaryHome } from '../support.ts';
import { flow, suite } from './support.ts';

const name = 'tutti tests';

/** Reaches out in two ways: a request, and a process. */
const reaching = (port: number, file: string) => `id: reach
namespace: company.team
tasks:
  - id: ask
    type: io.kestra.plugin.core.http.Request
    uri: "http://127.0.0.1:${port}/"
    allowFailure: true
  - id: spawn
    type: io.kestra.plugin.scripts.shell.Commands
    commands: ["touch ${file}"]
  - id: secret
    type: io.kestra.plugin.core.log.Log
    message: "{{ secret('TOKEN') }}"
`;

const reachSuite = (fixtures: string) => `id: reach_suite
namespace: company.team
flowId: reach
testCases:
  - id: reach
    type: io.kestra.core.tests.flow.UnitTest
    ${fixtures}
    assertions:
      - { value: "{{ execution.state }}", equalTo: SUCCESS }
`;

describe('unit tests that strangers write (github §8.2)', () => {
  it('given a fork, then what has no fixture fails with the reason, and nothing is requested or spawned', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const file = join(temporaryHome(), 'spawned');
    const secret = 'hunter2-of-production';
    const world = await appWorld({
      files: { 'flows/etl.yaml': flow('etl', 'a') },
      environment: { TUTTI_SECRET_TOKEN: secret, SECRET_TOKEN: Buffer.from(secret).toString('base64') },
      // Even where scripts of branches run.
      settings: { scripts: 'branch' },
    });
    const { github, repository, settled } = world;
    const fork = await github.fork(repository, 'stranger');
    const { port } = server.address() as AddressInfo;
    const sha = await github.commit(fork, {
      branch: 'evil',
      files: {
        'flows/reach.yaml': reaching(port, file),
        'tests/reach.yaml': reachSuite('disabled: false'),
        'tests/mocked.yaml': reachSuite(
          'fixtures: { tasks: [{ id: ask }, { id: spawn }, { id: secret, state: SUCCESS }] }',
        ).replace('reach_suite', 'mocked_suite'),
      },
    });
    await github.openPull(repository, { head: 'evil', fork, author: 'stranger' });
    await settled();
    const { conclusion, output } = world.check(sha, name);
    expect(conclusion).toBe('failure');
    expect(output.title).toBe('1 of 2 cases failed');
    const text = JSON.stringify(output);
    expect(text).toContain(
      'does not really run in tests of this pull request: give the case a fixture for it',
    );
    expect(requests).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect(JSON.stringify(github.requests)).not.toContain(secret);
  }, 30_000);

  it('given a thousand cases of a flow that never ends, then they end by the limit, and the server answers meanwhile', async () => {
    const world = await appWorld({
      files: {
        'flows/etl.yaml': flow('etl', 'a'),
        '.github/tutti.yml': 'checks: { tests: { timeout: 5 } }\n',
      },
    });
    const { github, repository, settled } = world;
    const endless = `  - id: loop
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ false }}"
    checkFrequency: { interval: PT0.001S, maxIterations: 1000000000, maxDuration: P1000D }
    tasks:
      - { id: again, type: io.kestra.plugin.core.debug.Return, format: x }
`;
    const texts = Array.from({ length: 1_000 }, () => 'a');
    const sha = await github.commit(repository, {
      branch: 'endless',
      files: {
        'flows/spin.yaml': flow('spin', 'a', endless),
        'tests/spin.yaml': suite('spin', ...texts),
        'tests/etl.yaml': suite('etl', 'a'),
      },
    });
    await github.openPull(repository, { head: 'endless', author: 'writer' });
    await settled();
    const { conclusion, output } = world.check(sha, name);
    expect(conclusion).toBe('failure');
    expect(output.title).toMatch(/^Ended after \d+ s, \d+ of 1,001 cases failed$/);
    expect(output.annotations.length).toBeLessThanOrEqual(200);
    // The verdict did not wait for them.
    const verdict = github.checks(repository, sha, 'tutti')[0]!;
    const begun = github.checks(repository, sha, name)[0]!;
    expect(verdict.id).toBeLessThan(begun.id);
    expect(github.violations).toEqual([]);
  }, 60_000);
});
