import { describe, expect, it } from 'vitest';
import { childTasks, walkTasks } from '../../../runner/flow/nested.ts';
import { flow, valid } from './support.ts';

const log = (id: string) => `{id: ${id}, type: io.kestra.plugin.core.log.Log, message: x}`;
const everything = flow(`tasks:
  - {id: if, type: io.kestra.plugin.core.flow.If, condition: x, then: [${log('a')}], else: [${log('b')}]}
  - id: switch
    type: io.kestra.core.tasks.flows.Switch
    value: x
    cases: {y: [${log('c')}], z: [${log('d')}]}
  - {id: dag, type: io.kestra.plugin.core.flow.Dag, tasks: [{task: ${log('e')}}, {task: ${log('f')}, dependsOn: [e]}]}
  - {id: pause, type: io.kestra.plugin.core.flow.Pause, onPause: ${log('g')}, finally: [${log('h')}]}
  - {id: loop, type: io.kestra.plugin.core.flow.WaitFor, condition: x, tasks: [${log('i')}]}
errors: [${log('j')}]
listeners: [{tasks: [${log('k')}]}]
afterExecution: [${log('l')}]
`);

describe('walkTasks', () => {
  it('meets every task, parents before children', async () => {
    const walked = [...walkTasks(await valid(everything))];
    expect(
      walked.map(({ task, branch, parent }) => `${parent ? `${parent.id}.` : ''}${branch}:${task.id}`),
    ).toEqual([
      'tasks:if',
      'if.then:a',
      'if.else:b',
      'tasks:switch',
      'switch.cases.y:c',
      'switch.cases.z:d',
      'tasks:dag',
      'dag.tasks:e',
      'dag.tasks:f',
      'tasks:pause',
      'pause.onPause:g',
      'pause.finally:h',
      'tasks:loop',
      'loop.tasks:i',
      'errors:j',
      'afterExecution:l',
      'listeners:k',
    ]);
    expect(walked.find(({ task }) => task.id === 'f')?.path).toEqual(['tasks', 2, 'tasks', 1, 'task']);
  });
});

describe('childTasks', () => {
  it('gives none for a task that is no flowable, whatever its properties are called', () => {
    const tool = { id: 'a', type: 'com.acme.Tool', tasks: [{ id: 'b', type: 'x' }] };
    expect(childTasks(tool)).toEqual([]);
  });
});
