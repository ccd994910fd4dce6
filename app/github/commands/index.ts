import type { Handlers } from '../handlers.ts';
import { forgetApprovals } from './approvals.ts';
import { createFollowers } from './follow.ts';
import { forgetOldCommands } from './forget.ts';
import { forgetHeads, noteHead, noteSweptHead } from './heads.ts';
import { createProcess } from './process.ts';
import type { CommandPorts } from './types.ts';
import { verbsFor } from './verbs/index.ts';

/**
 * Commands in comments of issues and pull requests (github §4.2–4.4). Only new comments: what was edited is never read.
 */
export function createCommands(ports: CommandPorts): Handlers {
  const { records, log, now } = ports.services;
  const followers = createFollowers(ports, log);
  return {
    comment: createProcess(ports, verbsFor(ports), followers),
    async event(hint) {
      noteHead(records, hint);
    },
    async pullMoved(hint) {
      noteSweptHead(records, hint);
    },
    async pullClosed({ repository, number }) {
      await followers.closed(repository, number);
      forgetApprovals(records, repository.id, number);
      forgetHeads(records, repository.id, number);
    },
    async swept(hint) {
      await followers.resume(hint);
      forgetOldCommands(records, hint.repository.id, now());
    },
  };
}
