import type { CommentCreated } from '../handlers.ts';
import { type Role, reaches, roleOf } from '../permission.ts';
import { allows, neededText } from '../policy/allows.ts';
import type { ReplyBody } from '../report/index.ts';
import type { Reading } from './grammar.ts';
import { pin } from './pin.ts';
import { withinQuota } from './quota.ts';
import {
  type CommandContext,
  type CommandPolicy,
  type CommandPorts,
  CommandRefused,
  type PinnedPull,
  type Verb,
} from './types.ts';
import { helpText, permissionOf } from './usage.ts';
import { overview } from './verbs/help.ts';

/** Who comes later than this after the comment is not done: nobody waits for it any more, milliseconds. */
const latest = 6 * 3_600_000;

/** A command that may be done. */
export interface Accepted {
  verb: Verb;
  given: CommandContext['given'];
  pinned?: PinnedPull;
}

/**
 * Everything that is looked at before a command is on record (github §4.3): who asks, for what commit, and whether they may.
 *
 * @throws CommandRefused
 */
export async function admit(
  ports: CommandPorts,
  verbs: readonly Verb[],
  hint: CommentCreated,
  reading: Reading,
  policy: CommandPolicy,
): Promise<Accepted | { text: ReplyBody }> {
  const { services, executions } = ports;
  const { repository, number, author } = hint;
  const now = services.now();
  const role = await roleOf(services.github, repository, author.login);
  const use = { commentId: hint.id, isOutsider: !reaches(role, 'write'), now };
  if (!withinQuota(services.records, { repositoryId: repository.id, number }, use))
    throw new CommandRefused('These are too many commands for an hour. Wait a little.', {
      repeated: 'quota',
    });
  if (reading.kind === 'unclear')
    throw new CommandRefused(reading.message, {
      reaction: 'confused',
      ...(reading.usage && { usage: reading.usage }),
    });
  if (reading.kind === 'help') return { text: helpOf(reading.verb, verbs, policy) };

  const { verb, arguments: given } = reading;
  if (now - hint.createdAt > latest)
    throw new CommandRefused(
      'This command reached Tutti hours after it was written. Repeat it if you still want it.',
    );
  if (verb.pullOnly && !hint.isPull) throw new CommandRefused(`\`${verb.name}\` is for pull requests.`);
  await checkRole({ login: author.login, role }, verb, policy, async () => {
    if (verb.own === 'pull') return (await pullAuthor(ports, hint)) === author.login;
    const found = given.words[0] && (await executions.find(repository, given.words[0]));
    return found ? found.shown.startedBy === author.login : false;
  });
  const isAboutCommit = hint.isPull && given.options['production'] !== true && verb.effect !== 'controls';
  const pinned = isAboutCommit ? await pin(ports, hint, verb, given) : undefined;
  return { verb, given, ...(pinned && { pinned }) };
}

async function checkRole(
  person: { login: string; role: Role },
  verb: Verb,
  policy: CommandPolicy,
  isOwn: () => Promise<boolean>,
): Promise<void> {
  const rule = policy.commands?.[verb.name];
  if (rule ? allows(verb.minimum, rule, person) : reaches(person.role, verb.minimum)) return;
  // The rule of the policy is all there is: who owns something may no more than others.
  if (!rule && verb.own !== undefined && (await isOwn())) return;
  const needed = rule ? neededText(verb.minimum, rule) : `the permission ${permissionOf(verb)}`;
  throw new CommandRefused(`\`${verb.name}\` needs ${needed}; you have ${person.role}.`, {
    repeated: `role ${verb.name}`,
  });
}

async function pullAuthor({ services }: CommandPorts, { repository, number, isPull }: CommentCreated) {
  if (!isPull) return undefined;
  const octokit = services.github.octokit(repository, { pull_requests: 'write', issues: 'write' });
  const { owner, name } = repository;
  return (await octokit.rest.pulls.get({ owner, repo: name, pull_number: number })).data.user?.login;
}

function helpOf(verb: Verb | undefined, verbs: readonly Verb[], { commands }: CommandPolicy): ReplyBody {
  if (!verb) return overview(verbs, commands);
  const block = `\`\`\`text\n${helpText(verb, commands)}\n\`\`\``;
  return { icon: 'ℹ️', sentence: `How to use \`${verb.name}\``, parts: [{ text: block }] };
}
