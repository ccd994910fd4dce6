import type { Logger } from 'pino';
import { OperationRefused } from '../../../runner/execution/operations/records.ts';
import type { GitHubAccess } from '../client/types.ts';
import type { CheckActionRequested, CheckRerequested, Handlers } from '../handlers.ts';
import { roleOf } from '../permission.ts';
import { allows } from '../policy/allows.ts';
import type { PolicySettings } from '../policy/schema.ts';
import type { CheckActionId, GitHubRepository } from '../types.ts';
import { ExecutionRefused, type Executions, type FoundExecution } from './types.ts';

export interface ButtonsOptions {
  executions: Executions;
  github: Pick<GitHubAccess, 'octokit'>;
  /** What the default branch says of who may; a button asks for what its command does. */
  policy(repository: GitHubRepository): Promise<Pick<PolicySettings, 'commands'>>;
  log: Logger;
}

/** The commands that do the same as buttons. */
const verbs: Readonly<Record<string, string>> = {
  rerequest: 'replay',
  replay: 'replay',
  'replay-failed': 'restart',
  resume: 'resume',
  kill: 'kill',
};

/** Does what the button of an execution says; doing it for one delivery again does nothing more. */
type Press = (found: FoundExecution, pressed: { deliveryId: string; login: string }) => Promise<unknown>;

/**
 * Buttons of executions' checks, and the wish to run such a check again (github §2.3): a new execution, seen beside the old one.
 * Who presses needs to be allowed to write, as with commands; who started an execution may also end it or let it go on. Running
 * all checks of a commit again runs no execution: each has effects, and is asked for by itself.
 */
export function executionButtons({ executions, github, policy, log }: ButtonsOptions): Handlers {
  const replay =
    (from: 'all' | 'failed', kind: 'button' | 'rerequest' = 'button'): Press =>
    ({ workspace, execution }, { deliveryId, login }) =>
      executions.replay({
        workspace,
        executionId: execution.id,
        from,
        cause: { kind, deliveryId },
        startedBy: login,
      });
  const presses: Partial<Record<CheckActionId, Press>> = {
    replay: replay('all'),
    'replay-failed': replay('failed'),
    resume: ({ workspace, execution }, { login }) =>
      execution.state.current === 'BREAKPOINT'
        ? workspace.engine.control(execution.id, { type: 'resumeFromBreakpoint' })
        : workspace.engine.control(execution.id, { type: 'resume', by: login }),
    kill: ({ workspace, execution }) => workspace.engine.control(execution.id, { type: 'kill' }),
  };

  const press = async (
    { repository, sender, deliveryId, check }: CheckActionRequested | CheckRerequested,
    what: string,
    run: Press,
  ): Promise<void> => {
    if (sender.type === 'Bot' || check?.externalId === undefined) return;
    const found = await executions.find(repository, check.externalId);
    if (!found) return;
    const { login } = sender;
    const rule = (await policy(repository)).commands[verbs[what]!];
    const isOwn = !rule && found.shown.startedBy === login && (what === 'resume' || what === 'kill');
    const mayPress = async () =>
      allows('write', rule ?? {}, { login, role: await roleOf(github, repository, login) });
    if (!isOwn && !(await mayPress()))
      return log.warn({ login, what, executionId: check.externalId }, 'Who pressed a button may not');
    try {
      await run(found, { deliveryId, login });
    } catch (error) {
      // Its state was another one by then, as after a second delivery; the check says it.
      if (!(error instanceof OperationRefused || error instanceof ExecutionRefused)) throw error;
      log.warn({ err: error, what, executionId: check.externalId }, 'A button was refused');
    }
  };

  return {
    async checkAction(pressed) {
      const run = Object.hasOwn(presses, pressed.identifier) && presses[pressed.identifier as CheckActionId];
      if (run) await press(pressed, pressed.identifier, run);
    },
    checkRerequested: (asked) => press(asked, 'rerequest', replay('all', 'rerequest')),
  };
}
