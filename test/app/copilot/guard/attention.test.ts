import { describe, expect, it } from 'vitest';
import { attentionTo } from '../../../../app/copilot/guard/attention.ts';
import { parseFlow } from '../../../../runner/flow/parse.ts';
import type { Flow, FlowDocument } from '../../../../runner/flow/types.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';

const registry = pluginRegistry();
const log = '  - id: a\n    type: io.kestra.plugin.core.log.Log\n    message: hi\n';
const base = `id: hello\nnamespace: company.team\ntasks:\n${log}`;
const schedule =
  'triggers:\n  - id: daily\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: 0 9 * * *\n';

async function read(source: string): Promise<FlowDocument & { flow: Flow }> {
  const document = await parseFlow(source, { file: 'flows/hello.yaml', registry });
  expect(document.violations).toEqual([]);
  return { ...document, flow: document.flow! };
}

async function attention(before: string | undefined, after: string): Promise<string[]> {
  return attentionTo(before === undefined ? undefined : await read(before), await read(after), registry);
}

describe('what a person should look at', () => {
  it('is nothing where nothing outside is reached', async () => {
    expect(await attention(undefined, base)).toEqual([]);
    expect(await attention(base, base.replace('message: hi', 'message: ho'))).toEqual([]);
  });

  it('is every host, secret and address that a new flow reaches, not what it reached before', async () => {
    const request = `${base}  - id: call\n    type: io.kestra.plugin.core.http.Request\n    uri: https://api.example.com/x\n    headers:\n      X: "{{ secret('KEY') }}"\n`;
    expect(await attention(undefined, request)).toEqual([
      'It reads the secret KEY (task call).',
      'It calls the host api.example.com (task call).',
    ]);
    expect(await attention(request, request.replace('/x', '/y'))).toEqual([]);
    expect(
      await attention(request, request.replace('https://api.example.com/x', '"{{ vars.there }}/x"')),
    ).toEqual(['It calls an address that is known only when it runs: {{ vars.there }}/x (task call).']);
  });

  it('is an address within an expression', async () => {
    const flow = base.replace('message: hi', `message: "{{ http(uri='https://x.example') }}"`);
    expect(await attention(base, flow)).toEqual([
      "It calls an address that is known only when it runs: http(uri='https://x.example') (task a).",
    ]);
  });

  it('is every command of a new script, and that a script is another one, however far down', async () => {
    const script = `${base}  - id: s\n    type: io.kestra.plugin.scripts.shell.Commands\n    beforeCommands:\n      - pwd\n    commands:\n      - |\n        ls\n        date\n`;
    expect(await attention(base, script)).toEqual([
      'It runs the command pwd (task s).',
      'It runs the command ls (task s).',
      'The script of the task s has commands of several lines: read all of them.',
      'It uses a type that it did not use before: io.kestra.plugin.scripts.shell.Commands.',
    ]);
    expect(await attention(script, script.replace('date', 'env'))).toEqual([
      'The script of the task s is changed.',
    ]);
  });

  it('is what starts the flow by itself', async () => {
    expect(await attention(base, base + schedule)).toEqual([
      'It starts by itself: trigger daily, Schedule 0 9 * * *.',
    ]);
    expect(await attention(base + schedule, base + schedule.replace('9', '8'))).toEqual([
      'The trigger daily is changed: Schedule 0 8 * * *.',
    ]);
    expect(await attention(base + schedule, base)).toEqual(['The trigger daily is removed.']);
  });

  it('is what is switched on or off', async () => {
    expect(await attention(base, `${base}disabled: true\n`)).toEqual(['The flow is disabled.']);
    const off = `${base}    disabled: true\n`;
    expect(await attention(base, off)).toEqual(['a is disabled.']);
    expect(await attention(off, base)).toEqual(['a is no longer disabled.']);
  });

  it('is a type that acts outside and was not used, and changed plugin defaults', async () => {
    const defaults =
      'pluginDefaults:\n  - type: io.kestra.plugin.core.log.Log\n    values:\n      level: DEBUG\n';
    expect(await attention(base, base + defaults)).toEqual([
      'The plugin defaults are changed: they may change every task of their types.',
    ]);
    const kv = `${base}  - id: k\n    type: io.kestra.plugin.core.kv.Set\n    key: x\n    value: y\n`;
    expect(await attention(base, kv)).toEqual([
      'It uses a type that it did not use before: io.kestra.plugin.core.kv.Set.',
    ]);
  });

  it('is a credential that stood in the flow already', async () => {
    const old = base.replace('message: hi', `message: ghp_${'a1B2'.repeat(9)}`);
    expect(await attention(old, old)).toEqual([
      'A literal that looks like a credential stands in the flow, and stood there before.',
    ]);
  });

  it('is bounded', async () => {
    const many = Array.from(
      { length: 60 },
      (_, at) =>
        `  - id: t${at}\n    type: io.kestra.plugin.core.http.Request\n    uri: https://h${at}.example.com\n`,
    ).join('');
    const found = await attention(undefined, base + many);
    expect(found).toHaveLength(41);
    expect(found.at(-1)).toBe('… and 20 more.');
  });
});
