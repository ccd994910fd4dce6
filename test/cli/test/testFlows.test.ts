import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitRepository } from '../../support/gitRepository.ts';
import { type Ended, repositoryOf, tutti } from '../tutti.ts';

const flow = `id: hello
namespace: company.team
inputs:
  - { id: name, type: STRING }
tasks:
  - { id: greet, type: io.kestra.plugin.core.debug.Return, format: "Hello {{ inputs.name }}" }
  - { id: break, type: io.kestra.plugin.core.execution.Fail, runIf: "{{ inputs.name == 'nobody' }}" }
`;
const unitTest = 'type: io.kestra.core.tests.flow.UnitTest';
const passing = `id: hello_suite
namespace: company.team
flowId: hello
testCases:
  - id: greets
    ${unitTest}
    fixtures: { inputs: { name: Ada } }
    assertions:
      - { value: "{{ outputs.greet.value }}", equalTo: Hello Ada }
  - id: rests
    ${unitTest}
    disabled: true
    assertions:
      - { value: "{{ execution.state }}", equalTo: SUCCESS }
`;
const failing = `id: failing_suite
namespace: company.team
flowId: hello
testCases:
  - id: greets_wrongly
    ${unitTest}
    fixtures: { inputs: { name: Ada } }
    assertions:
      - value: "{{ outputs.greet.value }}"
        equalTo: Hello Bob
  - id: ends_failed
    ${unitTest}
    fixtures: { inputs: { name: nobody } }
    assertions:
      - { value: "{{ outputs.greet.value }}", equalTo: Hello nobody }
  - id: cannot_be_judged
    ${unitTest}
    fixtures: { inputs: { name: Ada } }
    assertions:
      - { value: "{{ outputs.nothing.value }}", equalTo: x }
`;
const invalid = `id: invalid_suite
namespace: company.team
flowId: nothing
testCases:
  - { id: a, ${unitTest}, assertions: [{ value: x, equalsTwo: 1 }] }
`;

const files = {
  'company.team/flows/hello.yaml': flow,
  'company.team/tests/hello.yaml': passing,
  'company.team/tests/failing.yaml': failing,
};
let repository: ReturnType<typeof repositoryOf>;
beforeAll(() => {
  repository = repositoryOf(files);
});
afterAll(() => repository.remove());

const run = (args: string[], root = repository.root): Promise<Ended> =>
  tutti(['test', ...args], { cwd: root });

test('given a suite that passes, its line and a summary are shown and the code is 0', async () => {
  const { code, out, err } = await run(['company.team/tests/hello.yaml']);
  expect(err).toBe('');
  expect(out).toMatch(
    /^✔ company\.team\.hello_suite {2}1\/2 cases {2}[\d.]+ s {2}company\.team\/tests\/hello\.yaml\n/,
  );
  expect(out).toContain('    ✔ greets');
  expect(out).toContain('    ○ rests');
  expect(out).toMatch(/✔ 1 case passed, 1 skipped {2}1 suite, [\d.]+ s\n$/);
  expect(code).toBe(0);
  expect(existsSync(join(repository.root, '.tutti'))).toBe(false);
});

test('given cases that fail, each is shown in full and the code is 1', async () => {
  const { code, out } = await run([]);
  expect(code).toBe(1);
  expect(out).toContain('company.team/tests/failing.yaml:10:18\n');
  expect(out).toContain('  expected: "Hello Bob" (text)\n     found: "Hello Ada" (text)\n');
  expect(out).toContain('The execution ended FAILED; failed: break.');
  expect(out).toContain('✖ company.team.failing_suite › cannot_be_judged');
  expect(out).toContain('→ The flow by itself: tutti run company.team.hello -i name=Ada');
  expect(out).toMatch(/✖ 2 of 5 cases failed, 1 case could not be judged, 1 case passed, 1 skipped/);
});

test('a flow stands for its suites, a folder for those in it', async () => {
  const byFlow = await run(['company.team/flows/hello.yaml', '--json']);
  const byFolder = await run(['company.team', '--json']);
  for (const { out } of [byFlow, byFolder])
    expect(JSON.parse(out).counts).toMatchObject({ suites: 2, cases: 5 });
});

test('a filter leaves the cases that it names', async () => {
  const { code, out } = await run(['--filter', 'hello_suite/greets', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ state: 'SUCCESS', counts: { suites: 1, cases: 1, passed: 1 } });
});

test('a filter that names nothing is refused with what there is', async () => {
  const { code, err } = await run(['--filter', 'nowhere']);
  expect(code).toBe(2);
  expect(err).toContain('--filter nowhere: no case is named so. There are ');
  expect(err).toContain('hello_suite/greets');
});

test('given --json, standard output is one document with places and logs', async () => {
  const { code, out, err } = await run(['company.team/tests/failing.yaml', '--json']);
  expect(code).toBe(1);
  expect(err).toBe('');
  const [suite] = JSON.parse(out).suites;
  expect(suite).toMatchObject({
    id: 'failing_suite',
    file: 'company.team/tests/failing.yaml',
    state: 'ERROR',
    cases: [
      {
        id: 'greets_wrongly',
        state: 'FAILED',
        executionState: 'SUCCESS',
        assertions: [{ operator: 'equalTo', expected: 'Hello Bob', actual: 'Hello Ada', line: 10 }],
      },
      { id: 'ends_failed', state: 'FAILED', executionState: 'FAILED' },
      { id: 'cannot_be_judged', state: 'ERROR' },
    ],
  });
});

test('given --output, the report goes to the file and people are told too', async () => {
  const { code, out } = await run(['--reporter', 'junit', '--output', 'reports/junit.xml']);
  expect(code).toBe(1);
  expect(out).toContain('✔ company.team.hello_suite');
  const xml = readFileSync(join(repository.root, 'reports/junit.xml'), 'utf8');
  expect(xml).toContain('<testsuites name="tutti" tests="5" failures="2" errors="1" skipped="1"');
});

test('given the reporter github, workflow commands follow what people read, which can give none', async () => {
  const told = await run(['company.team/tests/failing.yaml', '--reporter', 'github']);
  const [, token, out = ''] = /^::stop-commands::(\S+)\n[\s\S]*\n::\1::\n([\s\S]*)$/.exec(told.out) ?? [];
  expect(token).toHaveLength(36);
  expect(out).toMatch(
    /^::error file=company\.team\/tests\/failing\.yaml,line=10,col=18,title=company\.team\.failing_suite › greets_wrongly::/,
  );
  expect(out.trimEnd().split('\n').at(-1)).toBe('2 of 3 cases failed, 1 case could not be judged');
});

test('given a suite that is not valid, the others run, the place is shown and the code is 2', async () => {
  const broken = repositoryOf({ ...files, 'company.team/tests/invalid.yaml': invalid });
  try {
    const { code, out } = await run([], broken.root);
    expect(code).toBe(2);
    expect(out).toContain('company.team/tests/invalid.yaml\n  5:');
    expect(out).toContain('equalsTwo');
    expect(out).toContain('✔ company.team.hello_suite');
  } finally {
    broken.remove();
  }
});

test('given no suites, it says where they are looked for and shows one', async () => {
  const empty = repositoryOf({ 'company.team/flows/hello.yaml': flow });
  try {
    const { code, out, err } = await run([], empty.root);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('There are no unit tests in ');
    expect(err).toContain('YAML files below a folder named tests');
    const example = err.slice(err.indexOf('  id: hello_suite')).replace(/^ {2}/gm, '');
    const taught = repositoryOf({
      'company.team/flows/hello.yaml': flow.replace(
        '{ id: name, type: STRING }',
        '{ id: name, type: STRING, defaults: x }',
      ),
      'company.team/tests/hello.yaml': example,
    });
    expect((await run([], taught.root)).code).toBe(0);
    taught.remove();
  } finally {
    empty.remove();
  }
});

test.each([
  [['nowhere.yaml'], 'Cannot read nowhere.yaml'],
  [['--reporter', 'xml'], "argument 'xml' is invalid"],
  [['--coverage-threshold', '200'], 'from 0 to 100'],
  [['--watch', '--ref', 'main'], '--watch and --ref exclude each other'],
  [['--repo', 'nowhere'], '--repo: nowhere is no folder'],
  [['--repo', '.', '..'], 'lies outside of the repository'],
])('bad usage %j is refused', async (args, message) => {
  const { code, err } = await run(args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test('given a threshold, too little coverage fails though all passed', async () => {
  const args = ['company.team/tests/hello.yaml', '--coverage-file', 'coverage.json', '--coverage-threshold'];
  const low = await run([...args, '1']);
  expect(low.code).toBe(0);
  expect(low.out).toContain('company.team.hello');
  const high = await run([...args, '100']);
  expect(high.code).toBe(1);
  expect(high.out).toMatch(/below the threshold of 100 %/);
  expect(JSON.parse(readFileSync(join(repository.root, 'coverage.json'), 'utf8'))).toBeTypeOf('object');
});

test('given --bail, no suite begins after the first that fails', async () => {
  const { code, out } = await run(['--bail', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out).suites.map(({ id }: { id: string }) => id)).toEqual(['failing_suite']);
  expect(JSON.parse(out).counts).toEqual({
    suites: 1,
    cases: 3,
    passed: 0,
    failed: 2,
    errors: 1,
    skipped: 0,
  });
});

test('secrets are masked in every report', async () => {
  const leaking = repositoryOf({
    'company.team/flows/hello.yaml': flow,
    'company.team/tests/leak.yaml': failing.replace('equalTo: Hello Bob', `equalTo: "{{ secret('KEY') }}"`),
  });
  try {
    const secret = 'a<b>&c-secret';
    const env = { SECRET_KEY: Buffer.from(secret).toString('base64') };
    for (const reporter of ['pretty', 'json', 'junit', 'github']) {
      const { out } = await tutti(['test', '--reporter', reporter], { cwd: leaking.root, env });
      expect(out).not.toContain('c-secret');
      expect(out).toContain('******');
    }
  } finally {
    leaking.remove();
  }
});

test('given --ref, suites and flows are those that were committed there', async () => {
  const git = gitRepository();
  try {
    git.commit(files);
    git.put('company.team/tests/hello.yaml', 'not: [valid');
    const committed = await run(['--ref', 'main', '--json', 'company.team/tests/hello.yaml'], git.root);
    expect(JSON.parse(committed.out)).toMatchObject({ state: 'SUCCESS', counts: { suites: 1 } });
    expect(committed.code).toBe(0);
  } finally {
    git.remove();
  }
});
