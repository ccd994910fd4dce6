import type { Clock } from '../../../runner/engine/triggers/types.ts';

/** How long a workspace that nobody uses stays open, milliseconds. */
const idleTime = 10 * 60_000;

/** How long one that was asked for is not closed to make room: whoever has it is about to use it. Milliseconds. */
const inHands = 60_000;

/** How many may be open at once; more only while all of them are used. */
const most = 32;

export interface IdleParts {
  clock: Clock;
  /**
   * Closes it where nothing in it is unfinished; whether it is closed. `isUnused` says, asked right before, that nobody came
   * to use it meanwhile. Never rejects.
   */
  close(key: string, isUnused: () => boolean): Promise<boolean>;
}

/** Looks after open workspaces of pull requests: those that rest are closed after a while, or where there are too many. */
export interface Idle {
  /** Somebody asked for it, or something happened in it. */
  used(key: string): void;
  /** It is not open any more. */
  gone(key: string): void;
}

interface Watched {
  /** When it was last used, epoch milliseconds. */
  at: number;
  /** How often it was used: two uses may be at one time. */
  uses: number;
  /** Takes back the next look at it. */
  cancel(): void;
}

export function createIdle({ clock, close }: IdleParts): Idle {
  const watched = new Map<string, Watched>();
  let isMakingRoom = false;
  let cancelRoom = () => {};

  const tryToClose = (key: string, one: Watched) => {
    const { uses } = one;
    return close(key, () => one.uses === uses);
  };

  const look = (key: string, one: Watched, due: number) => {
    one.cancel = clock.at(due, () => {
      const rest = one.at + idleTime;
      if (clock.now() < rest) return look(key, one, rest);
      void tryToClose(key, one).then((isClosed) => {
        if (!isClosed && watched.get(key) === one) look(key, one, clock.now() + idleTime);
      });
    });
  };

  /** Least recently used first; again in a while where that does not suffice. */
  const makeRoom = async () => {
    if (isMakingRoom || watched.size <= most) return;
    isMakingRoom = true;
    cancelRoom();
    for (const [key, one] of [...watched].sort(([, one], [, other]) => one.at - other.at)) {
      if (watched.size <= most || clock.now() - one.at < inHands) break;
      await tryToClose(key, one);
    }
    isMakingRoom = false;
    if (watched.size > most) cancelRoom = clock.at(clock.now() + inHands, () => void makeRoom());
  };

  return {
    used(key) {
      const known = watched.get(key);
      if (known) {
        known.at = clock.now();
        known.uses++;
        return;
      }
      const one: Watched = { at: clock.now(), uses: 1, cancel: () => {} };
      watched.set(key, one);
      look(key, one, one.at + idleTime);
      void makeRoom();
    },
    gone(key) {
      watched.get(key)?.cancel();
      watched.delete(key);
      if (watched.size <= most) cancelRoom();
    },
  };
}
