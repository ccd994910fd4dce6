import { openProposer } from '../../../../app/copilot/index.ts';
import { type ModelServer, modelServer } from '../../../support/modelServer.ts';
import { type AppWorld, type AppWorldOptions, appWorld } from '../appWorld.ts';

/** A flow, and one that says another thing. */
export const greet = (format = 'Hello') => `id: greet
namespace: company.team
# Who greets says it here.
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "${format}"
outputs:
  - { id: said, type: STRING, value: "{{ outputs.say.value }}" }
`;

export const greetSuite = (said = 'Hello') => `id: greet_suite
namespace: company.team
flowId: greet
testCases:
  - id: says
    type: io.kestra.core.tests.flow.UnitTest
    assertions:
      - { value: "{{ execution.outputs.said }}", equalTo: "${said}" }
`;

/** What a model answers: a flow, and a suite of it. */
export interface Proposed {
  flow: string;
  tests?: string;
  title?: string;
  explanation?: string;
}

export interface CopilotWorld extends AppWorld {
  model: ModelServer;
  /** The model proposes this from now on. */
  proposes(proposed: Proposed): void;
}

/** GitHub, the App and a model on this machine; the last test flow is on the default branch. */
export async function copilotWorld(options: AppWorldOptions = {}): Promise<CopilotWorld> {
  const model = await modelServer();
  const settings = { copilot: openProposer(model.settings), ...options.settings };
  const world = await appWorld({ files: { 'flows/greet.yaml': greet() }, ...options, settings });
  return {
    ...world,
    model,
    proposes(proposed) {
      model.mock.reset();
      model.mock.on(
        { predicate: () => true },
        { toolCalls: [{ name: 'propose_flow', arguments: JSON.stringify(proposed) }] },
      );
    },
  };
}
