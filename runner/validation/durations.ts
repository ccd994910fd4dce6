import { z } from 'zod';
import { parseDuration } from '../flow/duration.ts';
import { pathText } from '../flow/report.ts';
import type { FlowDocument, FlowTypes, Violation } from '../flow/types.ts';
import { describe, isAbsent, type Path } from '../flow/values.ts';
import { conversionOf } from '../plugin/properties.ts';
import type { TaskPlace } from './places.ts';

/**
 * Durations of tasks that are written without an expression and are none: such a task fails when it runs (flow-language §4.12).
 * Warnings, for they are rendered first, and a flow that never gets there runs well.
 */
export function checkDurations(
  { file, flow, locate }: FlowDocument,
  places: readonly TaskPlace[],
  registry: Pick<FlowTypes, 'get'>,
): Violation[] {
  return places.flatMap(({ task, path, disabled }) => {
    const shape = registry.get(task.type)?.properties.shape ?? {};
    const names = ['timeout', ...Object.keys(shape).filter((name) => isDuration(shape[name] as z.ZodType))];
    return disabled
      ? []
      : names.filter((name) => isWrong(task[name])).map((name) => fault([...path, name], task[name]));
  });

  function fault(path: Path, found: unknown): Violation {
    const message = `must be a duration such as PT5M or PT1H30M, but found ${typeof found === 'string' ? `"${found}"` : describe(found)}`;
    return {
      file,
      ...(locate(path) ?? { line: 1, column: 1 }),
      path: pathText(flow, path),
      message,
      severity: 'warning',
    };
  }
}

function isDuration(schema: z.ZodType): boolean {
  if (conversionOf(schema)?.kind === 'duration') return true;
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable;
  return isWrapper && isDuration(schema.def.innerType as z.ZodType);
}

function isWrong(value: unknown): boolean {
  if (isAbsent(value)) return false;
  const text = String(value);
  return !/\{[{%#]/.test(text) && parseDuration(text) === undefined;
}
