import type { Wish } from '../../copilot/types.ts';
import { createConversation } from '../commands/conversation.ts';
import { CommandRefused } from '../commands/types.ts';
import { lastLogs } from '../executions/render.ts';
import type { Executions, FoundExecution } from '../executions/types.ts';
import type { AppServices, CheckActionRequested, Handlers } from '../handlers.ts';
import { roleOf } from '../permission.ts';
import { allows } from '../policy/allows.ts';
import type { PolicySettings } from '../policy/schema.ts';
import { fenced, prose, type ReplyBody } from '../report/index.ts';
import type { GitHubRepository } from '../types.ts';
import { replyInCheck } from './checkReply.ts';
import type { ErrorViolations } from './faults.ts';
import { jobRecord } from './records.ts';
import { refusalOf } from './refusal.ts';
import { newTarget, pullTarget } from './target.ts';
import type { Job, Target, Worker } from './types.ts';
import { writtenReply } from './writtenReply.ts';

export interface FixParts {
  services: Pick<AppServices, 'records' | 'github' | 'log'>;
  executions: Pick<Executions, 'find'>;
  policy(repository: GitHubRepository): Promise<Pick<PolicySettings, 'commands'>>;
  faults: ErrorViolations;
  worker: Worker;
}

/** Characters of a log that a model is told. */
const longestLog = 8_000;

/**
 * The button `Fix it` of a failed check or execution (github §9.2, §9.3): Copilot repairs the flow with what was found, as
 * `/tutti copilot` would, and who presses it must be allowed to give that command.
 */
export function fixButton(parts: FixParts): Handlers {
  const { services, executions, policy, worker } = parts;
  const { github, log } = services;

  const mayFix = async ({ repository, sender: { login, type } }: CheckActionRequested) => {
    if (type === 'Bot') return false;
    const rule = (await policy(repository)).commands['copilot'] ?? {};
    return allows('write', rule, { login, role: await roleOf(github, repository, login) });
  };

  return {
    async checkAction(pressed) {
      const { identifier, repository, check, sender, deliveryId } = pressed;
      if (identifier !== 'fix') return;
      if (!(await mayFix(pressed)))
        return log.warn({ login: sender.login, what: identifier }, 'Who pressed a button may not');
      const found =
        check.externalId === undefined ? undefined : await executions.find(repository, check.externalId);
      const number = found ? pullOf(found) : judgedPull(parts, pressed);
      // An execution that is gone, or a commit of no pull request: the button says nothing any more.
      if (number === undefined && !found) return;
      const reply = async (body: ReplyBody) => {
        if (number === undefined) return replyInCheck(github, pressed, body);
        const url = `${github.siteUrl}/${repository.owner}/${repository.name}/runs/${check.id}`;
        const about = { repository, id: check.id, number, url, createdAt: pressed.receivedAt };
        await createConversation(services, about, `${repository.id} ${deliveryId}`).reply(body, check.sha);
      };
      try {
        const target = await targetOf(parts, pressed, number);
        const broken = found ? await ofExecution(found) : await ofCommit(parts, pressed, target);
        const job: Job = {
          ...{ id: `press-${deliveryId}`, repository, user: sender.login, target, ...broken },
          ...(number !== undefined && { number }),
          isPull: number !== undefined,
          signal: pressed.signal,
        };
        await reply(writtenReply(await worker.work(job), repository, github.siteUrl));
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        log.warn({ err: error, what: identifier, sha: check.sha }, 'A button was refused');
        const { message, details } = refusal;
        const parts = details === undefined ? [] : [{ text: fenced(details, 'text') }];
        await reply({ icon: '🚫', sentence: prose(message, 1_000), parts });
      }
    },
  };
}

function pullOf({ shown }: FoundExecution): number | undefined {
  return shown.scope.kind === 'pull' ? shown.scope.number : undefined;
}

/** The pull request that a commit was judged for. */
function judgedPull({ services }: FixParts, { repository, check }: CheckActionRequested): number | undefined {
  return services.records.get<{ pull?: number }>('judged', `${repository.id}/${check.sha}`)?.pull;
}

/** @throws CommandRefused where the branch is not what the check is of */
async function targetOf(
  { services: { github, records } }: FixParts,
  { repository, check, deliveryId }: CheckActionRequested,
  number: number | undefined,
): Promise<Target> {
  if (number === undefined) return newTarget(github, repository);
  const target = await pullTarget(github, repository, number);
  // After a crash the commit of this press may be there.
  const isBegun = jobRecord(records, repository, `press-${deliveryId}`).get().isCounted;
  if (target.sha !== check.sha && !isBegun)
    throw new CommandRefused('The branch moved since this check. Press the button of the newest one.');
  return { ...target, sha: check.sha };
}

type Broken = Pick<Job, 'prompt' | 'flow' | 'failure'>;

async function ofCommit(
  { faults }: FixParts,
  { repository, check }: CheckActionRequested,
  target: Target,
): Promise<Broken> {
  const violations = await faults(repository, check.sha, target.kind === 'pull' ? target.base : undefined);
  const file = violations[0]?.file;
  if (file === undefined) throw new CommandRefused('No flow of this pull request has an error any more.');
  return {
    prompt: 'Repair what validation found, and change nothing else.',
    flow: file,
    failure: { violations: violations.filter((one) => one.file === file) },
  };
}

/** The end of the logs of the failed tasks, without secrets. */
async function ofExecution({ workspace, execution }: FoundExecution): Promise<Broken> {
  const { backend, engine } = workspace;
  const logs = await lastLogs(backend, execution.id, await backend.taskRuns(execution.id));
  const log = engine.mask(logs.map(({ level, message }) => `${level} ${message}`).join('\n'));
  const failure: NonNullable<Wish['failure']> = {
    state: execution.state.current,
    log: log.slice(-longestLog),
  };
  return {
    prompt: 'Repair the flow so that it does not fail like this again, and change nothing else.',
    flow: `${execution.namespace}.${execution.flowId}`,
    failure,
  };
}
