import type { Registry } from '../../../runner/plugin/registry.ts';
import { type GitTree, namespaceReader } from '../../../runner/repository/index.ts';
import { pullRequestBody } from '../../copilot/describe/pullRequest.ts';
import { CopilotError } from '../../copilot/errors.ts';
import type { Proposer } from '../../copilot/index.ts';
import type { Quota } from '../../copilot/model/quota.ts';
import type { Proposal, Surroundings, Wish } from '../../copilot/types.ts';
import { CommandRefused } from '../commands/types.ts';
import type { AppServices } from '../handlers.ts';
import { Later } from '../inbox/queue.ts';
import type { Mirror } from '../mirror/index.ts';
import type { PolicySettings } from '../policy/schema.ts';
import type { GitHubRepository, Workspace } from '../types.ts';
import { changedFiles } from '../verdict/changes.ts';
import {
  branchOf,
  conversationOf,
  type JobRecord,
  jobRecord,
  type Prepared,
  putConversation,
} from './records.ts';
import { refusalOf } from './refusal.ts';
import { subjectOf } from './subject.ts';
import type { Job, Worker, Written } from './types.ts';
import { writerFor } from './write.ts';

export interface WorkerParts {
  services: Pick<AppServices, 'records' | 'github'>;
  mirror: Pick<Mirror, 'tree' | 'mergeBase'>;
  registry: Registry;
  propose: Proposer;
  policy(repository: GitHubRepository): Promise<Pick<PolicySettings, 'copilot'>>;
  /** Production, whose KV keys and names of secrets may be known; undefined where nothing is deployed. */
  production(repository: GitHubRepository): Promise<Workspace | undefined>;
  quota: Quota;
}

/** Jobs that are done at once: others wait, and what else happens on GitHub does not. */
const mostJobs = 2;
/** How long a job waits before it looks again, milliseconds. */
const pause = 2_000;

/** Does what commands and buttons of Copilot ask for: proposes, then writes what was proposed (github §3.7, §8.2). */
export function createWorker(parts: WorkerParts): Worker {
  const { services, mirror, policy, quota } = parts;
  const { records, github } = services;
  const readNamespaces = namespaceReader(parts.registry);
  let running = 0;

  const surroundingsOf = async (repository: GitHubRepository, tree: GitTree): Promise<Surroundings> => {
    const production = await parts.production(repository);
    return {
      repository: tree,
      registry: parts.registry,
      namespaces: await readNamespaces(tree),
      ...(production && {
        kvKeys: async (namespace) => (await production.backend.kv.list(namespace)).map(({ key }) => key),
        secretNames: async () => production.secretNames,
      }),
    };
  };

  const changedAt = async ({ repository, target }: Job, tree: GitTree, sha: string): Promise<string[]> => {
    if (target.kind === 'new') return [];
    const base = await mirror.mergeBase(repository, target.base, sha);
    const before = base === undefined ? undefined : await mirror.tree(repository, base);
    return changedFiles(before, tree).map(({ path }) => path);
  };

  /** Asks the model about the flows of a commit. Nothing is written by it. */
  const prepare = async (job: Job, sha: string): Promise<Prepared> => {
    const { repository, prompt, flow, namespace, failure, signal } = job;
    const { maxFiles } = (await policy(repository)).copilot;
    const tree = await mirror.tree(repository, sha);
    const changed = await changedAt(job, tree, sha);
    const subject = await subjectOf(tree, { prompt, changed, ...(flow !== undefined && { flow }) });
    const wish: Wish = {
      prompt,
      tests: true,
      signal,
      conversation: await saidBefore(parts, job),
      ...(subject ? { flow: subject } : namespace !== undefined && { namespace }),
      ...(failure && { failure }),
    };
    const proposal = await spending(job, () =>
      surroundingsOf(repository, tree).then((around) => parts.propose(wish, around)),
    );
    if (proposal.files.length > maxFiles)
      throw new CommandRefused(
        `The proposal has ${proposal.files.length} files; the policy of the repository allows ${maxFiles}.`,
      );
    return {
      sha,
      title: proposal.title,
      body: pullRequestBody({ prompt }, proposal),
      files: proposal.files.map(({ path, after }) => ({ path, after })),
      explanation: proposal.explanation,
    };
  };

  const spending = async ({ repository }: Job, run: () => Promise<Proposal>): Promise<Proposal> => {
    try {
      const proposal = await run();
      quota.spend(`${repository.id}`, proposal.usage);
      return proposal;
    } catch (error) {
      if (error instanceof CopilotError && error.usage) quota.spend(`${repository.id}`, error.usage);
      throw error;
    }
  };

  const write = async (job: Job, note: (more: Partial<JobRecord>) => void, known?: Prepared) => {
    const { repository, target, id, number } = job;
    const writer = writerFor(github, repository);
    const branch = target.kind === 'pull' ? target.branch : branchOf(repository, id);
    let { sha } = target;
    let prepared = known;
    for (let tries = 1; ; tries++) {
      prepared ??= await prepare(job, sha);
      note({ prepared });
      if (target.kind === 'new') await writer.branch(branch, prepared.sha);
      const refs = target.kind === 'new' && number !== undefined ? { refs: number } : {};
      const made = await writer.commit(branch, { ...prepared, ...refs, job: id });
      if (made !== 'moved') {
        const isNew = target.kind === 'new';
        const opened = isNew ? await writer.pull(branch, prepared, number) : target.number;
        return {
          prepared,
          written: { sha: made.sha, number: opened, isNew, title: prepared.title, body: prepared.body },
        };
      }
      if (tries > 1)
        throw new CommandRefused(
          `The branch ${branch} moves too fast: it changed twice while this was done. Repeat it.`,
        );
      prepared = undefined;
      sha = await writer.head(branch);
    }
  };

  const proceed = async (job: Job): Promise<Written> => {
    const { repository, user, prompt } = job;
    const stored = jobRecord(records, repository, job.id);
    let record = stored.get();
    const note = (more: Partial<JobRecord>) => {
      record = { ...record, ...more };
      stored.put(record);
    };
    if (record.written) return record.written;
    if (!(await policy(repository)).copilot.enabled)
      throw new CommandRefused('Copilot is switched off by the policy of this repository.');
    if (!record.isCounted) {
      quota.take(`${repository.id}`, user);
      note({ isCounted: true });
    }
    const said = await saidBefore(parts, job);
    const { written, prepared } = await write(job, note, record.prepared);
    putConversation(records, repository, written.number, [
      ...said,
      { author: 'person', text: prompt },
      { author: 'copilot', text: prepared.explanation || prepared.title },
    ]);
    // The files are on GitHub: they need not be kept twice.
    stored.put({ isCounted: true, written });
    return written;
  };

  return {
    async work(job) {
      if (running >= mostJobs) throw new Later(pause, 'Copilot is busy');
      running++;
      try {
        return await proceed(job);
      } catch (error) {
        throw refusalOf(error) ?? error;
      } finally {
        running--;
      }
    },
  };
}

/** What was said in the thread; of an issue, what it says. All of it is data for the model (github §8.2). */
async function saidBefore(
  { services: { records, github } }: WorkerParts,
  { repository, number, isPull }: Job,
): Promise<NonNullable<Wish['conversation']>> {
  if (number === undefined) return [];
  if (isPull) return conversationOf(records, repository, number);
  const { rest } = github.octokit(repository, { pull_requests: 'write', issues: 'write' });
  const { owner, name: repo } = repository;
  const { data } = await rest.issues.get({ owner, repo, issue_number: number });
  return [{ author: 'person', text: `${data.title}\n\n${data.body ?? ''}` }];
}
