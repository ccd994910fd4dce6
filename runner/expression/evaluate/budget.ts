import { defaultLimits } from '../limits.ts';
import { ExpressionError, type Limits } from '../types.ts';

/** Iterations between two looks at the clock. */
const clockInterval = 256;

/** What a rendering, with all renderings inside it, may still cost. Time counts from the first loop or call. */
export class Budget {
  private readonly limits: Limits;
  private readonly deadline: number;
  private iterations = 0;
  private nextLook = clockInterval;

  constructor(limits: Partial<Limits> | undefined) {
    this.limits = { ...defaultLimits, ...limits };
    this.deadline = performance.now() + this.limits.milliseconds;
  }

  /** @throws ExpressionError where there are too many iterations, or the time is over */
  spend(iterations: number): void {
    this.iterations += iterations;
    if (this.iterations > this.limits.iterations) {
      throw new ExpressionError(`The expression takes more than ${this.limits.iterations} iterations`);
    }
    if (this.iterations >= this.nextLook) {
      this.nextLook = this.iterations + clockInterval;
      this.checkTime();
    }
  }

  /** @throws ExpressionError where a call is nested too deeply, or the time is over */
  enterCall(depth: number): void {
    if (depth > this.limits.depth) {
      throw new ExpressionError(`The expression is nested deeper than ${this.limits.depth} calls`);
    }
    this.checkTime();
  }

  private checkTime(): void {
    if (performance.now() > this.deadline) {
      throw new ExpressionError(`The expression takes longer than ${this.limits.milliseconds} ms`);
    }
  }
}
