/** Longest delay that Node's timers take, milliseconds. */
const longest = 2 ** 31 - 1;

/** Wake-ups of this process; what they stand for is durable in the backend. */
export interface Timers {
  /** Calls `wake` at `due` (epoch milliseconds), or at once where that is past. Replaces a timer of the same id. */
  set(id: string, due: number, wake: () => void): void;
  cancel(id: string): void;
  /** Calls the wake-up of a timer that is set now, instead of when it is due. */
  hurry(id: string): void;
  clear(): void;
}

/** Timers that keep the process alive until they came. `now`: the time that `due` is of, epoch milliseconds. */
export function createTimers(now: () => number = Date.now): Timers {
  const handles = new Map<string, NodeJS.Timeout>();
  const wakes = new Map<string, () => void>();
  const set = (id: string, due: number, wake: () => void): void => {
    clearTimeout(handles.get(id));
    wakes.set(id, wake);
    const delay = due - now();
    handles.set(
      id,
      delay > longest
        ? setTimeout(() => set(id, due, wake), longest)
        : setTimeout(
            () => {
              forget(id);
              wake();
            },
            Math.max(0, Math.ceil(delay)),
          ),
    );
  };
  const forget = (id: string): void => {
    clearTimeout(handles.get(id));
    handles.delete(id);
    wakes.delete(id);
  };
  return {
    set,
    cancel: forget,
    hurry(id) {
      const wake = wakes.get(id);
      forget(id);
      wake?.();
    },
    clear() {
      for (const handle of handles.values()) clearTimeout(handle);
      handles.clear();
      wakes.clear();
    },
  };
}
