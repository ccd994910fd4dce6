import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, served } from './served.ts';

const flow = `
id: steps
namespace: company
inputs:
  - { id: name, type: STRING, defaults: Ada }
  - { id: greeting, type: STRING, defaults: "Hello {{ inputs.name }}", dependsOn: { inputs: [name] } }
  - { id: detail, type: STRING, dependsOn: { inputs: [name], condition: "{{ inputs.name == 'Bob' }}" } }
tasks:
  - { id: one, type: io.kestra.plugin.core.debug.Return, format: "1" }
  - { id: two, type: io.kestra.plugin.core.debug.Return, format: "2" }
`;
const disabled = `
id: resting
namespace: company
disabled: true
tasks:
  - { id: one, type: io.kestra.plugin.core.debug.Return, format: "1" }
`;

interface Execution {
  id: string;
  state: { current: string };
  taskRunList: { taskId: string }[];
}

let server: Served;
beforeAll(async () => {
  server = await served({ 'flows/steps.yaml': flow, 'flows/resting.yaml': disabled });
});
afterAll(() => server.close());

const post = { method: 'POST' };
const create = (query: string, id = 'steps') => server.ask(`/executions/company/${id}?${query}`, post);
const started = async (query: string) => (await create(query)).json() as Promise<Execution>;
const stored = (id: string) => server.json<Execution>(`/executions/${id}`);
const until = (id: string, state: string) =>
  expect.poll(async () => (await stored(id)).state.current, { timeout: 5_000 }).toBe(state);

describe('a new execution', () => {
  it('stops at its breakpoints, and goes on from there', async () => {
    const { id } = await started('breakpoints=two');
    await until(id, 'BREAKPOINT');
    expect((await stored(id)).taskRunList.map(({ taskId }) => taskId)).toEqual(['one', 'two']);
    expect((await server.ask(`/executions/${id}/resume`, post)).status).toBe(409);
    expect((await server.ask(`/executions/${id}/resume-from-breakpoint`, post)).status).toBe(204);
    await until(id, 'SUCCESS');
    expect((await server.ask(`/executions/${id}/resume-from-breakpoint`, post)).status).toBe(409);
  });

  it('of the playground stops at its breakpoints, is in no list, and the last ten are kept', async () => {
    const { id } = await started('kind=PLAYGROUND&breakpoints=two');
    await until(id, 'BREAKPOINT');
    expect(await stored(id)).toMatchObject({ kind: 'PLAYGROUND' });
    const { results } = await server.json<{ results: Execution[] }>('/executions/search?size=100');
    expect(results.map((listed) => listed.id)).not.toContain(id);
    await server.ask(`/executions/${id}/resume-from-breakpoint`, post);
    await until(id, 'SUCCESS');
    for (let run = 0; run < 10; run++) await started('kind=PLAYGROUND&wait=true');
    expect((await server.ask(`/executions/${id}`)).status).toBe(404);
  });

  it('waits for its date, unless it is forced to run', async () => {
    const { id } = await started('scheduleDate=2999-01-01T00:00:00Z');
    expect(await stored(id)).toMatchObject({
      state: { current: 'CREATED' },
      scheduleDate: expect.stringMatching(/^2999-01-01/),
    });
    await server.json(`/executions/${id}/force-run`, post);
    await until(id, 'SUCCESS');
  });

  it.each([
    ['scheduleDate=soon', 422],
    ['kind=ODD', 422],
    ['labels=system.restarted:true', 422],
    ['labels=nothing', 422],
    ['revision=77', 404],
  ])('is refused with %s: %i', async (query, status) => {
    expect((await create(query)).status).toBe(status);
  });

  it('is none of a flow that is disabled, or that there is not', async () => {
    expect((await create('', 'resting')).status).toBe(409);
    expect((await create('', 'none')).status).toBe(404);
  });
});

describe('inputs that are tried out', () => {
  const tried = async (values: Record<string, string>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, value);
    const path = '/executions/company/steps/validate';
    const { inputs } = await server.json<{ inputs: Record<string, unknown>[] }>(path, { ...post, body });
    return inputs;
  };
  it('tell defaults, computed ones too, and which inputs do not count', async () => {
    expect(await tried({})).toMatchObject([
      { input: { id: 'name' }, value: 'Ada', enabled: true, isDefault: true, errors: [] },
      { input: { id: 'greeting' }, value: 'Hello Ada', enabled: true, isDefault: true },
      { input: { id: 'detail' }, enabled: false },
    ]);
    expect(await tried({ name: 'Bob' })).toMatchObject([
      { value: 'Bob', isDefault: false },
      { value: 'Hello Bob', isDefault: true },
      { enabled: true, errors: [{ message: expect.any(String) }] },
    ]);
  });
});
