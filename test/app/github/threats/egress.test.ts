import { expect, it } from 'vitest';
import { appWorld } from '../appWorld.ts';

it('given pull requests whose requests are let out, then they still reach nothing on this network (github §8.2, SSRF)', async () => {
  const world = await appWorld({ files: { 'README.md': 'flows\n' }, settings: { scripts: 'branch' } });
  const { github, repository, settled } = world;
  const inside = `${github.url}/inside`;
  const sha = await github.commit(repository, {
    branch: 'topic',
    files: {
      'flows/ask.yaml': `id: ask
namespace: company.team
tasks: [{ id: ask, type: io.kestra.plugin.core.http.Request, uri: "${inside}" }]
`,
    },
  });
  const pull = await github.openPull(repository, { head: 'topic', author: 'writer' });
  await settled();
  await world.comment(pull, '/tutti run company.team.ask');
  const { output, conclusion } = world.check(sha, 'tutti run company.team.ask');
  expect(conclusion).toBe('failure');
  expect(`${output.summary}${output.text}`).toContain('may not be reached from here');
  expect(github.requests.filter(({ path }) => path === '/inside')).toEqual([]);
});
