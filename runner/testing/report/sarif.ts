import { createHash } from 'node:crypto';
import type { Violation } from '../../flow/types.ts';
import type { Place, TestReport } from '../types.ts';
import { expectation } from './annotations.ts';
import { failuresOf, suiteName } from './failures.ts';

/** What SARIF is made of, besides violations of flows. */
export interface SarifOptions {
  /** Version of Tutti. */
  version: string;
  report?: TestReport;
}

/**
 * Violations and failed assertions as SARIF 2.1.0, which GitHub's code scanning and editors read. A value for `JSON.stringify`.
 * Paths are relative to the repository's root. Texts should be masked (`masked`).
 */
export function sarif(violations: readonly Violation[], { version, report }: SarifOptions): object {
  const found = [
    ...[...violations, ...(report?.suites ?? []).flatMap((suite) => suite.violations)].map(ofViolation),
    ...(report === undefined ? [] : failuresOf(report).map(ofFailure)),
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Tutti', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        results: found.map(result),
      },
    ],
  };
}

type RuleId = 'violation' | 'assertion' | 'case-error';

const rules: readonly { id: RuleId; shortDescription: { text: string }; help: { text: string } }[] = [
  {
    id: 'violation',
    shortDescription: { text: 'A flow or a suite is not valid' },
    help: {
      text: 'Change the property that is named. `tutti validate` and `tutti test` show it with its place.',
    },
  },
  {
    id: 'assertion',
    shortDescription: { text: 'An assertion of a unit test does not hold' },
    help: { text: 'Change the flow, or what the test expects of it. `tutti test` shows how both differ.' },
  },
  {
    id: 'case-error',
    shortDescription: { text: 'A case of a unit test could not be judged' },
    help: { text: 'See the message and the log of the case: `tutti test --filter SUITE/CASE`.' },
  },
];

interface Found {
  rule: RuleId;
  level: 'error' | 'warning' | 'note';
  text: string;
  place: Place;
  /** What the result is about, whatever line it is on. */
  subject: string;
}

function ofViolation({ file, line, column, path, message, severity }: Violation): Found {
  return {
    rule: 'violation',
    level: severity === 'info' ? 'note' : severity,
    text: path === '' || message.startsWith(path) ? message : `${path}: ${message}`,
    place: { file, line, column },
    subject: path,
  };
}

function ofFailure(failure: ReturnType<typeof failuresOf>[number]): Found {
  const { suite, place, message, assertion } = failure;
  const name = `${suiteName(suite)}/${failure.case.result.testId}`;
  return {
    rule: assertion ? 'assertion' : 'case-error',
    level: 'error',
    text: [`${name}: ${message}`, ...expectation(failure)].join('\n'),
    place,
    subject: `${name} ${assertion?.operator ?? ''}`,
  };
}

function result({ rule, level, text, place, subject }: Found): object {
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level,
    message: { text: text.toWellFormed() },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file), uriBaseId: '%SRCROOT%' },
          region: { startLine: Math.max(1, place.line), startColumn: Math.max(1, place.column) },
        },
      },
    ],
    // The same finding on another line is no new one.
    partialFingerprints: { 'tutti/v1': fingerprint(rule, place.file, subject, text) },
  };
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
