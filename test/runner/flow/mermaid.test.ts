import { describe, expect, it } from 'vitest';
import { mermaid } from '../../../runner/flow/mermaid.ts';
import { topologyOf } from '../../../runner/flow/topology.ts';
import { flow, valid } from './support.ts';

const log = (id: string) => `{id: ${id}, type: io.kestra.plugin.core.log.Log, message: x}`;
const edges = async (source: string) =>
  topologyOf(await valid(source)).edges.map(
    ({ source: from, target, relation, value }) =>
      `${from} ${relation}${value ? `(${value})` : ''} ${target}`,
  );

describe('topology (surfaces §10.8)', () => {
  it('leads from triggers through the tasks to finally and afterExecution', async () => {
    const source = flow(`tasks: [${log('a')}, ${log('b')}]
errors: [${log('e')}]
finally: [${log('f')}]
afterExecution: [${log('x')}]
triggers: [{id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: k}]
`);
    expect(await edges(source)).toEqual([
      'trigger:hook SEQUENTIAL start:',
      'start: SEQUENTIAL a',
      'a SEQUENTIAL b',
      'start: ERROR e',
      'b FINALLY f',
      'e FINALLY f',
      'f AFTER_EXECUTION x',
    ]);
  });

  it('branches at choices and joins behind them', async () => {
    const source = flow(`tasks:
  - {id: if, type: io.kestra.plugin.core.flow.If, condition: x, then: [${log('a')}, ${log('b')}]}
  - {id: switch, type: io.kestra.plugin.core.flow.Switch, value: x, cases: {one: [${log('c')}]}, defaults: [${log('d')}]}
  - ${log('end')}
`);
    expect(await edges(source)).toEqual([
      'start: SEQUENTIAL if',
      'if CHOICE(then) a',
      'a SEQUENTIAL b',
      'if SEQUENTIAL switch',
      'b SEQUENTIAL switch',
      'switch CHOICE(one) c',
      'switch CHOICE(defaults) d',
      'c SEQUENTIAL end',
      'd SEQUENTIAL end',
    ]);
  });

  it('shows what runs at once, per value and by dependency', async () => {
    const source = flow(`tasks:
  - {id: par, type: io.kestra.plugin.core.flow.Parallel, tasks: [${log('a')}, ${log('b')}]}
  - {id: each, type: io.kestra.plugin.core.flow.ForEach, values: [1], tasks: [${log('c')}, ${log('d')}]}
  - {id: dag, type: io.kestra.plugin.core.flow.Dag, tasks: [{task: ${log('g')}, dependsOn: [h]}, {task: ${log('h')}}]}
  - ${log('end')}
`);
    expect(await edges(source)).toEqual([
      'start: SEQUENTIAL par',
      'par PARALLEL a',
      'par PARALLEL b',
      'a SEQUENTIAL each',
      'b SEQUENTIAL each',
      'each DYNAMIC c',
      'c SEQUENTIAL d',
      'd SEQUENTIAL dag',
      'h SEQUENTIAL g',
      'dag PARALLEL h',
      'g SEQUENTIAL end',
    ]);
  });

  it('shows a task that runs another flow as one, also where its flow is known only when it runs', async () => {
    const source = flow(`tasks:
  - {id: launch, type: io.kestra.plugin.core.flow.Subflow, namespace: "{{ inputs.where }}", flowId: "{{ inputs.what }}"}
  - ${log('next')}
`);
    expect(await edges(source)).toEqual(['start: SEQUENTIAL launch', 'launch SEQUENTIAL next']);
  });

  it('nests clusters of flowables', async () => {
    const source = flow(`tasks:
  - id: outer
    type: io.kestra.plugin.core.flow.Sequential
    tasks: [{id: inner, type: io.kestra.plugin.core.flow.Parallel, tasks: [${log('a')}]}]
`);
    const { clusters, nodes } = topologyOf(await valid(source));
    expect(clusters).toEqual([
      { uid: 'cluster:outer', label: 'outer' },
      { uid: 'cluster:inner', label: 'inner', parent: 'cluster:outer' },
    ]);
    expect(nodes.find(({ uid }) => uid === 'a')?.cluster).toBe('cluster:inner');
  });
});

describe('mermaid', () => {
  it('draws a flow', async () => {
    const source = flow(`tasks:
  - ${log('a')}
  - {id: around, type: io.kestra.plugin.core.flow.Sequential, tasks: [${log('b')}]}
errors: [${log('e')}]
triggers: [{id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: k}]
`);
    expect(mermaid(await valid(source), { states: { a: 'SUCCESS', b: 'CREATED' } })).toBe(`flowchart TB
  n0(["hook<br/>Webhook"])
  n1(("test"))
  n2["a<br/>Log"]
  subgraph c0["around"]
    n3{{"around<br/>Sequential"}}
    n4["b<br/>Log"]
  end
  subgraph c1["errors"]
    n5["e<br/>Log"]
  end
  n0 --> n1
  n1 --> n2
  n2 --> n3
  n3 --> n4
  n1 -.->|"error"| n5
  classDef SUCCESS fill:#d9f2e3,stroke:#1f8a4c
  class n2 SUCCESS
  classDef OTHER fill:#f7f7f7,stroke:#8a8a8a
  class n4 OTHER
`);
  });

  it('lets no text of the flow out of its label', async () => {
    const source = flow(`tasks:
  - id: end
    type: io.kestra.plugin.core.flow.Switch
    value: x
    cases: {'"| x["<script>': [${log('subgraph')}]}
`);
    const drawn = mermaid(await valid(source));
    expect(drawn).toContain('-->|"#34;#124; x#91;#34;#60;script#62;"|');
    expect(drawn).not.toContain('<script>');
  });
});
