import { exitCodes } from './errors.ts';
import { createPaint, type Paint, wantsColour } from './paint.ts';

/** Where a command writes, and what it knows about the place. */
export interface Terminal {
  /** Results. The text ends with its own newline. */
  out(text: string): void;
  /** What went wrong, and progress beside a machine-readable result. */
  err(text: string): void;
  /** From now on, what `mask` hides in a text is never written. */
  hide(mask: (text: string) => string): void;
  /** Colours for `out` and `err`. */
  paint: Paint;
  errPaint: Paint;
  /** Whether `out` is a terminal that can be redrawn. */
  interactive: boolean;
  /** Size in characters, as it is now. */
  size(): { columns: number; rows: number };
}

/**
 * The terminal, pipe or file this process writes to. A reader that goes away (EPIPE) is no error: the rest
 * is not written. Nor does a full disk behind a stream end the work that writes to it.
 */
export function openTerminal(argv: readonly string[]): Terminal {
  const { stdout, stderr, env } = process;
  const gone = new Set<NodeJS.WriteStream>();
  let masked = (text: string) => text;
  const write = (stream: NodeJS.WriteStream) => (text: string) => {
    if (!gone.has(stream)) stream.write(masked(text));
  };
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (gone.has(stream)) return;
      gone.add(stream);
      if (error.code !== 'EPIPE' && stream === stdout) {
        process.exitCode = exitCodes.failed;
        write(stderr)(`Cannot write to stdout: ${error.message}\n`);
      }
    });
  }
  return {
    out: write(stdout),
    err: write(stderr),
    hide(mask) {
      masked = mask;
    },
    paint: createPaint(wantsColour(stdout, argv, env)),
    errPaint: createPaint(wantsColour(stderr, argv, env)),
    interactive: stdout.isTTY === true && env['TERM'] !== 'dumb',
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
  };
}

/** Ends the process once everything was written. */
export async function exit(code: number): Promise<never> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  );
  process.exit(code === exitCodes.ok ? process.exitCode : code);
}
