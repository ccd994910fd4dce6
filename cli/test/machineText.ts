import { annotationsOf } from '../../runner/testing/report/annotations.ts';
import { workflowCommands } from '../../runner/testing/report/commands.ts';
import type { CoverageFigures } from '../../runner/testing/report/coverage.ts';
import { testDocument } from '../../runner/testing/report/json.ts';
import { junitXml } from '../../runner/testing/report/junit.ts';
import { headline } from '../../runner/testing/report/markdown.ts';
import type { TestReport } from '../../runner/testing/types.ts';
import { createPaint } from '../paint.ts';
import { jsonText } from '../report/json.ts';
import { printable } from '../report/text.ts';
import { coverageText } from './coverageText.ts';
import type { FailureView } from './failureText.ts';
import { type TestOptions, thresholdsOf } from './options.ts';
import { endText, suiteText } from './pretty.ts';

/** What a reporter says of a report, as one text: for files and for programs. */
export function machineText(
  report: TestReport,
  coverage: CoverageFigures | undefined,
  options: TestOptions,
  view: FailureView,
): string {
  switch (options.reporter) {
    case 'json':
      return jsonText({ ...testDocument(report), ...(coverage && { coverage }) });
    case 'junit':
      return junitXml(report);
    case 'github':
      // Nothing of others may begin a line here: it could be a command (github §5.3).
      return `${workflowCommands(annotationsOf(report))}${printable(headline(report))}\n`;
    case 'pretty': {
      const paint = createPaint(false);
      const suites = report.suites.map((suite) => suiteText(suite, report.suites.length, paint));
      const end = endText(report, { ...view, paint });
      return [
        ...suites,
        end,
        ...(coverage ? [coverageText(coverage, thresholdsOf(options), paint)] : []),
      ].join('');
    }
  }
}
