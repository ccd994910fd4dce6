import picomatch from 'picomatch';
import type { Logger } from 'pino';
import { FlowRefused } from '../../../runner/engine/errors.ts';
import { conditionContext, conditionsOf } from '../../../runner/engine/triggers/conditions.ts';
import { keyOf } from '../../../runner/engine/triggers/records.ts';
import { triggerLabels } from '../../../runner/engine/triggers/requests.ts';
import type { Evaluation } from '../../../runner/engine/triggers/types.ts';
import { conditionsHold } from '../../../runner/execution/conditions/index.ts';
import { InputsError } from '../../../runner/execution/inputs/errors.ts';
import type { Flow, Typed } from '../../../runner/flow/types.ts';
import type { GitHubAccess } from '../client/types.ts';
import { idOfCause } from '../executions/cause.ts';
import { type Cause, ExecutionRefused, type Executions, type OpenWorkspace } from '../executions/types.ts';
import type { GitHubEvent, Handlers } from '../handlers.ts';
import { type Role, reaches, roleOf } from '../permission.ts';
import type { Scope, Workspace } from '../types.ts';
import { type About, aboutOf } from './about.ts';
import { capped } from './capped.ts';
import { changedFiles } from './files.ts';

export interface EventsOptions {
  executions: Executions;
  open: OpenWorkspace;
  github: Pick<GitHubAccess, 'octokit' | 'slug'>;
  log: Logger;
}

/** The type of trigger that waits for events. */
export const eventTrigger = 'io.tutti.plugin.github.trigger.Event';

/** Events that people without any role can cause: of those who did, the role counts. */
const open = new Set(['issues', 'issue_comment', 'star', 'label', 'milestone', 'pull_request_review']);

/** Events that belong to the commit that they name; the others are seen only if their execution fails. */
const ofCommits = new Set([
  'push',
  'pull_request',
  'pull_request_review',
  'check_run',
  'check_suite',
  'workflow_run',
  'status',
  'deployment',
  'deployment_status',
]);

/** What is asked of GitHub about a delivery, once and only if a trigger wants to know. */
interface Asked {
  role(): Promise<Role>;
  files(): Promise<string[] | undefined>;
}

/**
 * Starts the flows that wait for an event (trigger `io.tutti.plugin.github.trigger.Event`): those of a pull request for its own
 * events, else those of the running revision. A delivery starts a flow once, however often it is worked (github §10).
 */
export function eventHandlers(options: EventsOptions): Handlers {
  const { github, log } = options;
  return {
    async event(event) {
      if (event.sender?.login === `${await github.slug()}[bot]`) return;
      const about = aboutOf(event.payload);
      const scope = scopeOf(event, about);
      const workspace = scope && (await options.open(event.repository, scope));
      if (!workspace || workspace.trust === 'fork') return;
      const asked = askOnce(options, event, about);
      for (const { flow } of workspace.flows.all())
        for (const trigger of flow.triggers) {
          if (workspace.engine.triggers.registry.resolve(trigger.type) !== eventTrigger) continue;
          if (await isWanted(workspace, flow, trigger, event, about, asked))
            await fire(options, workspace, flow, trigger, event, about).catch((error: unknown) => {
              // The flow is wrong, not the delivery: others start nevertheless.
              if (!isRefusal(error)) throw error;
              log.warn({ err: error, flow: `${flow.namespace}.${flow.id}` }, 'An event started nothing');
            });
        }
    },
  };
}

/** Where it may start something; code of forks starts nothing in production (github §8.1). */
function scopeOf({ name }: GitHubEvent, { pull, isFork }: About): Scope | undefined {
  if (name.startsWith('pull_request')) return pull === undefined ? undefined : { kind: 'pull', number: pull };
  return isFork ? undefined : { kind: 'production' };
}

async function isWanted(
  { backend }: Workspace,
  flow: Flow,
  trigger: Typed,
  event: GitHubEvent,
  about: About,
  asked: Asked,
): Promise<boolean> {
  const wanted = (name: string) => trigger[name] as readonly string[] | undefined;
  const { action = event.payload['action'], sender } = event;
  const fits =
    !flow.disabled &&
    trigger['disabled'] !== true &&
    wanted('on')?.includes(event.name) &&
    isAmong(wanted('actions'), [action]) &&
    isAmong(wanted('senders'), [sender?.login]) &&
    isAmong(wanted('withLabels'), about.labels) &&
    isMatched(wanted('branches'), about.branch === undefined ? [] : [about.branch]);
  if (!fits || (await backend.trigger(keyOf(flow, trigger)))?.disabled) return false;
  const least = (trigger['permission'] ?? 'write') as Role;
  if (open.has(event.name) && least !== 'none' && !reaches(await asked.role(), least)) return false;
  const paths = wanted('paths');
  const files = paths && (await asked.files());
  // Too many to know: better once too often than not at all.
  return files === undefined || isMatched(paths, files);
}

async function fire(
  { executions }: EventsOptions,
  workspace: Workspace,
  flow: Flow,
  trigger: Typed,
  event: GitHubEvent,
  about: About,
): Promise<void> {
  const { engine, repository } = workspace;
  const { name, deliveryId, action, sender, payload } = event;
  const cause: Cause = { kind: 'event', deliveryId, event: name, triggerId: trigger.id };
  const evaluation: Evaluation = { id: idOfCause(repository, cause, flow), flow, trigger };
  const { branch, sha, number } = about;
  const values = {
    event: name,
    ...(action !== undefined && { action }),
    deliveryId,
    repository: `${repository.owner}/${repository.name}`,
    ...(sender && { sender: sender.login }),
    ...(branch !== undefined && { branch }),
    ...(sha !== undefined && { sha }),
    ...(number !== undefined && { number }),
    ...capped(payload),
  };
  const variables = { trigger: { id: trigger.id, type: trigger.type, ...values } };
  const warn = (message: string) => engine.triggers.log(evaluation, 'WARN', message);
  const context = conditionContext(engine.triggers, evaluation, variables);
  if (!(await conditionsHold(conditionsOf(trigger), context, warn))) return;
  const renderer = engine.triggers.renderer(evaluation, variables);
  await executions.start({
    workspace,
    flow,
    cause,
    commit: ofCommits.has(name) && sha !== undefined ? sha : 'none',
    ...(sender && { startedBy: sender.login }),
    labels: await triggerLabels(engine.triggers, evaluation, renderer),
    variables: { type: trigger.type, values },
  });
}

function askOnce({ github }: EventsOptions, event: GitHubEvent, about: About): Asked {
  let role: Promise<Role> | undefined;
  let files: Promise<string[] | undefined> | undefined;
  const { repository, sender } = event;
  return {
    role() {
      role ??= sender ? roleOf(github, repository, sender.login) : Promise.resolve('none');
      return role;
    },
    files() {
      files ??= changedFiles(github, event, about);
      return files;
    },
  };
}

function isAmong(wanted: readonly string[] | undefined, found: readonly unknown[]): boolean {
  return wanted === undefined || found.some((one) => wanted.some((text) => text === one));
}

function isMatched(globs: readonly string[] | undefined, found: readonly string[]): boolean {
  if (globs === undefined) return true;
  const matches = picomatch([...globs], { dot: true, noextglob: true, nonegate: true });
  return found.some((one) => matches(one));
}

/** What comes again however often the delivery is repeated. */
function isRefusal(error: unknown): boolean {
  return error instanceof ExecutionRefused || error instanceof InputsError || error instanceof FlowRefused;
}
