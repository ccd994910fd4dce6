import { parentPort, workerData } from 'node:worker_threads';
import type { FlowDocument } from '../../../runner/flow/types.ts';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import {
  type GitTree,
  namespaceReader,
  openGitRepository,
  parseFlowIn,
} from '../../../runner/repository/index.ts';
import { coverageOf } from '../../../runner/testing/coverage/index.ts';
import { parseSuite } from '../../../runner/testing/index.ts';
import { runSuites } from '../../../runner/testing/run.ts';
import type { SuiteDocument, SuiteReport } from '../../../runner/testing/types.ts';
import { furtherPlugins } from '../../../runner/worker/plugins.ts';
import { trimmed } from './trim.ts';
import type { SuiteOutcome, TestJob } from './types.ts';

/** Milliseconds of real time that one case may take. */
const caseTimeout = 30_000;

/**
 * What a thread does that runs tests of a commit (github §8.3): expressions and flows of strangers are evaluated apart from the
 * server, where they can be ended at any moment. Each suite is told as soon as it ended.
 */
async function runJob({ folder, commit, files, sandboxed, timeout, plugins }: TestJob): Promise<void> {
  const git = await openGitRepository(folder);
  try {
    const tree = await git.at(commit);
    const registry = pluginRegistry(await furtherPlugins(plugins));
    const namespaces = await namespaceReader(registry)(tree);
    const documents = await Promise.all(files.map((file) => readSuite(tree, file)));
    const flows = new Map<string, Promise<FlowDocument | undefined>>();
    const flowOf = ({ result: { namespace, flowId } }: SuiteReport) => {
      const key = JSON.stringify([namespace, flowId]);
      const known =
        flows.get(key) ??
        tree
          .findFlow(namespace, flowId)
          .then((found) => found && parseFlowIn(namespaces, found.source, { file: found.file, registry }));
      flows.set(key, known);
      return known;
    };
    const told: Promise<void>[] = [];
    const tell = async (report: SuiteReport) => {
      const flow = await flowOf(report);
      const coverage = flow && coverageOf([flow], { suites: [report] }).flows[0];
      parentPort!.postMessage({
        report: trimmed(report),
        ...(coverage && { coverage }),
      } satisfies SuiteOutcome);
    };
    await runSuites(documents, {
      repository: tree,
      ...{ registry, namespaces, sandboxed },
      // Empty, not none: that would be the environment of the server.
      environment: {},
      confinement: { egress: { allow: [] }, bareScripts: true },
      timeout: caseTimeout,
      totalTimeout: timeout,
      listener: { suiteEnded: (report) => void told.push(tell(report)) },
    });
    await Promise.all(told);
  } finally {
    git.close();
  }
}

async function readSuite(tree: GitTree, file: string): Promise<SuiteDocument> {
  try {
    return parseSuite((await tree.readSuite(file)).source, { file });
  } catch (error) {
    return parseSuite('', { file, problem: error instanceof Error ? error.message : String(error) });
  }
}

await runJob(workerData as TestJob);
