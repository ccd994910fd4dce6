import type { GitHubAccess } from '../client/types.ts';
import type { CheckActionRequested } from '../handlers.ts';
import { fit } from '../report/budget.ts';
import type { ReplyBody } from '../report/index.ts';

/** Bytes that GitHub takes in the summary of a check. */
const limit = 65_000;

/**
 * Says what came of a button in the summary of its check, above the report: where there is no pull request, that is where who
 * pressed it looks. Said once for each press, also after a crash.
 */
export async function replyInCheck(
  github: Pick<GitHubAccess, 'octokit'>,
  { repository, check, deliveryId }: Pick<CheckActionRequested, 'repository' | 'check' | 'deliveryId'>,
  { icon, sentence, parts = [] }: ReplyBody,
): Promise<void> {
  const { rest } = github.octokit(repository, { checks: 'write' });
  const place = { owner: repository.owner, repo: repository.name, check_run_id: check.id };
  const { data } = await rest.checks.get(place);
  const summary = data.output.summary ?? '';
  const marker = `<!-- tutti:press ${deliveryId.replace(/[^\w-]/g, '')} -->`;
  if (summary.includes(marker)) return;
  const said = [{ text: `${marker}\n${icon} ${sentence}` }, ...parts, { text: summary, rank: 0 }];
  const output = { title: data.output.title ?? data.name, summary: fit(said, '', limit) };
  await rest.checks.update({ ...place, output });
}
