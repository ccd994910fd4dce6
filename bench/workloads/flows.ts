import { check } from '../../runner/expression/index.ts';
import { parseFlow } from '../../runner/flow/parse.ts';
import { pluginRegistry } from '../../runner/plugins/index.ts';
import { elapsed } from '../measure.ts';
import type { Workload } from '../types.ts';

const files = 1_000;

/** Parses and validates 1,000 different flow files of some 65 lines, then the same again from the cache. */
export const flows: Workload = async () => {
  const registry = pluginRegistry();
  const kept = new Map<string, string>();
  const cache = {
    get: (key: string) => kept.get(key),
    set: (key: string, json: string) => void kept.set(key, json),
  };
  const sources = Array.from({ length: files }, (_, index) => flowSource(index));
  const all = async () => {
    for (const [index, source] of sources.entries()) {
      const { violations } = await parseFlow(source, {
        file: `${index}.yaml`,
        registry,
        checkTemplate: check,
        cache,
      });
      const errors = violations.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(errors[0]!.message);
    }
  };
  const cold = await elapsed(all);
  const warm = await elapsed(all);
  return [
    {
      name: 'parse and validate 1,000 files, cold',
      value: cold,
      unit: 'ms',
      target: { text: '≤ 2,000 ms', met: cold <= 2000 },
    },
    {
      name: 'the same files again, cached',
      value: warm,
      unit: 'ms',
      target: { text: '≤ 200 ms', met: warm <= 200 },
    },
  ];
};

function flowSource(index: number): string {
  const steps = Array.from(
    { length: 8 },
    (_, step) => `  - id: step-${step}
    type: io.kestra.plugin.core.log.Log
    description: Step ${step} of flow ${index}
    message: "{{ inputs.region | upper }} {{ execution.id }} in step ${step}"
    runIf: "{{ inputs.enabled }}"
`,
  );
  return `id: flow-${index}
namespace: company.team
description: A flow of the benchmark, number ${index}
labels:
  team: data
  number: "${index}"
inputs:
  - id: region
    type: STRING
    defaults: eu
  - id: enabled
    type: BOOL
    defaults: true
tasks:
${steps.join('')}  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["a", "b", "c"]
    tasks:
      - id: return
        type: io.kestra.plugin.core.debug.Return
        format: "{{ taskrun.value }}"
errors:
  - id: alert
    type: io.kestra.plugin.core.log.Log
    message: Flow failed
`;
}
