import { illegal } from '../flow/illegal.ts';
import { isWritten, lineFinder, offsetAt, offsetInScalar } from '../flow/position.ts';
import { createReport } from '../flow/report.ts';
import type { Violation } from '../flow/types.ts';
import { isMapping, type Path } from '../flow/values.ts';
import { readYaml } from '../flow/yaml.ts';
import { toSuite } from './format/normalise.ts';
import { formerNames } from './format/operators.ts';
import { checkSuiteForm } from './format/suite.ts';
import type { SuiteDocument, SuiteSource } from './types.ts';

/**
 * Reads a suite of unit tests (surfaces §1.1, §1.2): parses the YAML, and checks everything that can be checked without its
 * flow. All violations are collected; none is thrown. A file that has a `problem` has that violation and no other.
 */
export function parseSuite(
  source: string,
  { file, problem }: Pick<SuiteSource, 'file' | 'problem'>,
): SuiteDocument {
  if (problem !== undefined) return unread(source, file, problem);
  const { value, origins, problems } = readYaml(source);
  const violations = illegal({ file, source }, { value, problems }, 'test suite');
  const isCut = problems.some(({ message }) => message.startsWith('Illegal'));
  if (isMapping(value) && !isCut) {
    const report = createReport(file, source, value, origins);
    checkSuiteForm(report, value);
    violations.push(...report.violations());
    violations.sort((a, b) => a.line - b.line || a.column - b.column);
  }
  const isValid = violations.every(({ severity }) => severity !== 'error');

  const positionOf = lineFinder(source);
  function locate(path: Path, offset?: number) {
    const written = [path, ...formerPaths(path)].find((one) => isWritten(value, origins, one));
    if (!written) return undefined;
    if (offset === undefined) return positionOf(offsetAt(value, origins, written));
    return positionOf(offsetInScalar(value, origins, written, offset, source));
  }
  return { file, source, ...(isValid && isMapping(value) && { suite: toSuite(value) }), violations, locate };
}

/** An operator may be written by its former name. */
function formerPaths(path: Path): Path[] {
  const written = Object.keys(formerNames).find((former) => formerNames[former] === path.at(-1));
  return written === undefined ? [] : [[...path.slice(0, -1), written]];
}

function unread(source: string, file: string, message: string): SuiteDocument {
  const violation: Violation = { file, line: 1, column: 1, path: '', message, severity: 'error' };
  return { file, source, violations: [violation], locate: () => undefined };
}
