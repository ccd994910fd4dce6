import { parseDuration } from '../duration.ts';
import type { Report } from '../report.ts';
import { isAbsent, isMapping, type Mapping, type Path } from '../values.ts';
import { checkShape, enumFault, type Shape } from './shape.ts';

const common: Shape = {
  type: { kind: 'text', required: true },
  maxAttempts: { kind: 'integer', min: 1 },
  maxAttempt: { kind: 'integer', min: 1, deprecated: 'maxAttempts' },
  maxDuration: { kind: 'duration' },
  warningOnRetry: { kind: 'boolean' },
  behavior: { kind: 'text', oneOf: ['RETRY_FAILED_TASK', 'CREATE_NEW_EXECUTION'] },
};

const ofType: Readonly<Record<string, { className: string; shape: Shape }>> = {
  constant: { className: 'Constant', shape: { interval: { kind: 'duration', required: true } } },
  exponential: {
    className: 'Exponential',
    shape: {
      interval: { kind: 'duration', required: true },
      maxInterval: { kind: 'duration', required: true },
      delayFactor: { kind: 'any' },
    },
  },
  random: {
    className: 'Random',
    shape: {
      minInterval: { kind: 'duration', required: true },
      maxInterval: { kind: 'duration', required: true },
    },
  },
};

// For the JSON Schema of a flow.
export { common as retryShape, ofType as retryShapes };

/** Checks a retry object (flow-language §1.4 “Other validators”, §7.4). */
export function checkRetry(report: Report, retry: unknown, path: Path): void {
  if (!isMapping(retry)) return;
  const type = retry['type'];
  if (isAbsent(type)) {
    report.error(path, "missing type id property 'type' (for POJO property 'retry')");
    return;
  }
  const known = Object.hasOwn(ofType, String(type)) ? ofType[String(type)] : undefined;
  if (!known) {
    report.error([...path, 'type'], enumFault(String(type), Object.keys(ofType)));
    return;
  }
  checkShape(report, retry, path, `io.kestra.core.models.tasks.retrys.${known.className}`, {
    ...common,
    ...known.shape,
  });
  checkFactor(report, retry, path);
  for (const [smaller, greater] of orders[String(type)] ?? [])
    checkOrder(report, retry, path, smaller, greater);
}

/** Which duration must be less than which, where both are written. */
const orders: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  constant: [['interval', 'maxDuration']],
  exponential: [
    ['interval', 'maxDuration'],
    ['interval', 'maxInterval'],
  ],
  random: [
    ['minInterval', 'maxInterval'],
    ['maxInterval', 'maxDuration'],
  ],
};

function checkOrder(report: Report, retry: Mapping, path: Path, smaller: string, greater: string): void {
  const small = milliseconds(retry[smaller]);
  const great = milliseconds(retry[greater]);
  if (small === undefined || great === undefined || small < great) return;
  report.error(
    [...path, smaller],
    `'${smaller}' must be less than '${greater}' but is ${String(retry[smaller])} (${greater}: ${String(retry[greater])})`,
  );
}

function checkFactor(report: Report, retry: Mapping, path: Path): void {
  const factor = retry['delayFactor'];
  if (isAbsent(factor) || Number.isFinite(Number(factor))) return;
  report.error([...path, 'delayFactor'], 'must be a number');
}

function milliseconds(duration: unknown): number | undefined {
  return isAbsent(duration) ? undefined : parseDuration(String(duration));
}
