import type { Probot } from 'probot';
import type { Handlers, Hint, Sender, SyntheticHint } from '../handlers.ts';
import type { WritableRegistry } from '../registry.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { GitHubRepository } from '../types.ts';
import type { Installations } from './installations.ts';
import type { Truth } from './truth.ts';

/** What a row of the queue means: `hint` for those that a sweep made. */
export const hintEvent = 'hint';

export interface DispatchParts {
  /** Ready, without handlers: they are registered here. */
  probot: Probot;
  handlers: readonly Handlers[];
  registry: WritableRegistry;
  truth: Truth;
  installations: Installations;
  sweep(hint: Hint): Promise<void>;
}

/** What GitHub may send with any event; more than the types of some events say. */
interface Common {
  action?: string;
  sender?: { login: string; id: number; type: string };
  installation?: { id: number };
  repository?: {
    id: number;
    name: string;
    owner: { login: string };
    default_branch?: string;
    archived?: boolean;
  };
}

type ProbotEvent = Parameters<Probot['receive']>[0];

/** Branches that merge queues make; `merge_group` tells of them (github §2.4). */
const queueBranch = /^gh-readonly-queue\//;

const zeros = /^0+$/;

/**
 * Does one delivery: gives it to Probot, whose handlers make hints of it for the rooms; hints of sweeps go to the rooms directly.
 * Rejects with what the handlers rejected with.
 */
export function createDispatch(
  parts: DispatchParts,
): (delivery: Delivery, signal: AbortSignal) => Promise<void> {
  const { probot, handlers, registry, truth, installations, sweep } = parts;
  const current = new Map<string, { delivery: Delivery; signal: AbortSignal }>();

  /** What every hint tells; undefined where the App does not reach the repository. */
  const hintOf = (id: string, payload: object): Hint | undefined => {
    const { repository, sender } = payload as Common;
    const known = repository && registry.get(repository.id);
    const work = current.get(id);
    if (!known || !work) return undefined;
    return { ...hintFor(work.delivery, known, work.signal), ...(sender && { sender: senderOf(sender) }) };
  };
  const saidBy = (id: string) => ({ attempts: current.get(id)?.delivery.attempts ?? 0 });

  /** Told last: triggers find the commit that the delivery tells of running already. */
  const tellEvent = async ({ guid, event: name }: Delivery, payload: Common) => {
    const hint = hintOf(guid, payload);
    const { action } = payload;
    if (!hint) return;
    const event = { ...hint, name, payload: payload as Readonly<Record<string, unknown>> };
    for (const handler of handlers)
      await handler.event?.({ ...event, ...(action !== undefined && { action }) });
  };

  probot.on('push', async ({ id, payload }) => {
    const hint = hintOf(id, payload);
    const branch = /^refs\/heads\/(.+)$/.exec(payload.ref)?.[1];
    if (!hint || branch === undefined || queueBranch.test(branch)) return;
    const { before, after, head_commit: commit } = payload;
    await truth.branch(hint, branch, {
      ...saidBy(id),
      ...(!zeros.test(before) && { before }),
      ...(!zeros.test(after) && { sha: after }),
      ...(commit?.id === after && { message: commit.message }),
    });
  });

  probot.on('pull_request', async ({ id, payload }) => {
    const hint = hintOf(id, payload);
    if (!hint) return;
    const said =
      payload.action === 'synchronize'
        ? { ...saidBy(id), before: payload.before, sha: payload.after }
        : undefined;
    await truth.pull(hint, payload.pull_request.number, said);
  });

  probot.on('merge_group', async ({ id, payload }) => {
    const hint = hintOf(id, payload);
    if (!hint) return;
    const { head_sha, head_ref, base_sha, base_ref } = payload.merge_group;
    for (const { mergeGroup } of handlers)
      await mergeGroup?.({
        ...hint,
        kind: payload.action === 'destroyed' ? 'destroyed' : 'requested',
        head: { sha: head_sha, branch: branchOf(head_ref) },
        base: { sha: base_sha, branch: branchOf(base_ref) },
      });
  });

  probot.on('issue_comment.created', async ({ id, payload }) => {
    const hint = hintOf(id, payload);
    const { comment, issue } = payload;
    if (!hint || !comment.user) return;
    const told = {
      ...hint,
      id: comment.id,
      body: comment.body,
      url: comment.html_url,
      createdAt: Date.parse(comment.created_at),
      number: issue.number,
      isPull: Boolean(issue.pull_request),
      author: senderOf(comment.user),
      isByApp: Boolean(comment.performed_via_github_app),
    };
    for (const handler of handlers) await handler.comment?.(told);
  });

  probot.on('check_run.requested_action', async ({ id, payload }) => {
    const hint = hintOf(id, payload);
    const identifier = payload.requested_action?.identifier;
    if (!hint || identifier === undefined) return;
    const told = { ...hint, sender: senderOf(payload.sender), check: checkOf(payload.check_run), identifier };
    for (const { checkAction } of handlers) await checkAction?.(told);
  });

  probot.on(['check_run.rerequested', 'check_suite.rerequested'], async ({ id, payload }) => {
    const hint = hintOf(id, payload);
    if (!hint) return;
    const about = 'check_run' in payload ? payload.check_run : payload.check_suite;
    const told = {
      ...hint,
      sender: senderOf(payload.sender),
      sha: about.head_sha,
      ...('check_run' in payload && { check: checkOf(payload.check_run) }),
      pulls: (about.pull_requests ?? []).flatMap((pull) => (pull ? [pull.number] : [])),
    };
    for (const { checkRerequested } of handlers) await checkRerequested?.(told);
  });

  probot.on(['installation', 'installation_repositories', 'repository'], async ({ id, payload }) => {
    const { installation } = payload as Common;
    if (installation) await installations.reconcile(installation.id, id);
  });

  const workHint = async (delivery: Delivery, signal: AbortSignal) => {
    const hint = JSON.parse(delivery.body) as SyntheticHint;
    const repository = registry.get(hint.repositoryId);
    if (!repository) return;
    const told = hintFor(delivery, repository, signal);
    if (hint.kind === 'branch') await truth.branch(told, hint.branch);
    else if (hint.kind === 'pull') await truth.pull(told, hint.number);
    else await sweep(told);
  };

  /**
   * A delivery may be the first that tells of a repository or of its new name; or the last that has its old one: GitHub is asked
   * which it is.
   */
  const learn = async ({ event, guid }: Delivery, { installation, repository }: Common) => {
    if (!installation || !repository || event === 'repository') return;
    const known = registry.get(repository.id);
    const isSame =
      known?.installationId === installation.id &&
      known.owner === repository.owner.login &&
      known.name === repository.name &&
      known.defaultBranch === (repository.default_branch ?? known.defaultBranch);
    if (!isSame) await installations.reconcile(installation.id, guid);
  };

  return async (delivery, signal) => {
    if (delivery.event === hintEvent) return workHint(delivery, signal);
    const payload = JSON.parse(delivery.body) as Common;
    await learn(delivery, payload);
    current.set(delivery.guid, { delivery, signal });
    try {
      await probot.receive({ id: delivery.guid, name: delivery.event, payload } as ProbotEvent);
      await tellEvent(delivery, payload);
    } finally {
      current.delete(delivery.guid);
    }
  };
}

function hintFor({ guid, received }: Delivery, repository: GitHubRepository, signal: AbortSignal): Hint {
  return { repository, deliveryId: guid, receivedAt: received, signal };
}

function senderOf({ login, id, type }: { login: string; id: number; type?: string }): Sender {
  return { login, id, type: type ?? 'User' };
}

function checkOf(run: { id: number; name: string; head_sha: string; external_id?: string | null }) {
  return {
    id: run.id,
    name: run.name,
    sha: run.head_sha,
    ...(run.external_id && { externalId: run.external_id }),
  };
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
