/**
 * `npm run demo:github`: a GitHub on this machine, the App beside it, and the story of a pull request, told in the terminal. It
 * needs no account and no network. Everything it makes is gone when it ends.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { pino } from 'pino';
import { startApp } from '../support/githubApp.ts';
import { type FakeCheckRun, startFakeGitHub } from './index.ts';

const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } });

const flow = (message: string, more = '') => `id: etl
namespace: company.team
inputs:
  - { id: day, type: INT, defaults: 1 }
tasks:
  - id: extract
    type: io.kestra.plugin.core.debug.Return
    format: "rows of day {{ inputs.day }}"
  - id: load
    type: io.kestra.plugin.core.log.Log
    message: "${message}"
${more}`;
const nightly = `triggers:
  - id: nightly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
`;
/** Fails, and does not fail when it is repeated. */
const failing = `  - id: publish
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ execution.id == execution.originalId }}"
`;

const home = await mkdtemp(join(tmpdir(), 'tutti-demo-'));
const github = await startFakeGitHub();
const app = await startApp({ github, home, log: pino({ level: values.verbose ? 'debug' : 'silent' }) });
try {
  await tell();
} finally {
  await app.close();
  await github.close();
  await rm(home, { recursive: true, force: true });
}

async function tell(): Promise<void> {
  say(`GitHub is at ${github.url}, the App is installed on acme/flows.`);
  const repository = await github.createRepository({
    files: { 'flows/hello.yaml': flow('hello').replace('id: etl', 'id: hello') },
  });
  await app.settled();

  step('A pull request with a mistake');
  const first = await github.commit(repository, {
    branch: 'etl',
    files: { 'flows/etl.yaml': flow('{{ outputs.extrakt.value }}', nightly) },
  });
  const pull = await github.openPull(repository, {
    head: 'etl',
    title: 'Load every night',
    author: 'writer',
  });
  await app.settled();
  show(github.checks(repository, first, 'tutti').at(-1)!);
  for (const { body, user } of github.comments(repository, pull.number)) comment(user.login, body);

  step('The mistake is corrected: what merging will do, and a run without consequences');
  const second = await github.commit(repository, {
    branch: 'etl',
    files: { 'flows/etl.yaml': flow('{{ outputs.extract.value }}', nightly) },
  });
  await app.settled();
  show(github.checks(repository, second, 'tutti').at(-1)!);

  step('A reviewer runs it in the pull request: /tutti run company.team.etl day=7');
  github.comment(repository, pull.number, { user: 'writer', body: '/tutti run company.team.etl day=7' });
  await app.settled();
  show(github.checks(repository, second).find(({ externalId }) => externalId !== '')!);

  step('It is merged: this commit is what runs now');
  const merged = await github.mergePull(pull);
  await app.settled();
  show(github.checks(repository, merged, 'tutti').at(-1)!);

  step('A later change fails in production');
  const broken = await github.commit(repository, {
    files: { 'flows/etl.yaml': flow('{{ outputs.extract.value }}', failing) },
  });
  const issue = github.openIssue(repository, { title: 'Load day 8 again' });
  await app.settled();
  github.comment(repository, issue, {
    user: 'maintainer',
    body: '/tutti run company.team.etl day=8 --production',
  });
  await app.settled();
  const failed = github.checks(repository, broken).find(({ externalId }) => externalId !== '')!;
  show(failed);

  step('It was a passing trouble: somebody presses “Replay failed”, and what succeeded is not run again');
  github.pressButton(failed, 'replay-failed', 'maintainer');
  const again = () =>
    github
      .checks(repository, broken)
      .find(
        ({ externalId, conclusion }) => !['', failed.externalId].includes(externalId) && conclusion !== null,
      );
  while (!again()) await delay(20);
  show(again()!);

  step('What it cost');
  for (const [route, count] of Object.entries(github.calls()).toSorted(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(5)}  ${route}`);
  const wrong = github.violations.length;
  say(`${github.requests.length} requests, ${wrong} of them against GitHub's own description of its API.`);
}

function say(text: string): void {
  console.log(`\n${text}`);
}

function step(text: string): void {
  console.log(`\n${styleText(['bold', 'cyan'], `── ${text} `.padEnd(100, '─'))}`);
}

function show({ name, conclusion, status, output, headSha, actions }: FakeCheckRun): void {
  const colour = conclusion === 'success' ? 'green' : conclusion === 'failure' ? 'red' : 'yellow';
  console.log(
    `\n${styleText([colour, 'bold'], ` ${conclusion ?? status} `)} ${styleText('bold', name)} on ${headSha.slice(0, 7)}: ${output.title}`,
  );
  for (const text of [output.summary, output.text]) if (text) console.log(indent(text));
  for (const one of output.annotations)
    console.log(
      indent(
        `${styleText('red', String(one['annotation_level']))} ${one['path']}:${one['start_line']}  ${one['message']}`,
      ),
    );
  if (actions.length > 0) console.log(indent(actions.map(({ label }) => `[ ${label} ]`).join(' ')));
}

function comment(login: string, body: string): void {
  console.log(`\n💬 ${styleText('bold', login)}\n${indent(body)}`);
}

function indent(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
