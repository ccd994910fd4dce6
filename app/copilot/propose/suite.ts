import type { Flow, Violation } from '../../../runner/flow/types.ts';
import { readYaml } from '../../../runner/flow/yaml.ts';
import type { Repository } from '../../../runner/repository/types.ts';
import { parseSuite } from '../../../runner/testing/index.ts';
import { identityOf, newSuiteFile, suiteDocuments } from '../../../runner/testing/suites.ts';
import type { SuiteDocument } from '../../../runner/testing/types.ts';
import { mergeFlow } from '../edit/index.ts';
import { guardSecrets } from '../guard/secrets.ts';
import type { ProposedFile, Wish } from '../types.ts';
import { assertSize, type Draft, withLineEnd } from './draft.ts';

/** A suite as it would be written, and what keeps it from being one of this flow. */
export interface SuiteDraft {
  file: ProposedFile;
  secrets: Draft['secrets'];
  violations: Violation[];
}

/** The suites of a repository that are about a flow. */
export async function suitesOf(
  repository: Repository,
  { namespace, id }: Pick<Flow, 'namespace' | 'id'>,
): Promise<SuiteDocument[]> {
  return (await suiteDocuments(repository)).filter((document) => {
    const identity = identityOf(document);
    return identity.namespace === namespace && identity.flowId === id;
  });
}

/**
 * Makes a draft of the suite that a model wrote for a flow (surfaces §4.7, “generate tests with the flow”): the suite of this name
 * goes on where the flow has one, else the one named for the flow, else it is new.
 *
 * @param repository with the flow as it would be
 * @throws CopilotError `forbidden` where it is too large
 */
export async function draftSuite(source: string, flow: Flow, repository: Repository): Promise<SuiteDraft> {
  assertSize(source);
  const known = await suitesOf(repository, flow);
  const { id } = identityOf(parseSuite(source, { file: '' }));
  const existing =
    known.find((document) => identityOf(document).id === id) ??
    known.find(({ file }) => file.split('/').at(-1) === `${flow.id}.yaml`) ??
    known[0];
  const name = { namespace: flow.namespace, flowId: flow.id };
  const path = existing?.file ?? (await newSuiteFile(repository, name, flow.id));
  if (readYaml(source).problems.length > 0)
    return {
      file: { path, after: source },
      secrets: [],
      violations: parseSuite(source, { file: path }).violations,
    };
  const guarded = guardSecrets(source, existing?.source);
  const after = existing ? mergeFlow(existing.source, guarded.text).text : withLineEnd(guarded.text);
  const document = parseSuite(after, { file: path });
  return {
    file: { path, ...(existing && { before: existing.source }), after },
    secrets: guarded.secrets,
    violations: [
      ...document.violations.filter(({ severity }) => severity === 'error'),
      ...strays(document, flow),
    ],
  };
}

/** What a wish for tests lacks, where the model wrote none and the flow has none. */
export function missingSuite({ tests }: Wish, known: readonly SuiteDocument[], file: string): Violation[] {
  if (!tests || known.length > 0) return [];
  const message =
    'tests are asked for: give a suite of unit tests in `tests`, with a fixture for every task that acts outside';
  return [{ file, line: 1, column: 1, path: '', message, severity: 'error' }];
}

/** A suite about another flow would be no test of this one. */
function strays({ file, suite, locate }: SuiteDocument, flow: Flow): Violation[] {
  if (!suite) return [];
  const wanted = { namespace: flow.namespace, flowId: flow.id };
  return (['namespace', 'flowId'] as const).flatMap((key): Violation[] =>
    suite[key] === wanted[key]
      ? []
      : [
          {
            file,
            ...(locate([key]) ?? { line: 1, column: 1 }),
            path: key,
            message: `must be ${wanted[key]}: the suite is about the flow that is proposed`,
            severity: 'error',
          },
        ],
  );
}
