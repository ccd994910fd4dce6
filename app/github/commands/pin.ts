import type { CommentCreated } from '../handlers.ts';
import { Later } from '../inbox/queue.ts';
import { trustOfHead } from './approvals.ts';
import { headSince } from './heads.ts';
import { type Arguments, type CommandPorts, CommandRefused, type PinnedPull, type Verb } from './types.ts';

/** How long a head that no delivery told of is waited for, and how often it is looked for, milliseconds. */
const patience = 15_000;
const pause = 500;

/**
 * The head of the pull request that the author of a command saw (github §4.3.6): refused where the branch moved after the
 * comment, and where it runs what a fork says and nobody named the SHA.
 *
 * @throws CommandRefused @throws Later where the delivery that tells of the head is not here yet
 */
export async function pin(
  ports: Pick<CommandPorts, 'services'>,
  hint: CommentCreated,
  verb: Verb,
  { options }: Arguments,
): Promise<PinnedPull> {
  const { records, now } = ports.services;
  const { repository, number } = hint;
  const head = await headOf(ports, hint);
  const named = typeof options['sha'] === 'string' ? options['sha'].toLowerCase() : undefined;
  if (head.state !== 'open')
    throw new CommandRefused(
      'This pull request is closed, and nothing of it runs any more. `--production` asks for the default branch.',
    );
  if (named !== undefined) checkNamed(named, head.sha, head.isFork);
  else {
    const since = headSince(records, repository.id, number, head.sha);
    // The delivery of the push may be behind that of the comment.
    if (since === undefined && now() - hint.receivedAt < patience)
      throw new Later(pause, 'nothing told yet of the head of the pull request');
    if (since === undefined || since > hint.createdAt)
      throw new CommandRefused(
        `The branch moved after your comment. Look at it, and repeat the command with \`--sha ${head.sha}\`.`,
      );
  }
  const trusted = trustOfHead(records, { repositoryId: repository.id, number, ...head });
  // Who may run and names the SHA has read it.
  const trust = verb.effect === 'runs' && named !== undefined && trusted === 'fork' ? 'branch' : trusted;
  if (verb.effect === 'runs' && trust === 'fork')
    throw new CommandRefused(
      `Commit ${head.sha.slice(0, 7)} comes from a fork: nothing of it runs until somebody with write access has read it and says so with \`/tutti ok ${head.sha}\`, or repeats the command with \`--sha ${head.sha}\`.`,
    );
  return { number, sha: head.sha, isFork: head.isFork, trust };
}

/** Asks once more right before an effect (github §4.3.9). @throws CommandRefused where the head is another one */
export async function checkUnmoved(
  ports: Pick<CommandPorts, 'services'>,
  hint: CommentCreated,
  pinned: PinnedPull,
): Promise<void> {
  const { sha, state } = await headOf(ports, hint);
  if (sha !== pinned.sha || state !== 'open')
    throw new CommandRefused(
      `The branch moved while the command was looked at (ref_changed): it was for ${pinned.sha.slice(0, 7)}. Repeat it.`,
    );
}

async function headOf({ services }: Pick<CommandPorts, 'services'>, { repository, number }: CommentCreated) {
  const { owner, name } = repository;
  const octokit = services.github.octokit(repository, { pull_requests: 'write', issues: 'write' });
  const { data } = await octokit.rest.pulls.get({ owner, repo: name, pull_number: number });
  const from = data.head.repo as { id: number } | null;
  return { sha: data.head.sha, state: data.state, isFork: from?.id !== repository.id };
}

/** A short SHA can be made to fit another commit: where anybody may push, all of it must be named. */
function checkNamed(named: string, head: string, isFork: boolean): void {
  const least = isFork ? 40 : 7;
  if (!/^[0-9a-f]{7,40}$/.test(named) || named.length < least)
    throw new CommandRefused(
      isFork
        ? `Of a fork, the whole SHA is needed. That of the head is ${head}.`
        : 'Expected a SHA of at least 7 hexadecimal digits.',
    );
  if (!head.startsWith(named))
    throw new CommandRefused(`${named} is not the head of this pull request: that is ${head}.`);
}
