import { statusOf } from '../client/limits.ts';
import type { AppServices, CommentCreated } from '../handlers.ts';
import { commandReply, type ReplyBody, type ReplyTo, replyMarker } from '../report/index.ts';
import { type CommandRecords, type ReplyNote, replies } from './records.ts';

type Reaction = 'eyes' | 'rocket' | '+1' | '-1' | 'confused';

/** How the App answers one comment: reactions, and at most one reply (github §4.3, §9.4). */
export interface Conversation {
  /** 👀; false where the comment is gone, and with it the wish. */
  see(): Promise<boolean>;
  react(reaction: Exclude<Reaction, 'eyes'>): Promise<void>;
  /** Takes 👀 away. */
  unsee(): Promise<void>;
  /** Says it once, also after a crash in the middle. */
  reply(body: ReplyBody | ((to: ReplyTo) => string), sha?: string): Promise<void>;
}

export function createConversation(
  { github, records }: Pick<AppServices, 'github' | 'records'>,
  about: Pick<CommentCreated, 'repository' | 'id' | 'number' | 'url' | 'createdAt'>,
  key: string,
): Conversation {
  const { repository, id, number, url, createdAt } = about;
  const place = { owner: repository.owner, repo: repository.name };
  const { rest } = github.octokit(repository, { pull_requests: 'write', issues: 'write' });
  const notes: CommandRecords<ReplyNote> = replies(records);

  // GitHub answers a reaction that is there already with that one.
  const react = async (content: Reaction) => {
    const { data } = await rest.reactions.createForIssueComment({ ...place, comment_id: id, content });
    return data.id;
  };

  /** The reply of an attempt that ended before it was noted. */
  const lost = async (): Promise<number | undefined> => {
    const { data } = await rest.issues.listComments({
      ...place,
      issue_number: number,
      since: new Date(createdAt).toISOString(),
      per_page: 100,
    });
    const bot = `${await github.slug()}[bot]`;
    return data.find(({ user, body }) => user?.login === bot && body?.startsWith(replyMarker(id)))?.id;
  };

  return {
    see: () => ifThere(async () => void (await react('eyes'))),
    react: async (reaction) => void (await ifThere(async () => void (await react(reaction)))),
    async unsee() {
      await ifThere(async () => {
        const eyes = await react('eyes');
        await rest.reactions.deleteForIssueComment({ ...place, comment_id: id, reaction_id: eyes });
      });
    },
    async reply(said, sha) {
      const note = notes.get(key);
      if (note?.id !== undefined) return;
      const to: ReplyTo = {
        commentUrl: url,
        commentId: id,
        ...(sha !== undefined && { sha }),
        place: { repositoryUrl: `${github.siteUrl}/${repository.owner}/${repository.name}` },
      };
      const body = typeof said === 'function' ? said(to) : commandReply(said, to);
      const before = note && (await lost());
      if (!note) notes.put(key, {});
      const made =
        before ?? (await rest.issues.createComment({ ...place, issue_number: number, body })).data.id;
      notes.put(key, { id: made });
    },
  };
}

async function ifThere(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}
