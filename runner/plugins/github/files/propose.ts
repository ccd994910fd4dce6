import { createHash } from 'node:crypto';
import type { Client } from '../client.ts';

/** A pull request as GitHub gives it. */
interface Pull {
  number: number;
  html_url: string;
}

/** The branch of a task run: the same at every try. @throws Error for a verb that is no part of a branch's name */
export function botBranch(verb: string, taskRunId: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(verb))
    throw new Error(`Property \`verb\`: expected a word such as \`update\`, found \`${verb}\``);
  return `tutti/${verb}/${createHash('sha256').update(taskRunId).digest('hex').slice(0, 10)}`;
}

/** The pull request of a branch, opened where there is none; one that was closed or merged is not opened again. */
export async function pullRequest(
  api: Client,
  path: string,
  {
    branch,
    base,
    ...shown
  }: { branch: string; base: string; title: string; body?: string | undefined; draft: boolean },
): Promise<Pull> {
  const head = `${path.split('/')[2]}:${branch}`;
  const [there] = await api.get<Pull[]>(`${path}/pulls`, { head, state: 'all' });
  return there ?? api.send<Pull>('POST', `${path}/pulls`, { head: branch, base, ...shown });
}
