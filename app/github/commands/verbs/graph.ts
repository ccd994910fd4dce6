import { dependenciesOf } from '../../../api/dependencies.ts';
import { dependenciesReply, graphReply } from '../../report/index.ts';
import type { Verb } from '../types.ts';
import { flowNamed, flowWord, production } from './shared.ts';

export const graph: Verb = {
  name: 'graph',
  summary: 'Draws a flow.',
  words: [flowWord],
  options: [production],
  minimum: 'none',
  effect: 'reads',
  async run({ read, given }) {
    const { flow } = flowNamed(await read(), given.words[0]!);
    return { reply: (to) => graphReply(flow, to) };
  },
};

export const deps: Verb = {
  name: 'deps',
  summary: 'Draws which flows start which.',
  words: [{ ...flowWord, optional: true }],
  options: [production],
  minimum: 'none',
  effect: 'reads',
  async run({ read, given, registry }) {
    const store = await read();
    const flows = store.all().map(({ flow }) => flow);
    const [name] = given.words;
    const root = name === undefined ? undefined : flowNamed(store, name).flow;
    const drawn = dependenciesOf(flows, registry, {
      roots: (flow) => root === undefined || (flow.id === root.id && flow.namespace === root.namespace),
      expandAll: true,
      destinationOnly: false,
    });
    return { reply: (to) => dependenciesReply(drawn, to) };
  },
};
