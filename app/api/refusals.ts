import { describeError } from './errors.ts';

/** Something of a list that was refused, as Kestra's clients show it (surfaces §14). */
export interface Invalid {
  message: string;
  invalidValue: unknown;
}

/** What was refused of something that is tried with each of a list. @throws what is no refusal */
export async function refusals<T>(all: readonly T[], attempt: (item: T) => unknown): Promise<Invalid[]> {
  const invalids: Invalid[] = [];
  for (const item of all) {
    try {
      await attempt(item);
    } catch (error) {
      const { unexpected, message } = describeError(error);
      if (unexpected) throw error;
      invalids.push({ message, invalidValue: item });
    }
  }
  return invalids;
}
