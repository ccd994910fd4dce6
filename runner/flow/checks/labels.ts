import type { Report } from '../report.ts';
import { isAbsent, isMapping, isScalar, type Path } from '../values.ts';

/** A label as written, and where. */
interface WrittenLabel {
  key: string;
  value: unknown;
  path: Path;
}

/** The labels of a map, or of a list of `{key, value}`. */
export function labelsOf(labels: unknown, path: Path): WrittenLabel[] {
  if (isMapping(labels))
    return Object.entries(labels).map(([key, value]) => ({ key, value, path: [...path, key] }));
  if (!Array.isArray(labels)) return [];
  return labels.flatMap((label, index) =>
    isMapping(label) && isScalar(label['key'])
      ? [{ key: String(label['key']), value: label['value'], path: [...path, index] }]
      : [],
  );
}

/** Checks the form of labels: scalars as values, `{key, value}` in lists (flow-language §1.2). */
export function checkLabels(report: Report, labels: unknown, path: Path): void {
  if (Array.isArray(labels)) {
    labels.forEach((label, index) => {
      const keys = isMapping(label) ? Object.keys(label) : [];
      if (
        !isMapping(label) ||
        keys.some((key) => key !== 'key' && key !== 'value') ||
        !isScalar(label['key'])
      ) {
        report.error([...path, index], 'must be a map of key and value');
      }
    });
  }
  for (const { key, value, path: at } of labelsOf(labels, path)) {
    if (key === '') report.error(at, 'must not be empty');
    else if (isAbsent(value)) report.error(at, 'must not be null');
    else if (!isScalar(value)) report.error(at, `Unsupported type for key: ${key}`);
  }
}

/** Reports labels that only the system may set, one by one: of triggers and SLAs. */
export function checkNoSystemLabels(report: Report, labels: unknown, path: Path): void {
  for (const label of systemLabels(labels, path)) report.error(label.path, systemLabelFault(label.text));
}

/** The message about a label that only the system may set. */
export function systemLabelFault(label: string): string {
  return `System labels can only be set by Kestra itself, offending label: ${label}`;
}

/** Labels that only the system may set, as `key=value`, with their paths (flow-language §1.4). */
export function systemLabels(labels: unknown, path: Path): { text: string; path: Path }[] {
  return labelsOf(labels, path)
    .filter(({ key }) => key.startsWith('system.') && key !== 'system.readOnly')
    .map(({ key, value, path: at }) => ({ text: `${key}=${String(value)}`, path: at }));
}
