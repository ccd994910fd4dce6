import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledAction, commandsIn } from './bundle.ts';

let action: Awaited<ReturnType<typeof bundledAction>>;
beforeAll(async () => {
  action = await bundledAction();
}, 60_000);
afterAll(() => action.remove());

const flow = (id: string, message = 'hello') => `id: ${id}
namespace: company.team
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: ${JSON.stringify(message)}
  - id: value
    type: io.kestra.plugin.core.debug.Return
    format: "{{ 40 + 2 }}"
outputs:
  - id: answer
    type: STRING
    value: "{{ outputs.value.value }}"
`;

const suite = (expected: string, cases = 1) => `id: suite
namespace: company.team
flowId: answers
testCases:
${Array.from(
  { length: cases },
  (_, index) => `  - id: case${index}
    type: io.kestra.core.tests.flow.UnitTest
    assertions:
      - value: "{{ outputs.value.value }}"
        equalTo: "${expected}"
`,
).join('')}`;

describe('tests', () => {
  it('given cases that pass, when the action runs, then the step succeeds and says so everywhere', async () => {
    const files = { 'flows/answers.yaml': flow('answers'), 'tests/answers.yaml': suite('42') };
    const { code, stdout, outputs, summary, root } = await action.step(files, {
      'junit-path': 'out/junit.xml',
    });
    expect(stdout).toContain('1 flow: valid; 1 case passed');
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ result: 'success', passed: '1', failed: '0', flows: '1' });
    expect(summary).toContain('**1 case passed**');
    expect(readFileSync(join(root, 'out/junit.xml'), 'utf8')).toContain('tests="1" failures="0"');
  });

  it('given a case that fails, then the step fails, with an annotation on the line of its assertion', async () => {
    const files = { 'flows/answers.yaml': flow('answers'), 'tests/answers.yaml': suite('43') };
    const { code, stdout, outputs } = await action.step(files, { 'sarif-path': 'tutti.sarif' });
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ result: 'failure', failed: '1' });
    const [command] = commandsIn(stdout);
    expect(command).toMatch(/^::error file=tests\/answers\.yaml,line=9,/);
    expect(command).toContain('43');
  });

  it('given 30 cases that fail, then there are ten annotations and the summary has all', async () => {
    const files = { 'flows/answers.yaml': flow('answers'), 'tests/answers.yaml': suite('43', 30) };
    const { stdout, summary } = await action.step(files);
    expect(commandsIn(stdout)).toHaveLength(10);
    expect(summary).toContain('30 of 30 cases failed');
  });

  it('given a threshold, then too little coverage fails the step, and the summary says so', async () => {
    const other = flow('other').replace('company.team', 'company.other');
    const files = {
      'flows/answers.yaml': flow('answers'),
      'flows/other.yaml': other,
      'tests/answers.yaml': suite('42'),
    };
    const all = await action.step(files, { 'coverage-threshold': '90' });
    expect(all.code).toBe(1);
    expect(all.summary).toContain('at least 90 % expected');
    const tested = await action.step(files, { 'coverage-threshold': '90', namespace: 'company.team' });
    expect(tested.code).toBe(0);
  });

  it('given fail-on never, then a failure is told and the step succeeds', async () => {
    const files = { 'flows/answers.yaml': flow('answers'), 'tests/answers.yaml': suite('43') };
    const { code, outputs } = await action.step(files, { 'fail-on': 'never' });
    expect(code).toBe(0);
    expect(outputs['failed']).toBe('1');
  });
});

describe('validation', () => {
  it('given a flow that is not valid, then the annotation and SARIF name its line as GitHub knows the file', async () => {
    const bad = flow('bad').replace('core.log.Log', 'core.log.Nope');
    const { code, stdout, root } = await action.step(
      { 'etl/flows/bad.yaml': bad },
      { mode: 'validate', 'working-directory': 'etl', 'sarif-path': 'tutti.sarif' },
    );
    expect(code).toBe(1);
    expect(commandsIn(stdout)[0]).toMatch(/^::error file=etl\/flows\/bad\.yaml,line=5,/);
    expect(readFileSync(join(root, 'etl/tutti.sarif'), 'utf8')).toContain('"etl/flows/bad.yaml"');
  });

  it('given globs and a namespace, then only what they mean is checked', async () => {
    const bad = flow('bad').replace('core.log.Log', 'core.log.Nope');
    const { code, outputs } = await action.step(
      { 'flows/bad.yaml': bad, 'flows/good/a.yaml': flow('a') },
      { mode: 'validate', path: 'flows/good', namespace: 'company' },
    );
    expect(code).toBe(0);
    expect(outputs['flows']).toBe('1');
  });

  it('given a YAML bomb and hostile names, then the summary holds them harmlessly and no command is followed', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghij'[i]}`)}]`).join('\n')}\n`;
    const { code, stdout, summary } = await action.step(
      {
        'flows/bomb.yaml': bomb,
        'flows/x|y\n::error::gotcha\n<img src=x> @octocat.yaml':
          'id: "::set-output name=x::y\\n##[error]z"\n',
      },
      { mode: 'validate' },
    );
    expect(code).toBe(1);
    for (const command of commandsIn(stdout)) expect(command).toMatch(/^::(error|warning) file=/);
    // Within a code span nothing means anything.
    expect(summary.replace(/`[^`\n]*`/g, '')).not.toMatch(/<img|@octocat|gotcha/);
  });

  it('given an input that is wrong, then it is named with what was expected', async () => {
    const { code, stdout, outputs } = await action.step({}, { mode: 'deploy' });
    expect(code).toBe(1);
    expect(stdout).toContain('Input mode: expected one of test, validate, run, found deploy.');
    expect(outputs).toEqual({ result: 'failure' });
  });

  it('given a folder outside the checkout, then it is refused', async () => {
    const { code, stdout } = await action.step({}, { 'working-directory': '../..' });
    expect(code).toBe(1);
    expect(stdout).toContain('expected a folder of the checkout');
  });
});

describe('run', () => {
  it('given a flow, then it runs without a server, and its outputs are those of the step', async () => {
    const { code, outputs } = await action.step(
      { 'flows/answers.yaml': flow('answers') },
      { mode: 'run', flow: 'company.team.answers' },
    );
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ result: 'success', state: 'SUCCESS', outputs: '{"answer":"42"}' });
  });

  it('given a flow that fails, then the step fails', async () => {
    const failing = flow('failing').replace('"{{ 40 + 2 }}"', '"{{ 1 / nothing }}"');
    const { code, outputs } = await action.step(
      { 'flows/f.yaml': failing },
      { mode: 'run', flow: 'flows/f.yaml' },
    );
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ result: 'failure', state: 'FAILED' });
  });

  it('given log lines that are commands, then the runner follows none of them', async () => {
    const hostile = '::add-mask::x\n::set-output name=a::b\n##[error]z\r::error::gotcha\n::stop-commands::x';
    const { stdout } = await action.step(
      { 'flows/h.yaml': flow('h', hostile) },
      { mode: 'run', flow: 'flows/h.yaml' },
    );
    expect(stdout).toContain('gotcha');
    expect(commandsIn(stdout)).toEqual([]);
  });

  it('given a secret, then the runner masks it, and neither logs nor outputs hold it', async () => {
    const told = flow('s', "{{ secret('KEY') }}").replace('{{ 40 + 2 }}', "{{ secret('KEY') }}");
    const { stdout, outputs } = await action.step(
      { 'flows/s.yaml': told },
      { mode: 'run', flow: 'flows/s.yaml' },
      { TUTTI_SECRET_KEY: 'open "sesame"' },
    );
    expect(commandsIn(stdout)).toContain('::add-mask::open "sesame"');
    expect(stdout.replaceAll('::add-mask::open "sesame"', '')).not.toContain('sesame"');
    expect(outputs['outputs']).not.toContain('sesame');
  });

  it('given a script that reads its environment, then it finds no input of the step and no file of the runner', async () => {
    const script = `id: e
namespace: company.team
tasks:
  - id: env
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands: ['env | cut -d= -f1']
`;
    const { code, stdout } = await action.step(
      { 'flows/e.yaml': script },
      { mode: 'run', flow: 'flows/e.yaml', 'github-token': 'ghs_something' },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('PATH');
    expect(stdout).not.toMatch(/INPUT_|GITHUB_OUTPUT|ghs_something/);
  });
});
