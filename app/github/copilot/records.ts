import { createHash } from 'node:crypto';
import type { Wish } from '../../copilot/types.ts';
import type { GitHubRepository, Records } from '../types.ts';
import type { Written } from './types.ts';

type Turn = NonNullable<Wish['conversation']>[number];

/** What is about to be written; on record before anything is, so that a crash changes neither it nor the number of times. */
export interface Prepared {
  /** The commit that it is made for. */
  sha: string;
  title: string;
  body: string;
  files: readonly { path: string; after: string }[];
  explanation: string;
}

/** How far a job is. Record `copilot-job`, key `<repository id> <job>`. */
export interface JobRecord {
  /** It counted for the limits. */
  isCounted?: true;
  prepared?: Prepared;
  written?: Written;
}

/** How long jobs are known: longer than comments are told of again, milliseconds. */
const keptFor = 30 * 86_400_000;

/** Turns of a conversation that are kept, and characters of each. */
const longest = { turns: 20, characters: 1_500 } as const;

export function jobRecord(records: Records, repository: GitHubRepository, id: string) {
  const key = `${repository.id} ${id}`;
  return {
    get: () => records.get<JobRecord>('copilot-job', key) ?? {},
    put: (value: JobRecord) => records.put('copilot-job', key, value),
  };
}

/** What was said in a thread of Copilot, oldest first. Record `copilot-thread`, key `<repository id> <number>`. */
export function conversationOf(records: Records, { id }: GitHubRepository, number: number): readonly Turn[] {
  return records.get<Turn[]>('copilot-thread', `${id} ${number}`) ?? [];
}

export function putConversation(
  records: Records,
  { id }: GitHubRepository,
  number: number,
  turns: readonly Turn[],
): void {
  const bounded = turns
    .slice(-longest.turns)
    .map(({ author, text }) => ({ author, text: text.slice(0, longest.characters).toWellFormed() }));
  records.put('copilot-thread', `${id} ${number}`, bounded);
}

/** Forgets jobs and conversations of a month ago. */
export function forgetOldJobs(records: Records, repositoryId: number, now: number): void {
  for (const kind of ['copilot-job', 'copilot-thread'])
    for (const { key, updated } of records.list(kind, `${repositoryId} `))
      if (updated < now - keptFor) records.delete(kind, key);
}

/** The branch of a job: the same one for the same comment, also after a crash (github §3.7). */
export function branchOf({ id: repositoryId }: GitHubRepository, id: string): string {
  const short = createHash('sha256').update(`${repositoryId} ${id}`).digest('hex').slice(0, 10);
  return `tutti/copilot/${short}`;
}
