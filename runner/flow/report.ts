import { keyOffsetAt, lineFinder, offsetAt, offsetInScalar } from './position.ts';
import type { Violation } from './types.ts';
import { isMapping, type Path } from './values.ts';
import type { Origins } from './yaml.ts';

type Severity = Violation['severity'];

/** Collects what is wrong with a document. Paths lead into the document's value, plugin defaults included. */
export interface Report {
  error(path: Path, message: string, at?: 'key'): void;
  warning(path: Path, message: string, at?: 'key'): void;
  info(path: Path, message: string, at?: 'key'): void;
  /** A warning about the character at `offset` of a text value. */
  textWarning(path: Path, offset: number, message: string): void;
  /** Everything so far. */
  violations(): Violation[];
}

/** A report about `root`, which was read from `source` and lies where `origins` says. */
export function createReport(file: string, source: string, root: unknown, origins: Origins): Report {
  const positionOf = lineFinder(source);
  const found = new Map<string, Violation>();

  function add(path: Path, message: string, severity: Severity, offset: number): void {
    const text = pathText(root, path);
    // Two checks may see the same fault: say it once.
    const key = `${text}\n${message}`;
    if (found.has(key)) return;
    found.set(key, { file, ...positionOf(offset), path: text, message, severity });
  }
  const adder = (severity: Severity) => (path: Path, message: string, at?: 'key') => {
    const offset = at === 'key' ? keyOffsetAt(root, origins, path) : offsetAt(root, origins, path);
    add(path, message, severity, offset);
  };

  return {
    error: adder('error'),
    warning: adder('warning'),
    info: adder('info'),
    textWarning: (path, offset, message) =>
      add(path, message, 'warning', offsetInScalar(root, origins, path, offset, source)),
    violations: () => [...found.values()],
  };
}

/** Property path as Kestra prints it, list indexes replaced by element ids: `tasks[hello].message` (flow-language §1.1). */
export function pathText(root: unknown, path: Path): string {
  let text = '';
  let value = root;
  for (const step of path) {
    const inner =
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[step]
        : undefined;
    if (typeof step === 'number') text += `[${elementName(inner) ?? step}]`;
    else text += text === '' ? step : `.${step}`;
    value = inner;
  }
  return text;
}

function elementName(element: unknown): string | undefined {
  if (!isMapping(element)) return undefined;
  const name = element['id'] ?? element['name'];
  return (typeof name === 'string' && name !== '') || typeof name === 'number' ? String(name) : undefined;
}
