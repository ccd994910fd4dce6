import { describe, expect, it } from 'vitest';
import { githubWorld } from './support.ts';

const github = 'io.kestra.plugin.github';

describe('searches (surfaces §9.4)', () => {
  it('given issues on several pages, when they are stored, then the file holds each of them once', async () => {
    const world = await githubWorld();
    for (let number = 1; number <= 120; number++)
      world.github.openIssue(world.repository, { title: `Bug ${number}` });
    const { uri, size, total } = await world.outputs(`${github}.issues.Search`, { query: 'Bug', open: true });
    expect({ size, total }).toEqual({ size: 120, total: 120 });
    const lines = (await world.file(uri)).trim().split('\n');
    expect(lines).toHaveLength(120);
    expect(lines[119]).toContain('Bug 120');
    const asked = world.github.requests.filter(({ route }) => route === '/search/issues');
    expect(asked).toHaveLength(2);
  });

  it('given each fetch type, then rows, one row, or only the count are given', async () => {
    const world = await githubWorld();
    for (const title of ['Bug one', 'Bug two']) world.github.openIssue(world.repository, { title });
    const search = (fetchType: string) =>
      world.outputs(`${github}.issues.Search`, { query: 'Bug', order: 'DESC', fetchType });
    expect(await search('FETCH')).toMatchObject({
      rows: [{ title: 'Bug two' }, { title: 'Bug one' }],
      size: 2,
    });
    expect(await search('FETCH_ONE')).toMatchObject({ row: { title: 'Bug two' }, size: 1, total: 2 });
    expect(await search('NONE')).toEqual({ size: 0, total: 2 });
  });

  it('given properties, then they become qualifiers, quoted where they hold blanks', async () => {
    const world = await githubWorld();
    await world.github.commit(world.repository, { branch: 'topic', files: { a: 'b' } });
    await world.github.openPull(world.repository, { head: 'topic', title: 'New prices', author: 'ada' });
    const found = await world.outputs(`${github}.pulls.Search`, {
      title: 'prices',
      author: 'ada',
      open: true,
      fetchType: 'FETCH',
    });
    expect(found).toMatchObject({ rows: [{ title: 'New prices' }], total: 1 });
    await world.outputs(`${github}.users.Search`, {
      ...{ location: 'San "Francisco', accountType: 'ORGANIZATION' },
      repository: undefined,
    });
    expect(queries(world)).toEqual([
      'prices is:pr repo:acme/data is:open in:title author:ada',
      'location:"San Francisco" type:org',
    ]);
  });

  it('given no token, then what is public is found, and what is private is not', async () => {
    const world = await githubWorld();
    await world.github.createRepository({ name: 'data-secret', private: true });
    const anonymous = { endpoint: world.github.apiUrl, query: 'data', fetchType: 'FETCH' };
    const { ended } = await world.run(`${github}.repositories.Search`, anonymous);
    expect(ended.taskRunList[0]!.outputs).toMatchObject({ rows: [{ full_name: 'acme/data' }], total: 1 });
  });

  it('given commits, code and topics, then each is searched by its own properties', async () => {
    const world = await githubWorld({ files: { 'load.sql': 'select * from prices', 'load.txt': 'prices' } });
    await world.github.commit(world.repository, { files: { b: 'c' }, message: 'Fix the load' });
    const rows = async (what: string, properties: object) =>
      (await world.outputs(`${github}.${what}.Search`, { fetchType: 'FETCH', ...properties }))['rows'];
    expect(await rows('code', { query: 'prices', extension: 'sql' })).toMatchObject([{ path: 'load.sql' }]);
    expect(await rows('commits', { query: 'Fix', merge: false, committerDate: '>=2020-01-01' })).toHaveLength(
      1,
    );
    expect(await rows('topics', { query: 'orch', is: 'NOT_FEATURED', repository: undefined })).toMatchObject([
      { name: 'orchestration' },
    ]);
    expect(queries(world)).toEqual([
      'prices repo:acme/data extension:sql',
      'Fix repo:acme/data committer-date:>=2020-01-01 merge:false',
      'orch is:not-featured',
    ]);
  });

  it('given nothing to search for, then nothing is asked', async () => {
    const world = await githubWorld();
    expect(await world.failure(`${github}.users.Search`, { repository: undefined })).toContain(
      'Nothing to search for',
    );
    expect(world.github.requests).toEqual([]);
  });

  it('given a value that is none of the enumeration, then it is refused: case matters', async () => {
    const world = await githubWorld();
    await expect(world.run(`${github}.issues.Search`, { sort: 'created' })).rejects.toThrow();
  });
});

/** What was searched for, in order; read off the log of requests of the fake. */
function queries({ github: { requests } }: { github: { requests: { query?: string }[] } }): string[] {
  return requests.flatMap(({ query }) => new URLSearchParams(query).get('q') ?? []);
}
