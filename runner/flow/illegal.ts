import { lineFinder } from './position.ts';
import { pathText } from './report.ts';
import type { Violation } from './types.ts';
import { describe, isMapping } from './values.ts';
import type { YamlText } from './yaml.ts';

/**
 * What is wrong with the text of a document itself: faults of the YAML, or a value that is no map (flow-language §1.1).
 * `what` messages call the document; the reader of YAML calls all of them flows.
 */
export function illegal(
  { file, source }: { file: string; source: string },
  { value, problems }: Pick<YamlText, 'value' | 'problems'>,
  what: 'flow' | 'namespace' | 'test suite',
): Violation[] {
  const positionOf = lineFinder(source);
  const violations = problems.map(
    ({ path, offset, message }): Violation => ({
      file,
      ...positionOf(offset),
      path: pathText(value, path),
      message: message
        .replace(/^Illegal flow yaml/, `Illegal ${what} yaml`)
        .replace(/write each flow to a file$/, `write each ${what} to a file`),
      severity: 'error',
    }),
  );
  if (!isMapping(value) && violations.length === 0) {
    const message = `Illegal ${what} yaml: a ${what} must be a map, but found ${describe(value)}`;
    violations.push({ file, line: 1, column: 1, path: '', message, severity: 'error' });
  }
  return violations;
}
