import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pluginRegistry } from '../../../runner/plugins/index.ts';
import { openWorkingDirectory } from '../../../runner/repository/index.ts';
import { findSuites } from '../../../runner/testing/find.ts';
import { parseSuite } from '../../../runner/testing/parse.ts';
import { type RunOptions, runSuites } from '../../../runner/testing/run.ts';
import type { CaseReport, SuiteReport, TestReport } from '../../../runner/testing/types.ts';

/** Runs the suites of a folder with these files. */
export async function runFiles(
  files: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
): Promise<TestReport> {
  const root = mkdtempSync(join(tmpdir(), 'tutti-suites-'));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  const repository = openWorkingDirectory(root);
  const documents = (await findSuites(repository)).map((found) => parseSuite(found.source, found));
  const registry = pluginRegistry();
  return runSuites(documents, { repository, registry, environment: {}, ...options });
}

/** Runs cases about one flow; both are written without their heads. */
export async function runSuite(
  flow: string,
  cases: string,
  options: Partial<RunOptions> & { files?: Readonly<Record<string, string>> } = {},
): Promise<SuiteReport> {
  const { files, ...rest } = options;
  const report = await runFiles(
    {
      'flows/f.yaml': `id: f\nnamespace: t\n${flow}`,
      'tests/f.yaml': `id: s\nnamespace: t\nflowId: f\ntestCases:\n${cases}`,
      ...files,
    },
    rest,
  );
  return report.suites[0]!;
}

/** Runs one case about one flow: its fixtures and assertions. */
export async function runOne(
  flow: string,
  body: string,
  options: Parameters<typeof runSuite>[2] = {},
): Promise<CaseReport> {
  const text = body.replace(/^/gm, '    ');
  const suite = await runSuite(
    flow,
    `  - id: c\n    type: io.kestra.core.tests.flow.UnitTest\n${text}\n`,
    options,
  );
  if (!suite.cases[0]) throw new Error(JSON.stringify(suite.violations));
  return suite.cases[0];
}
