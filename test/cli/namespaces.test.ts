import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { repositoryOf, tutti } from './tutti.ts';

const show = `id: show
namespace: company.team
tasks:
  - id: show
    type: io.kestra.plugin.core.log.Log
    message: "{{ namespace.bucket }} {{ globals.stage }}"
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: shop
    flowId: pay
`;
const pay = `id: pay
namespace: shop
tasks:
  - { id: pay, type: io.kestra.plugin.core.log.Log }
`;
const files = {
  'flows/show.yaml': show,
  'flows/pay.yaml': pay,
  'company/namespace.yaml': 'variables: { bucket: data }\n',
  'tutti.yaml':
    'globals: { stage: test }\npluginDefaults:\n  - type: io.kestra.plugin.core.log.Log\n    values: { message: paid }\n',
};

let repository: ReturnType<typeof repositoryOf>;
afterEach(() => repository.remove());

async function validated(changes: Record<string, string>, ...paths: string[]) {
  repository.remove();
  repository = repositoryOf({ ...files, ...changes });
  const { code, out } = await tutti(['validate', ...paths, '--json'], { cwd: repository.root });
  return { code, violations: JSON.parse(out).violations };
}

beforeEach(() => {
  repository = repositoryOf(files);
});

describe('tutti validate', () => {
  test('given a namespace.yaml and tutti.yaml, checks flows with what they give', async () => {
    expect(await validated({})).toEqual({ code: 0, violations: [] });
  });

  test('given a variable that no namespace.yaml has, says so and what was meant', async () => {
    const { code, violations } = await validated({
      'company/namespace.yaml': 'variables: { buckets: data }\n',
    });
    expect(code).toBe(1);
    expect(violations).toMatchObject([
      {
        file: 'flows/show.yaml',
        line: 6,
        message: expect.stringMatching(/no namespace\.yaml of 'company\.team' has .*“namespace\.buckets”/),
        severity: 'error',
      },
    ]);
  });

  test('given a namespace.yaml with an error, tells it once, whatever flows it has', async () => {
    const broken = { 'namespace.yaml': 'variable: {}\n' };
    const expected = [{ file: 'namespace.yaml', line: 1, column: 1, severity: 'error' }];
    expect((await validated(broken)).violations).toMatchObject(expected);
    expect((await validated(broken, 'flows/pay.yaml')).violations).toMatchObject(expected);
  });

  test('given a flow, says nothing of namespaces that it is not in', async () => {
    const { code } = await validated({ 'company/namespace.yaml': 'variable: {}\n' }, 'flows/pay.yaml');
    expect(code).toBe(0);
  });

  test('given a Subflow of a namespace that does not allow it, it is an error', async () => {
    const { violations } = await validated({ 'shop/namespace.yaml': 'allowedNamespaces: [web]\n' });
    expect(violations).toMatchObject([
      {
        file: 'flows/show.yaml',
        line: 9,
        path: 'tasks[call].namespace',
        message: expect.stringContaining('lets only flows of shop, web run it'),
        severity: 'error',
      },
    ]);
    expect(await validated({ 'shop/namespace.yaml': 'allowedNamespaces: [company]\n' })).toMatchObject({
      code: 0,
    });
  });
});

describe('tutti run', () => {
  const run = () =>
    tutti(['run', 'company.team.show'], {
      cwd: repository.root,
      env: { TUTTI_HOME: `${repository.root}/.tutti` },
    });

  test('given a namespace.yaml and tutti.yaml, runs with their variables and plugin defaults', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain('data test');
  });

  test('given a namespace.yaml with an error, shows it and runs nothing', async () => {
    repository.remove();
    repository = repositoryOf({ ...files, 'company/namespace.yaml': 'variables: [1]\n' });
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain('company/namespace.yaml');
    expect(err).toContain('must be a map, but found a list');
  });
});

describe('tutti render', () => {
  test('reads the variables of the namespace', async () => {
    const { out } = await tutti(
      ['render', '{{ namespace.bucket }} {{ globals.stage }}', '--flow', 'company.team.show'],
      { cwd: repository.root },
    );
    expect(out).toBe('data test\n');
  });
});
