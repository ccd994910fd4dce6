import { describe, expect, it } from 'vitest';
import { engineWorld, states } from '../../support/engine.ts';

const files = {
  'flows/greeting.yaml': `id: greeting
namespace: company
tasks:
  - { id: greet, type: test.Give, value: "hello {{ parent.outputs.args.who }}" }
`,
  'flows/nested.yaml': `id: nested
namespace: company
tasks:
  - { id: inner, type: io.kestra.plugin.core.flow.Template, namespace: company, templateId: greeting, args: { who: nested } }
errors:
  - { id: sorry, type: test.Give, value: sorry }
`,
  'flows/endless.yaml': `id: endless
namespace: company
tasks:
  - { id: again, type: io.kestra.plugin.core.flow.Template, namespace: company, templateId: endless }
`,
};

describe('a Template task (flow-language §6.1 Template)', () => {
  it('given a flow of that name, then its tasks run in its place, and read the arguments', async () => {
    const { run } = await engineWorld({ files });
    const ended = await run(`inputs: [{ id: who, type: STRING, defaults: world }]
tasks:
  - { id: before, type: test.Give, value: 1 }
  - { id: template, type: io.kestra.plugin.core.flow.Template, namespace: company, templateId: greeting, args: { who: "{{ inputs.who }}" } }
  - { id: after, type: test.Give, value: "{{ outputs.greet.value }}!" }`);
    expect(states(ended)).toEqual(['before SUCCESS', 'template SUCCESS', 'greet SUCCESS', 'after SUCCESS']);
    expect(ended.taskRunList[3]!.outputs).toEqual({ value: 'hello world!' });
  });

  it('given a template within a template, then both are put in place', async () => {
    const { run } = await engineWorld({ files });
    const ended = await run(
      'tasks: [{ id: outer, type: io.kestra.core.tasks.flows.Template, namespace: company, templateId: nested }]',
    );
    expect(states(ended)).toEqual(['outer SUCCESS', 'inner SUCCESS', 'greet SUCCESS']);
    expect(ended.taskRunList[2]!.outputs).toEqual({ value: 'hello nested' });
  });

  it.each(['absent', 'endless'])('given %s, then it fails and says which one is not there', async (name) => {
    const { run, messages } = await engineWorld({ files });
    const ended = await run(
      `tasks: [{ id: t, type: io.kestra.plugin.core.flow.Template, namespace: company, templateId: ${name} }]`,
    );
    expect(ended.state.current).toBe('FAILED');
    expect(await messages(ended.id, 'ERROR')).toContain(`Can't find flow template 'company.${name}'`);
  });

  it('given a failed run, then a restart goes on in the template', async () => {
    const { start, engine } = await engineWorld({
      files: {
        'flows/flaky.yaml': `id: flaky
namespace: company
tasks:
  - { id: first, type: test.Give, value: 1 }
  - { id: second, type: io.kestra.plugin.core.execution.Fail, condition: "{{ taskrun.attemptsCount == 0 }}" }
`,
      },
    });
    const { id } = await start(
      'tasks: [{ id: t, type: io.kestra.plugin.core.flow.Template, namespace: company, templateId: flaky }]',
    );
    expect(states(await engine.ended(id))).toEqual(['t FAILED', 'first SUCCESS', 'second FAILED']);
    await engine.restart(id);
    expect((await engine.ended(id)).taskRunList.map(({ taskId }) => taskId)).toEqual([
      't',
      'first',
      'second',
    ]);
  });
});
