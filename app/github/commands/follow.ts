import type { Logger } from 'pino';
import { isTerminated } from '../../../runner/execution/states.ts';
import type { CommentCreated, Hint } from '../handlers.ts';
import type { GitHubRepository } from '../types.ts';
import { createConversation } from './conversation.ts';
import {
  type CommandRecord,
  commandKey,
  commandRecords,
  type RunningCommand,
  runningCommands,
} from './records.ts';
import type { Answer, CommandPorts } from './types.ts';

/** Ends commands when their executions end. */
export interface Followers {
  /** Notes that a command runs, and waits for its end in the background. */
  begin(
    hint: CommentCreated,
    record: CommandRecord,
    execution: NonNullable<Answer['execution']>,
  ): Promise<void>;
  /** Takes up what was left by a process that ended, and what was missed. */
  resume(hint: Hint): Promise<void>;
  /** Ends those of a pull request that was closed: what ran for it is gone. */
  closed(repository: GitHubRepository, number: number): Promise<void>;
}

/** 👍 or 👎 says how the execution of a command ended; its check says the rest (github §4.3.8). */
export function createFollowers(ports: CommandPorts, log: Logger): Followers {
  const { services } = ports;
  const running = runningCommands(services.records);
  const commands = commandRecords(services.records);
  const followed = new Set<string>();

  const finish = async (
    repository: GitHubRepository,
    key: string,
    command: RunningCommand,
    isGood: boolean,
  ) => {
    if (!running.get(key)) return;
    const { commentId, ...about } = command;
    const talk = createConversation(services, { repository, id: commentId, ...about }, key);
    await talk.react(isGood ? '+1' : '-1');
    await talk.unsee();
    const record = commands.get(key);
    if (record) commands.put(key, { ...record, state: 'ended' });
    running.delete(key);
  };

  const follow = async (repository: GitHubRepository, key: string, command: RunningCommand) => {
    const workspace = await ports.existing(repository, command.scope);
    const execution = await workspace?.backend.execution(command.execution.id);
    // Purged, or of a pull request that was closed: nobody will tell of its end.
    if (!workspace || !execution) return finish(repository, key, command, false);
    const { current } = isTerminated(execution.state.current)
      ? execution.state
      : (await workspace.engine.ended(execution.id)).state;
    await finish(repository, key, command, current === 'SUCCESS' || current === 'WARNING');
  };

  /** In the background: a command must not hold up the queue. What fails is done by the next sweep. */
  const start = (repository: GitHubRepository, key: string, command: RunningCommand) => {
    if (followed.has(key)) return;
    followed.add(key);
    follow(repository, key, command)
      .catch((error: unknown) => log.warn({ err: error, comment: command.url }, 'cannot end a command yet'))
      .finally(() => followed.delete(key));
  };

  return {
    async begin(
      { repository, id, number, url, createdAt },
      record,
      { execution: { id: executionId, namespace, flowId } },
    ) {
      const key = commandKey(repository.id, id);
      const { scope, pinned } = record;
      const execution = { id: executionId, namespace, flowId };
      const command = { scope, ...(pinned && { pinned }), commentId: id, number, url, createdAt, execution };
      running.put(key, command);
      commands.put(key, { ...record, state: 'running', execution });
      start(repository, key, command);
    },
    async closed(repository, number) {
      for (const { key, value } of running.list(`${repository.id} `))
        if (value.scope.kind === 'pull' && value.scope.number === number)
          await finish(repository, key, value, false);
    },
    async resume({ repository }) {
      for (const { key, value } of running.list(`${repository.id} `)) start(repository, key, value);
    },
  };
}
