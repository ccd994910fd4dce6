import type { Violation } from '../../runner/flow/types.ts';
import type { CopilotFailure, TokenUsage } from './types.ts';

/** Why Copilot proposes nothing: a sentence for the person who asked, which holds no secret. */
export class CopilotError extends Error {
  override readonly name = 'CopilotError';
  readonly failure: CopilotFailure;
  /** What was still wrong, where the last answer was not valid. */
  readonly violations: readonly Violation[];
  /** What the model took until then, where it was asked: it counts too. */
  usage?: TokenUsage;

  constructor(
    failure: CopilotFailure,
    message: string,
    options: { cause?: unknown; violations?: readonly Violation[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.failure = failure;
    this.violations = options.violations ?? [];
  }
}
