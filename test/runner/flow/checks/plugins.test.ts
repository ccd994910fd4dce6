import { describe, expect, it } from 'vitest';
import { check } from '../../../../runner/expression/index.ts';
import { errors, flow, of, parse } from '../support.ts';

const task = (properties: string) => flow(`tasks:\n  - ${properties}\n`);
const probe = (properties: string) =>
  task(`{id: probe, type: org.example.Probe, target: x, payload: 1, ${properties}}`);

describe('types (flow-language §1.1)', () => {
  it('that are unknown are reported with the nearest known one, and nothing else about them is', async () => {
    const source = flow(`tasks:
  - {id: a, type: io.kestra.plugin.core.log.Lg, messages: x}
  - id: b
    type: com.acme.Unknown
    tasks: [{id: c}]
triggers:
  - {id: t, type: io.kestra.plugin.core.trigger.Shedule, corn: x}
`);
    expect(await errors(source)).toEqual([
      'tasks[a].type: Invalid type: io.kestra.plugin.core.log.Lg, did you mean “io.kestra.plugin.core.log.Log”?',
      'tasks[b].type: Invalid type: com.acme.Unknown',
      'triggers[t].type: Invalid type: io.kestra.plugin.core.trigger.Shedule, did you mean “io.kestra.plugin.core.trigger.Schedule”?',
    ]);
  });

  it('must be there', async () => {
    expect(await errors(task('{id: a}'))).toEqual([
      "tasks[a]: missing type id property 'type' (for POJO property 'tasks')",
    ]);
  });

  it('must fit their place', async () => {
    expect(await errors(task('{id: a, type: io.kestra.plugin.core.trigger.Webhook, key: k}'))).toEqual([
      'tasks[a].type: Invalid type: io.kestra.plugin.core.trigger.Webhook (expected a task, but this is a trigger)',
    ]);
  });

  it('may be written by an old name, which is kept', async () => {
    const document = await parse(task('{id: a, type: io.kestra.core.tasks.log.Log, message: x}'));
    expect(document.flow?.tasks[0]?.type).toBe('io.kestra.core.tasks.log.Log');
    expect(of(document, 'info')).toEqual([
      'tasks[a].type: io.kestra.core.tasks.log.Log is replaced by io.kestra.plugin.core.log.Log',
    ]);
  });

  it('of task runners and conditions are checked', async () => {
    expect(await errors(probe('taskRunner: {type: org.example.Runer}'))).toEqual([
      'tasks[probe].taskRunner.type: Invalid type: org.example.Runer, did you mean “org.example.Runner”?',
    ]);
    const trigger = flow(`tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: x}]
triggers:
  - id: t
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
    conditions:
      - type: io.kestra.plugin.core.condition.Not
        conditions: [{type: io.kestra.plugin.core.condition.Weeknd}]
`);
    expect(await errors(trigger)).toEqual([
      'triggers[t].conditions[0].conditions[0].type: Invalid type: io.kestra.plugin.core.condition.Weeknd, did you mean “io.kestra.plugin.core.condition.Weekend”?',
    ]);
  });

  it('are no types where a payload happens to have one', async () => {
    const source = task(
      '{id: probe, type: org.example.Probe, target: x, payload: {type: com.example.event, a: {type: BASIC}}}',
    );
    expect(await errors(source)).toEqual([]);
  });
});

describe('properties of a type', () => {
  it('that are missing must not be null, whatever their kind', async () => {
    expect(await errors(task('{id: probe, type: org.example.Probe, target: null}'))).toEqual([
      'tasks[probe].payload: must not be null',
      'tasks[probe].target: must not be null',
    ]);
  });

  it('that are unknown are refused with all known ones', async () => {
    const [message] = await errors(probe('tims: 1'));
    expect(message).toMatch(
      /^tasks\[probe\]\.tims: Unrecognized field "tims" \(class org\.example\.Probe\), .*"times".*did you mean “times”\?$/,
    );
  });

  it.each([
    ['times: [1]', /^tasks\[probe\]\.times: must be a text or a number or true or false, but found a list$/],
    [
      'mode: FAS',
      /^tasks\[probe\]\.mode: must be one of \[FAST, SLOW\], but found "FAS", did you mean “FAST”\?$/,
    ],
    ['tags: {a: 1}', /^tasks\[probe\]\.tags: must be a list or a text, but found a map$/],
    [
      'options: {strict: perhaps}',
      /^tasks\[probe\]\.options\.strict: must be true or false, but found the text "perhaps"$/,
    ],
    ['options: {limit: 0}', /^tasks\[probe\]\.options\.limit: must be greater than or equal to 1$/],
    [
      'options: {strct: true}',
      /^tasks\[probe\]\.options\.strct: Unrecognized field "strct" \(class org\.example\.Probe\.options\), .*did you mean “strict”\?$/,
    ],
    ['options: text', /^tasks\[probe\]\.options: must be a map, but found the text "text"$/],
  ])('%s is refused', async (property, message) => {
    const found = await errors(probe(property));
    expect(found).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    'mode: "{{ inputs.mode }}"',
    'times: "{{ 3 }}"',
    'tags: null',
    'options: {limit: null}',
    'options: {strict: true, limit: 2}',
  ])('%s is accepted', async (property) => {
    expect(await errors(probe(property))).toEqual([]);
  });

  it('that every task has are known everywhere, and checked', async () => {
    const common =
      'description: d, retry: {type: constant, interval: PT1S}, timeout: PT1M, disabled: false, allowFailure: true, allowWarning: true, runIf: "{{ true }}", logLevel: DEBUG, logToFile: true, workerGroup: {key: a}, taskCache: {enabled: true}, version: 1.0.0';
    expect(await errors(probe(common))).toEqual([]);
    expect(await errors(probe('logLevel: LOUD, taskCache: {ttl: PT1H}, allowFailure: perhaps'))).toEqual(
      [
        'tasks[probe].allowFailure: must be true or false, but found the text "perhaps"',
        'tasks[probe].taskCache.enabled: must not be null',
        'tasks[probe].logLevel: must be one of [TRACE, DEBUG, INFO, WARN, ERROR], but found "LOUD"',
      ].sort((a, b) => position(a) - position(b)),
    );
  });
});

describe('child tasks', () => {
  it('must be there and must be tasks', async () => {
    const source = flow(`tasks:
  - {id: empty, type: io.kestra.plugin.core.flow.Sequential, tasks: []}
  - {id: absent, type: io.kestra.plugin.core.flow.Sequential}
  - id: odd
    type: io.kestra.plugin.core.flow.Sequential
    tasks: [text, null]
`);
    expect(await errors(source)).toEqual([
      "tasks[empty].tasks: The 'tasks' property cannot be empty",
      "tasks[absent].tasks: The 'tasks' property cannot be empty",
      'tasks[odd].tasks[0]: must be a task, but found the text "text"',
      'tasks[odd].tasks[1]: must not be null',
    ]);
  });

  it('of a Dag depend on existing tasks and not on each other in a circle', async () => {
    const dag = (first: string, second: string) =>
      flow(`tasks:
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - {task: {id: a, type: io.kestra.plugin.core.log.Log, message: x}, dependsOn: [${first}]}
      - {task: {id: b, type: io.kestra.plugin.core.log.Log, message: x}, dependsOn: [${second}]}
`);
    expect(await errors(dag('', 'a'))).toEqual([]);
    expect(await errors(dag('b', 'a'))).toEqual(['tasks[graph].tasks: Cyclic dependency detected: a, b']);
    expect(await errors(dag('', 'c'))).toEqual(['tasks[graph].tasks: Not existing task id in dependency: c']);
  });

  it('are checked in every branch', async () => {
    const wrong = (id: string) => `{id: ${id}, type: io.kestra.plugin.core.log.Log}`;
    const source = flow(`tasks:
  - {id: if, type: io.kestra.plugin.core.flow.If, condition: x, then: [${wrong('a')}], else: [${wrong('b')}]}
  - {id: switch, type: io.kestra.plugin.core.flow.Switch, value: x, cases: {y: [${wrong('c')}]}, defaults: [${wrong('d')}]}
  - {id: dag, type: io.kestra.plugin.core.flow.Dag, tasks: [{task: ${wrong('e')}}]}
  - {id: pause, type: io.kestra.plugin.core.flow.Pause, onPause: ${wrong('f')}, errors: [${wrong('g')}]}
afterExecution: [${wrong('h')}]
`);
    expect(await errors(source)).toEqual([
      'tasks[if].then[a].message: must not be null',
      'tasks[if].else[b].message: must not be null',
      'tasks[switch].cases.y[c].message: must not be null',
      'tasks[switch].defaults[d].message: must not be null',
      'tasks[dag].tasks[0].task.message: must not be null',
      'tasks[pause].onPause.message: must not be null',
      'tasks[pause].errors[g].message: must not be null',
      'afterExecution[h].message: must not be null',
    ]);
  });
});

describe('warnings (flow-language §1.4)', () => {
  it('tell of properties that only runnable tasks use', async () => {
    const document = await parse(
      flow(`tasks:
  - id: around
    type: io.kestra.plugin.core.flow.Sequential
    timeout: PT1M
    tasks: [{id: pause, type: io.kestra.plugin.core.flow.Pause, timeout: PT1M}]
`),
    );
    expect(document.flow).toBeDefined();
    expect(of(document, 'warning')).toEqual([
      "tasks[around].timeout: The task 'around' cannot use the 'timeout' property as it's only relevant for runnable tasks.",
    ]);
  });

  it('tell of a Flow trigger that every flow fires', async () => {
    const document = await parse(
      flow(`tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: x}]
triggers: [{id: all, type: io.kestra.plugin.core.trigger.Flow}]
`),
    );
    expect(of(document, 'warning')).toEqual([
      "triggers[all]: The trigger 'all' has neither conditions nor preconditions: every execution of every other flow starts this flow.",
    ]);
  });
});

describe('properties of later versions (flow-language §9.3)', () => {
  it('are read leniently, with a warning that they do nothing', async () => {
    const document = await parse(
      flow(`tasks: [{id: a, type: io.kestra.plugin.core.log.Log, message: x}]
triggers:
  - {id: called, type: io.kestra.plugin.core.trigger.Webhook, key: k, when: "{{ false }}", responseCode: 202}
`),
    );
    expect(document.flow).toBeDefined();
    expect(of(document, 'warning')).toEqual([
      "triggers[called].when: 'when' is a property of later versions of Kestra and is ignored",
      "triggers[called].responseCode: 'responseCode' is a property of later versions of Kestra and is ignored",
    ]);
  });
});

describe('expressions that cannot be compiled', () => {
  it('are reported without the whole text around them', async () => {
    const message = 'a long script\n  {{ name | nowhere }}\n  goes on';
    const document = await parse(
      task(`{id: a, type: io.kestra.plugin.core.log.Log, message: ${JSON.stringify(message)}}`),
      {
        checkTemplate: check,
      },
    );
    expect(of(document, 'warning')).toEqual(['tasks[a].message: Filter [nowhere] does not exist.']);
  });
});

/** Where a property stands in the flow above. */
function position(violation: string): number {
  return ['logLevel', 'taskCache', 'allowFailure'].findIndex((property) =>
    violation.includes(`.${property}`),
  );
}
