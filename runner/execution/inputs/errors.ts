import { shownText } from './java/text.ts';

/** One refused input. `message` reads ``Invalid input for `id`, reason, but received `value` `` (flow-language §2.3). */
export interface InputViolation {
  id: string;
  message: string;
}

/** Inputs that a flow refuses: no execution is made. The message is that of every violation, joined by `, `. */
export class InputsError extends Error {
  override name = 'InputsError';
  readonly violations: readonly InputViolation[];
  constructor(violations: readonly InputViolation[]) {
    super(violations.map(({ id, message }) => `${id}: ${message}`).join(', '));
    this.violations = violations;
  }
}

/** Why a value does not fit; `received` is shown in place of the submitted value where it is given. */
export class InvalidValue extends Error {
  override name = 'InvalidValue';
  readonly received: unknown;
  constructor(reason: string, received?: unknown) {
    super(reason);
    this.received = received;
  }
}

/** The violation of one input, in Kestra's words (flow-language §2.3). */
export function violation(id: string, reason: string, received: unknown): InputViolation {
  return { id, message: `Invalid input for \`${id}\`, ${reason}, but received \`${shownText(received)}\`` };
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
