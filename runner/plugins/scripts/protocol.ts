import { z } from 'zod';
import type { TaskContext } from '../../plugin/types.ts';

/** What the output of a script's process is read for. */
export interface OutputReader {
  /** Takes lines of one stream. */
  onLines(stream: 'stdout' | 'stderr', lines: readonly string[]): Promise<void>;
  /** Outputs that the script sent so far. */
  readonly vars: Record<string, unknown>;
}

/**
 * Reads what a script prints (flow-language §6.11, log protocol). A line `::{…}::` holds outputs, metrics and log entries as
 * JSON; any other is a log entry: INFO from stdout, ERROR from stderr.
 */
export function outputReader(context: TaskContext<unknown>): OutputReader {
  const vars: Record<string, unknown> = {};

  return {
    vars,
    async onLines(stream, lines) {
      const level = stream === 'stdout' ? 'INFO' : 'ERROR';
      let from = 0;
      // Protocol lines are rare: the others go on in runs, as slices.
      for (let index = 0; index < lines.length; index++) {
        if (!lines[index]!.startsWith('::{') || !lines[index]!.endsWith('}::')) continue;
        if (index > from) await context.logLines(level, lines.slice(from, index));
        takeMessage(lines[index]!);
        from = index + 1;
      }
      if (from < lines.length) await context.logLines(level, from === 0 ? lines : lines.slice(from));
    },
  };

  function takeMessage(line: string): void {
    const message = parse(line.slice(2, -2));
    if (!message) {
      context.log('WARN', `Invalid outputs '${line}'`);
      return;
    }
    Object.assign(vars, message.outputs);
    for (const { name, type, value, tags } of message.metrics ?? []) {
      context.metric({ name, type, value, tags: tags ?? undefined });
    }
    for (const { level, message: text } of message.logs ?? []) context.log(level, text);
  }
}

type LogLevel = Parameters<TaskContext<unknown>['log']>[0];

const levels: Readonly<Record<string, LogLevel>> = {
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  WARNING: 'WARN',
  ERROR: 'ERROR',
  CRITICAL: 'ERROR',
  FATAL: 'ERROR',
};

const messageSchema = z.object({
  outputs: z.record(z.string(), z.unknown()).nullish(),
  metrics: z
    .array(
      z.object({
        name: z.string(),
        type: z.enum(['counter', 'timer', 'gauge']),
        value: z.number(),
        tags: z.record(z.string(), z.coerce.string()).nullish(),
      }),
    )
    .nullish(),
  logs: z
    .array(
      z.object({
        level: z
          .string()
          .optional()
          .transform((level) => levels[level?.toUpperCase() ?? 'INFO'] ?? 'INFO'),
        message: z.string(),
      }),
    )
    .nullish(),
});

function parse(json: string): z.infer<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
