import { details } from '../../../runner/report/markdown.ts';
import { code, link, prose, type ReplyBody, shortSha } from '../report/index.ts';
import type { GitHubRepository } from '../types.ts';
import type { Written } from './types.ts';

/** What was written, with its link; of a commit, all that the body of a pull request would say. */
export function writtenReply(
  { isNew, sha, number, title, body }: Written,
  { owner, name }: GitHubRepository,
  siteUrl: string,
): ReplyBody {
  const repository = `${siteUrl}/${owner}/${name}`;
  const about = prose(title, 200);
  if (isNew)
    return {
      icon: '✅',
      sentence: `Draft pull request ${link(`#${number}`, `${repository}/pull/${number}`)}: ${about}`,
    };
  const commit = link(code(shortSha(sha)), `${repository}/commit/${sha}`);
  return {
    icon: '✅',
    sentence: `Committed ${commit}: ${about}`,
    parts: [{ text: details('What changed', body), rank: 1, noun: 'description' }],
  };
}
