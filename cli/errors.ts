/** Exit codes of every command. */
export const exitCodes = {
  /** The execution ended in SUCCESS or WARNING; the flows are valid. */
  ok: 0,
  /** The execution ended otherwise; there are violations. */
  failed: 1,
  /** Nothing was executed: invalid flow or inputs, bad usage, unreadable file. */
  refused: 2,
  /** Ended at once on a second Ctrl-C. */
  interrupted: 130,
} as const;

/** Why a command did nothing, told to a person: what was wrong, and on further lines what to do. */
export class Refusal extends Error {
  override name = 'Refusal';
  /** Shown instead of the message where a person reads: excerpts, colours. */
  readonly report: string | undefined;
  constructor(message: string, options?: ErrorOptions & { report?: string }) {
    super(message, options);
    this.report = options?.report;
  }
}

/** Why an execution that had begun was left unfinished, though it is no end of its own. */
export class Interruption extends Error {
  override name = 'Interruption';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
