import type { Clock } from '../../runner/engine/triggers/types.ts';

/** Something that is done again and again. */
export interface Repeated {
  /** Resolves when what is being done is. */
  idle(): Promise<void>;
  /** Ends it; what is being done is not waited for, and its failure is nobody's any more. */
  close(): void;
}

/** Does `work` now, and again `pause` milliseconds after each end. `failed` is told why it rejected. */
export function repeat(
  clock: Clock,
  pause: number,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): Repeated {
  let isClosed = false;
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();
  const once = () => {
    running = work()
      .catch((error: unknown) => {
        if (!isClosed) failed(error);
      })
      .then(() => {
        if (!isClosed) cancel = clock.at(clock.now() + pause, once);
      });
  };
  once();
  return {
    idle: () => running,
    close() {
      isClosed = true;
      cancel();
    },
  };
}
