/** A suite or case that is not there, or a file that holds no valid suite; the message is for people. */
export class SuiteRefused extends Error {
  override name = 'SuiteRefused';
  /** `missing`: there is no such suite or case. `invalid`: it cannot be run. */
  readonly reason: 'missing' | 'invalid';
  constructor(reason: SuiteRefused['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}
