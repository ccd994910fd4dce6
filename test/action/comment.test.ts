import { expect, it, onTestFinished } from 'vitest';
import { stickyComment } from '../../action/comment.ts';
import { startFakeGitHub } from '../fake-github/index.ts';

async function pullRequest(permission: 'read' | 'write') {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const repository = await github.createRepository({ files: { 'flows/a.yaml': 'id: a\n' } });
  await github.commit(repository, { branch: 'topic', files: { 'flows/a.yaml': 'id: b\n' } });
  const pull = await github.openPull(repository, { head: 'topic' });
  const [installation] = [...github.world.installations().keys()];
  const granted = { issues: permission, pull_requests: permission };
  const { token } = github.world.auth.issue(installation!, undefined, granted);
  const environment = {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_REPOSITORY: `${repository.owner}/${repository.name}`,
  };
  return {
    write: (markdown: string) => stickyComment({ environment, token, pull: pull.number, markdown }),
    add: (body: string) => github.comment(repository, pull.number, { user: 'mallory', body }),
    bodies: () => github.comments(repository, pull.number).map(({ body }) => body),
  };
}

it('given two runs, then there is one comment, which says what the second one found', async () => {
  const { write, bodies } = await pullRequest('write');
  expect(await write('first')).toBeUndefined();
  expect(await write('second')).toBeUndefined();
  expect(bodies()).toEqual(['<!-- tutti:action -->\nsecond']);
});

it('given a comment of a person with our marker, then it is left alone', async () => {
  const { write, bodies, add } = await pullRequest('write');
  add('<!-- tutti:action -->\nmine');
  await write('ours');
  expect(bodies()).toEqual(['<!-- tutti:action -->\nmine', '<!-- tutti:action -->\nours']);
});

it('given a token that may not write, then it says so and nothing is thrown', async () => {
  const { write, bodies } = await pullRequest('read');
  expect(await write('first')).toMatch(/^No comment was written: GitHub answered 403/);
  expect(bodies()).toEqual([]);
});
