import { type Logger, pino } from 'pino';
import { createPaint, wantsColour } from '../paint.ts';

/** The server's own log on stdout: a JSON object a line, or for people. `mask` hides secrets in every line. */
export function createLog(
  { level, format }: { level: string; format: 'auto' | 'json' | 'pretty' },
  mask: (text: string) => string,
): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  const show = isPretty
    ? prettyLine(createPaint(wantsColour(process.stdout, [], process.env)))
    : (line: string) => line;
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void process.stdout.write(show(mask(line))) },
  );
}

type Paint = ReturnType<typeof createPaint>;

/** `12:03:04 INFO  serving  url=http://127.0.0.1:8080` */
function prettyLine(paint: Paint): (line: string) => string {
  return (line) => {
    const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const name = String(level).toUpperCase().padEnd(5);
    const colour = level === 'error' ? paint.red : level === 'warn' ? paint.yellow : paint.dim;
    const details = Object.entries(rest).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    const stack = (err as { stack?: string } | undefined)?.stack;
    return `${paint.dim(String(time).slice(11, 19))} ${colour(name)} ${String(msg)}  ${paint.dim(details.join(' '))}${stack === undefined ? '' : `\n${stack}`}\n`;
  };
}
