import { createHash } from 'node:crypto';
import type { GitHubAccess } from '../client/types.ts';
import { checkLimit, cutMarkdown } from '../report/index.ts';
import type { Annotation, CheckConclusion, CheckKey, CheckReport, Records } from '../types.ts';

/** Annotations in one request (github §2.2). */
const page = 50;

/** The last line of a text that GitHub would refuse. */
const rest = 'too long for GitHub';

/** What is known of a check run. Record `check`. */
export interface CheckRecord {
  /** Absent while it is being made: a crash may have left one that nobody noted. */
  id?: number;
  /** Older ones of that name, which somebody wanted once more. */
  after?: number;
  /** Annotations that GitHub has. */
  sent: number;
  /** Some are on their way: after a crash, GitHub says how many arrived. */
  sending?: true;
  conclusion?: CheckConclusion;
  /** Of the report that is shown. */
  digest?: string;
}

interface ShowParts {
  records: Records;
  github: GitHubAccess;
}

/** Shows a report now. Called for one check at a time; a report that is shown already costs no request. */
export function createShow({ records, github }: ShowParts) {
  return async (id: string, key: CheckKey, report: CheckReport): Promise<void> => {
    const digest = createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 32);
    const before = records.get<CheckRecord>('check', id);
    if (before?.digest === digest) return;
    // What has ended goes on only where it ended with a question.
    if (before?.conclusion && before.conclusion !== 'action_required' && !report.conclusion) return;
    const octokit = github.octokit(key.repository, { checks: 'write' });
    const place = { owner: key.repository.owner, repo: key.repository.name };
    let state: CheckRecord = before ?? { sent: 0 };
    const note = (change: Partial<CheckRecord>) => {
      state = { ...state, ...change };
      records.put('check', id, state);
    };

    if (before && before.id === undefined) {
      const found = await find(key, before.after ?? 0);
      if (found !== undefined) note({ id: found, sending: true });
    }
    if (state.sending && state.id !== undefined) {
      const { data } = await octokit.rest.checks.get({ ...place, check_run_id: state.id });
      const { sending: _, ...rest } = state;
      state = { ...rest, sent: data.output.annotations_count };
    }

    const annotations = report.annotations ?? [];
    const body = bodyOf(key, report);
    do {
      const some = annotations.slice(state.sent, state.sent + page);
      const isLast = state.sent + some.length >= annotations.length;
      const output = { ...body.output, ...(some.length > 0 && { annotations: some.map(annotationOf) }) };
      // The conclusion comes with the last page: what is concluded is complete.
      const request = { ...body, ...(isLast ? ending(report) : { status: 'in_progress' as const }), output };
      if (state.id === undefined) {
        note({});
        const made = { ...place, ...request, name: key.name, head_sha: key.sha };
        const { data } = await octokit.rest.checks.create(made);
        note({ id: data.id, sent: some.length });
      } else {
        if (some.length > 0) note({ sending: true });
        await octokit.rest.checks.update({ ...place, ...request, check_run_id: state.id });
        const { sending: _, ...rest } = state;
        state = rest;
        note({ sent: state.sent + some.length });
      }
    } while (state.sent < annotations.length);
    const { conclusion: _, ...rest } = state;
    state = rest;
    note({ digest, ...(report.conclusion && { conclusion: report.conclusion }) });
  };

  /** The check run that was made by a process that could not note it. */
  async function find({ repository, sha, name, externalId }: CheckKey, after: number) {
    const { data } = await github.octokit(repository, { checks: 'write' }).rest.checks.listForRef({
      ...{ owner: repository.owner, repo: repository.name, ref: sha, check_name: name },
      filter: 'all',
      per_page: 100,
    });
    const slug = await github.slug();
    return data.check_runs.find(
      (run) => run.id > after && run.app?.slug === slug && (run.external_id || undefined) === externalId,
    )?.id;
  }
}

function bodyOf({ externalId, detailsUrl }: CheckKey, { title, summary, text, actions }: CheckReport) {
  return {
    ...(externalId !== undefined && { external_id: externalId }),
    ...(detailsUrl !== undefined && { details_url: detailsUrl }),
    ...(actions && { actions: actions.slice(0, 3) }),
    output: {
      title: title.slice(0, 255),
      summary: cutMarkdown(summary, checkLimit, rest),
      ...(text !== undefined && { text: cutMarkdown(text, checkLimit, rest) }),
    },
  };
}

function ending({ conclusion, status }: CheckReport) {
  return conclusion ? { status: 'completed' as const, conclusion } : { status: status ?? 'in_progress' };
}

function annotationOf(one: Annotation) {
  const { path, startLine, endLine, startColumn, endColumn, level, message, title, rawDetails } = one;
  return {
    ...{ path, start_line: startLine, end_line: endLine, annotation_level: level, message },
    ...(startColumn !== undefined && { start_column: startColumn }),
    ...(endColumn !== undefined && { end_column: endColumn }),
    ...(title !== undefined && { title }),
    ...(rawDetails !== undefined && { raw_details: rawDetails }),
  };
}
