import { CopilotError } from '../errors.ts';
import type { TokenUsage } from '../types.ts';

/** How much may be asked a day; a day is one of UTC. */
export interface Limits {
  /** Wishes of one person. */
  perUser: number;
  /** Wishes of all people in one repository. */
  perRepository: number;
  /** Tokens that all wishes of one repository may take, in and out. */
  tokens: number;
}

export const defaultLimits: Limits = { perUser: 20, perRepository: 100, tokens: 2_000_000 };

/** Where is written what was used. Synchronous, so that two wishes at once count as two. */
interface Ledger {
  get<T>(kind: string, key: string): T | undefined;
  put(kind: string, key: string, value: unknown): void;
}

/** What was used on a day. Record `copilot-used`. */
interface Used {
  day: string;
  wishes: number;
  tokens: number;
}

/** Counts wishes and tokens by person and repository (github §8.2, “budget”). */
export interface Quota {
  /** Counts a wish. @throws CopilotError `quota`, a sentence that says which limit, and then nothing is counted */
  take(repository: string, user: string): void;
  /** Counts what a wish took, whatever came of it. */
  spend(repository: string, usage: TokenUsage): void;
}

/** @param now epoch, milliseconds */
export function openQuota(ledger: Ledger, limits: Limits, now: () => number): Quota {
  const used = (key: string): Used => {
    const day = new Date(now()).toISOString().slice(0, 10);
    const known = ledger.get<Used>('copilot-used', key);
    return known?.day === day ? known : { day, wishes: 0, tokens: 0 };
  };
  const put = (key: string, value: Used) => ledger.put('copilot-used', key, value);
  return {
    take(repository, user) {
      const userKey = `${repository} @${user.toLowerCase()}`;
      const [own, all] = [used(userKey), used(repository)];
      if (own.wishes >= limits.perUser)
        throw reached(`@${user} asked ${own.wishes} times today`, limits.perUser);
      if (all.wishes >= limits.perRepository)
        throw reached(`This repository asked ${all.wishes} times today`, limits.perRepository);
      if (all.tokens >= limits.tokens)
        throw reached(`This repository took ${all.tokens} tokens today`, limits.tokens);
      put(userKey, { ...own, wishes: own.wishes + 1 });
      put(repository, { ...all, wishes: all.wishes + 1 });
    },
    spend(repository, { input, output }) {
      const all = used(repository);
      put(repository, { ...all, tokens: all.tokens + input + output });
    },
  };
}

function reached(what: string, limit: number): CopilotError {
  return new CopilotError('quota', `${what}; the limit is ${limit}. It begins again at midnight UTC.`);
}
