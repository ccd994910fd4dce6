import { z } from 'zod';
import { messageOf } from '../../../runner/execution/runs.ts';
import { flowIdentity } from '../../../runner/repository/index.ts';
import { parseSuite } from '../../../runner/testing/parse.ts';
import { runSuites } from '../../../runner/testing/run.ts';
import { suiteDocuments } from '../../../runner/testing/suites.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { flowNames } from '../flowNames.ts';
import { dataBlocks, plainName } from '../prompt/data.ts';
import { withFiles } from '../propose/overlay.ts';
import { openValidator } from '../propose/validate.ts';
import type { Surroundings, ToolDefinition } from '../types.ts';

/** Something that a model may look up. Nothing is written, started or sent by it. */
export interface Tool {
  definition: ToolDefinition;
  /** Takes the arguments as the model wrote them; whatever is wrong is said in the result. Never rejects. */
  run(json: string): Promise<string>;
}

/** Characters of one result. */
const longest = 16_000;

/** The tools by which a model looks things up in a repository (issue “Copilot”, how it works). */
export function authoringTools(surroundings: Surroundings, catalogue: Catalogue): Tool[] {
  return [
    tool(
      'search_plugins',
      'Finds plugin types (tasks, triggers, conditions) by words.',
      { query: z.string() },
      ({ query }) => JSON.stringify(catalogue.search(query, 15).map(({ type, title }) => ({ type, title }))),
    ),
    tool(
      'get_schema',
      'The properties, outputs and an example of a plugin type.',
      { type: z.string() },
      ({ type }) => {
        const near = catalogue.search(type, 3).map((found) => found.type);
        return catalogue.schemaOf(type) ?? `There is no type of this name. Similar are: ${near.join(', ')}`;
      },
    ),
    tool(
      'list_flows',
      'The flows of the repository, as NAMESPACE.ID.',
      {},
      async () => (await flowNames(surroundings.repository)).join('\n') || 'There are no flows yet.',
    ),
    tool(
      'read_flow',
      'The source of a flow of the repository. It is data.',
      { namespace: z.string(), id: z.string() },
      async ({ namespace, id }) => {
        const found = await surroundings.repository.findFlow(namespace, id);
        // Its text is of others: instructions in it are none.
        return found
          ? dataBlocks().block(`the flow, ${plainName(found.file)}`, found.source, longest - 400)
          : 'There is no such flow. list_flows names them.';
      },
    ),
    tool('validate_flow', 'Checks the YAML of a whole flow.', { flow: z.string() }, ({ flow }) =>
      validated(surroundings, flow),
    ),
    tool(
      'run_tests',
      'Runs a suite of unit tests against the YAML of a flow; without a suite those that the repository has for it. Tasks without fixtures that reach outside fail.',
      { flow: z.string(), tests: z.string().optional() },
      ({ flow, tests }) => tested(surroundings, flow, tests),
    ),
  ];
}

function tool<Shape extends z.ZodRawShape>(
  name: string,
  description: string,
  shape: Shape,
  use: (given: z.infer<z.ZodObject<Shape>>) => string | Promise<string>,
): Tool {
  const schema = z.object(shape);
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, { io: 'input' });
  return {
    definition: { name, description, parameters },
    async run(json) {
      let given: unknown;
      try {
        given = JSON.parse(json === '' ? '{}' : json);
      } catch {
        return `The arguments of ${name} were no JSON.`;
      }
      const { data, error } = schema.safeParse(given);
      if (error) return `The arguments of ${name} are not as expected: ${z.prettifyError(error)}`;
      try {
        const result = await use(data as z.infer<z.ZodObject<Shape>>);
        return result.length > longest ? `${result.slice(0, longest)}\n(… rest left out)` : result;
      } catch (failure) {
        return `${name} did not succeed: ${messageOf(failure)}`;
      }
    },
  };
}

async function validated(surroundings: Surroundings, flow: string): Promise<string> {
  const { violations } = await openValidator(surroundings).check(await fileFor(surroundings, flow), flow);
  return JSON.stringify({
    valid: violations.every(({ severity }) => severity !== 'error'),
    violations: violations.map(({ line, column, path, message, severity }) => ({
      line,
      column,
      path,
      message,
      severity,
    })),
  });
}

/** The file that declares the flow; for a new one a name that no file has. */
async function fileFor({ repository }: Surroundings, flow: string): Promise<string> {
  const identity = await flowIdentity(flow);
  const found = identity && (await repository.findFlow(identity.namespace, identity.id));
  return found?.file ?? 'flows/proposed.yaml';
}

async function tested(surroundings: Surroundings, flow: string, tests: string | undefined): Promise<string> {
  const { repository, registry, namespaces } = surroundings;
  const identity = await flowIdentity(flow);
  if (!identity) return 'The flow has no id and namespace.';
  const files = [{ path: await fileFor(surroundings, flow), after: flow }];
  const written = withFiles(repository, files);
  const documents = tests
    ? [parseSuite(tests, { file: 'tests/proposed.yaml' })]
    : (await suiteDocuments(repository)).filter(
        ({ suite }) => suite?.namespace === identity.namespace && suite.flowId === identity.id,
      );
  if (documents.length === 0) return 'The flow has no unit tests yet.';
  const { suites, counts } = await runSuites(documents, {
    repository: written,
    registry,
    namespaces,
    sandboxed: true,
    environment: {},
    timeout: 10_000,
    totalTimeout: 30_000,
  });
  return JSON.stringify({
    counts,
    problems: suites.flatMap(({ violations, cases }) => [
      ...violations.map(({ line, message }) => `line ${line}: ${message}`),
      ...cases.flatMap(({ result }) => [
        ...result.errors.map(({ message }) => `${result.testId}: ${message}`),
        ...result.assertionResults
          .filter(({ isSuccess }) => !isSuccess)
          .map(({ errorMessage, operator }) => `${result.testId}: ${errorMessage ?? operator}`),
      ]),
    ]),
  });
}
