/** A flow with one task that computes and further ones, and suites about it. */
export const flow = (id: string, format: string, more = '') => `id: ${id}
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "${format}"
${more}outputs:
  - { id: said, type: STRING, value: "{{ outputs.say.value }}" }
`;

/** A suite whose cases expect these outputs of the flow; \`equalTo\` of the first case is on line 8. */
export const suite = (flowId: string, ...expected: string[]) => `id: ${flowId}_suite
namespace: company.team
flowId: ${flowId}
testCases:
${expected
  .map(
    (text, index) => `  - id: case_${index + 1}
    type: io.kestra.core.tests.flow.UnitTest
    assertions:
      - { value: "{{ execution.outputs.said }}", equalTo: "${text}" }
`,
  )
  .join('')}`;

/** A task that runs another flow. */
export const subflow = (flowId: string) => `  - id: child
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: ${flowId}
    wait: true
`;
