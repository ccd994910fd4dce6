import { createHash } from 'node:crypto';
import type { CommentCreated } from '../handlers.ts';
import { isNamed } from '../policy/allows.ts';
import { type Accepted, admit } from './admit.ts';
import { createConversation } from './conversation.ts';
import type { Followers } from './follow.ts';
import { type Reading, readComment } from './grammar.ts';
import { checkUnmoved } from './pin.ts';
import { type CommandRecord, commandKey, commandRecords } from './records.ts';
import { refusalOf } from './refusals.ts';
import { refuse } from './refuse.ts';
import {
  type CommandContext,
  type CommandPolicy,
  type CommandPorts,
  CommandRefused,
  type Verb,
} from './types.ts';

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

/** Goes on with a command on record: as it was admitted, whatever is true now. */
function accept({ pinned }: CommandRecord, reading: Reading): Accepted {
  if (reading.kind !== 'command') throw new Error('The comment on record was a command');
  return { verb: reading.verb, given: reading.arguments, ...(pinned && { pinned }) };
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
