import { Pending, type Services } from './types.ts';

/** Values of asynchronous calls, by the key that `suspend` was given: kept while one evaluation is tried again and again. */
export type Memo = Map<string, MemoEntry>;

interface MemoEntry {
  readonly promise: Promise<void>;
  result?: { value: unknown } | { error: unknown };
}

/**
 * The value under a key, loading it at the first question.
 *
 * @throws Pending until the value is there; then, where loading failed, what it failed with
 */
export function recall<T>(memo: Memo | undefined, key: string, load: () => Promise<T>): T {
  const entry = memo?.get(key) ?? start(load);
  memo?.set(key, entry);
  if (entry.result === undefined) {
    throw new Pending(entry.promise);
  }
  if ('error' in entry.result) {
    throw entry.result.error;
  }
  return entry.result.value as T;
}

function start(load: () => Promise<unknown>): MemoEntry {
  const entry: MemoEntry = {
    promise: load().then(
      (value) => {
        entry.result = { value };
      },
      (error: unknown) => {
        entry.result = { error };
      },
    ),
  };
  return entry;
}

/** What clock and chance answered during one evaluation, in the order of the questions. */
export interface Tape {
  readonly times: number[];
  readonly bytes: Uint8Array[];
}

/**
 * Services that answer the n-th question for time or chance the same in every pass over one tape, so that an evaluation
 * that is tried again sees the same world.
 */
export function replaying(services: Services, tape: Tape): Services {
  let time = 0;
  let chance = 0;
  return {
    now: () => next(tape.times, time++, () => services.now()),
    randomBytes: (count) => next(tape.bytes, chance++, () => services.randomBytes(count)),
    secret: (key, namespace) => services.secret(key, namespace),
    kv: (key, namespace) => services.kv(key, namespace),
    read: (path, namespace) => services.read(path, namespace),
    fileSize: (path, namespace) => services.fileSize(path, namespace),
    fileUri: (path) => services.fileUri(path),
    http: (call) => services.http(call),
    errorLogs: () => services.errorLogs(),
    taskStates: () => services.taskStates(),
  };
}

function next<T>(answers: T[], index: number, ask: () => T): T {
  const known = answers[index];
  if (known !== undefined) {
    return known;
  }
  const answer = ask();
  answers.push(answer);
  return answer;
}
