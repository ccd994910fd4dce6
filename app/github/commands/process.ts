import { createHash } from 'node:crypto';
import type { CommentCreated } from '../handlers.ts';
import { type Role, reaches, roleOf } from '../permission.ts';
import { allows, isNamed, neededText } from '../policy/allows.ts';
import { code, link, prose, type ReplyBody } from '../report/index.ts';
import { type Conversation, createConversation } from './conversation.ts';
import type { Followers } from './follow.ts';
import { type Reading, readComment } from './grammar.ts';
import { checkUnmoved, pin } from './pin.ts';
import { withinQuota } from './quota.ts';
import { type CommandRecord, commandKey, commandRecords } from './records.ts';
import { refusalOf } from './refusals.ts';
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

/** How long a refusal is not said again to the same person, milliseconds. */
const silence = 3_600_000;

/**
 * Does what a comment asks for, in the order of github §4.3: nothing has an effect before who asks, for what commit, and
 * whether they may, is known and on record. Rejects where GitHub does not answer: it is called again then, or after a crash, and
 * goes on.
 */
export function createProcess(
  ports: CommandPorts,
  verbs: readonly Verb[],
  followers: Followers,
): (hint: CommentCreated) => Promise<void> {
  const { records, now } = ports.services;
  const commands = commandRecords(records);

  return async (hint) => {
    const reading = readComment(hint.body, verbs);
    if (!reading) return;
    const key = commandKey(hint.repository.id, hint.id);
    const known = commands.get(key);
    if (known && known.state !== 'accepted') return;
    const policy = await ports.policy(hint.repository);
    if (await isMachine(ports, hint, policy)) return;
    const talk = createConversation(ports.services, hint, key);
    if (!(await talk.see())) return;
    let record: CommandRecord | undefined = known;
    try {
      const accepted = known ? accept(known, reading) : await admit(ports, verbs, hint, reading, policy);
      if ('text' in accepted) await talk.reply(accepted.text);
      else {
        record = known ?? recordOf(hint, accepted, policy, now());
        commands.put(key, record);
        await talk.react('rocket');
        const answer = await accepted.verb.run(await contextFor(ports, hint, accepted, record, !known));
        if (answer.reply) await talk.reply(answer.reply, accepted.pinned?.sha);
        if (answer.execution) return followers.begin(hint, record, answer.execution);
      }
      await talk.react('+1');
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      await refuse(ports, hint, talk, refusal);
      record = { ...(record ?? recordOf(hint, undefined, policy, now())), refused: refusal.message };
    }
    await talk.unsee();
    commands.put(key, { ...(record ?? recordOf(hint, undefined, policy, now())), state: 'ended' });
  };
}

/** A command that may be done. */
interface Accepted {
  verb: Verb;
  given: CommandContext['given'];
  pinned?: PinnedPull;
}

/** Those that are no persons: replies to replies would never end (github §4.3.2). */
async function isMachine(
  { services }: CommandPorts,
  { author, isByApp, sender }: CommentCreated,
  { bots = [] }: CommandPolicy,
): Promise<boolean> {
  const isBot = author.type === 'Bot' || sender?.type === 'Bot' || isByApp;
  if (!isBot) return false;
  return !isNamed(bots, author.login) || author.login === `${await services.github.slug()}[bot]`;
}

/** Everything that is looked at before a command is on record. @throws CommandRefused */
async function admit(
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

/** Goes on with a command on record: as it was admitted, whatever is true now. */
function accept({ pinned }: CommandRecord, reading: Reading): Accepted {
  if (reading.kind !== 'command') throw new Error('The comment on record was a command');
  return { verb: reading.verb, given: reading.arguments, ...(pinned && { pinned }) };
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

function recordOf(
  { author, url, body, createdAt, isPull, number }: CommentCreated,
  accepted: Accepted | undefined,
  { sha }: CommandPolicy,
  at: number,
): CommandRecord {
  const { verb, pinned, given } = accepted ?? {};
  const isOfPull = isPull && given?.options['production'] !== true;
  return {
    state: 'accepted',
    author: author.login,
    url,
    bodyHash: createHash('sha256').update(body).digest('hex'),
    verb: verb?.name ?? '',
    ...(sha !== undefined && { policySha: sha }),
    scope: isOfPull ? { kind: 'pull', number } : { kind: 'production' },
    ...(pinned && { pinned }),
    at: Math.max(at, createdAt),
  };
}

/** What the verb is run with. @throws CommandRefused where the head moved before the first try */
async function contextFor(
  ports: CommandPorts,
  hint: CommentCreated,
  { verb, given, pinned }: Accepted,
  record: CommandRecord,
  isFirst: boolean,
): Promise<CommandContext> {
  const { repository } = hint;
  const commands = commandRecords(ports.services.records);
  const key = commandKey(repository.id, hint.id);
  // After a crash the effect may be there: it is gone on with, for what is run is the pinned commit in any case.
  if (isFirst && pinned && verb.effect === 'runs') await checkUnmoved(ports, hint, pinned);
  let opened: ReturnType<CommandPorts['workspace']> | undefined;
  const left = async () => {
    const workspace = await ports.existing(repository, record.scope);
    if (workspace) return workspace;
    throw new CommandRefused('Nothing has run here yet.');
  };
  let noted = record;
  const note = (more: Partial<CommandRecord>) => {
    noted = { ...noted, ...more };
    commands.put(key, noted);
  };
  return {
    ...ports,
    hint,
    repository,
    scope: record.scope,
    author: record.author,
    given,
    ...(pinned && { pinned }),
    open() {
      opened ??= pinned
        ? ports.workspace({ repository, scope: record.scope, trust: pinned.trust, commit: pinned.sha })
        : left();
      return opened;
    },
    left,
    read: async () => (pinned ? ports.flows(repository, pinned.sha) : (await left()).flows),
    async chosen({ backend }, choose) {
      const before = noted.target === undefined ? undefined : await backend.execution(noted.target);
      const execution = before ?? (await choose());
      note({ target: execution.id });
      return execution;
    },
    async once(_, { state }, act) {
      const before = record.histories;
      if (before !== undefined && state.histories.length > before) return;
      note({ histories: state.histories.length });
      await act();
    },
  };
}

async function refuse(
  { services }: CommandPorts,
  { repository, number, author }: CommentCreated,
  talk: Conversation,
  { message, reaction, usage, repeated, holder }: CommandRefused,
): Promise<void> {
  const { records, now } = services;
  await talk.react(reaction);
  if (repeated !== undefined) {
    const key = `${repository.id} ${number} ${author.id} ${repeated}`;
    const said = records.get<number>('command-told', key);
    if (said !== undefined && said > now() - silence) return;
    records.put('command-told', key, now());
  }
  const block = usage === undefined ? '' : `\`\`\`text\n${usage}\n\`\`\``;
  await talk.reply({
    icon: reaction === 'confused' ? 'ℹ️' : '🚫',
    sentence: sentenceOf(message),
    parts: [{ text: holder === undefined ? '' : link('The command that runs it', holder) }, { text: block }],
  });
}

/** Our sentences hold code spans; all else in them, such as what others wrote, is made harmless. */
function sentenceOf(message: string): string {
  const pieces = message.split(/(`[^`\n]+`)/);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) return code(piece.slice(1, -1), 200);
      const [, before = '', text = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(piece) ?? [];
      return `${before && ' '}${prose(text, 1_000)}${after && ' '}`;
    })
    .join('');
}
