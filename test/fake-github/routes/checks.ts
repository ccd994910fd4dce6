import { found, invalid, page, type Routes } from '../router.ts';
import { ApiError, type FakeCheckRun, type FakeUser } from '../types.ts';
import type { World } from '../world.ts';

/** Check runs with the limits that GitHub enforces (github §2.2). */
export const checkRoutes: Routes = {
  async 'POST /repos/{owner}/{repo}/check-runs'({ repository, world, body, caller }) {
    if (caller.kind !== 'installation') throw new ApiError(403, 'You must authenticate via a GitHub App.');
    const repo = repository('checks', 'write');
    if (!(await repo.git.has(body.head_sha, 'commit')))
      invalid('CheckRun', 'head_sha', `No commit found for SHA: ${body.head_sha}`);
    const run: FakeCheckRun = {
      id: world.nextId(),
      repository: repo,
      suite: world.suiteOf(repo, body.head_sha),
      name: body.name,
      headSha: body.head_sha,
      externalId: body.external_id ?? '',
      detailsUrl: body.details_url ?? '',
      status: 'queued',
      conclusion: null,
      startedAt: body.started_at ?? world.stamp(),
      completedAt: null,
      output: { title: null, summary: null, text: null, annotations: [] },
      actions: [],
      updates: 0,
    };
    change(world, run, body);
    world.checkRuns.push(run);
    world.emit(
      repo,
      'check_run',
      {
        action: run.status === 'completed' ? 'completed' : 'created',
        check_run: world.payloads.checkRun(run),
      },
      world.bot(),
    );
    return { status: 201, body: world.payloads.checkRun(run) };
  },
  'GET /repos/{owner}/{repo}/check-runs/{id}'({ repository, params, world }) {
    return { body: world.payloads.checkRun(runOf(world, repository('checks').id, params['id']!)) };
  },
  'PATCH /repos/{owner}/{repo}/check-runs/{id}'({ repository, params, world, body, caller }) {
    if (caller.kind !== 'installation') throw new ApiError(403, 'You must authenticate via a GitHub App.');
    const repo = repository('checks', 'write');
    const run = runOf(world, repo.id, params['id']!);
    const was = run.status;
    change(world, run, body);
    run.updates++;
    if (run.status === 'completed' && was !== 'completed')
      world.emit(
        repo,
        'check_run',
        { action: 'completed', check_run: world.payloads.checkRun(run) },
        world.bot(),
      );
    return { body: world.payloads.checkRun(run) };
  },
  'GET /repos/{owner}/{repo}/check-runs/{id}/annotations'({ repository, params, world, query }) {
    return page(runOf(world, repository('checks').id, params['id']!).output.annotations, query);
  },
  'PATCH /repos/{owner}/{repo}/check-suites/preferences': ({ repository, body }) => {
    repository('checks', 'write');
    return { body: { preferences: body } };
  },
};

function runOf(world: World, repositoryId: number, id: string): FakeCheckRun {
  return found(world.checkRuns.find((run) => run.id === Number(id) && run.repository.id === repositoryId));
}

// biome-ignore lint/suspicious/noExplicitAny: a body is what a client sent; its shape was checked against the contract
function change(world: World, run: FakeCheckRun, body: any): void {
  const { output, actions } = body;
  if (output) {
    if (output.title === undefined || output.summary === undefined)
      invalid('CheckRun', 'output', 'title and summary are required');
    for (const field of ['summary', 'text'])
      if (Buffer.byteLength(output[field] ?? '') > 65_535)
        invalid('CheckRun', field, `${field} exceeds a maximum bytesize of 65535`);
    if ((output.annotations?.length ?? 0) > 50)
      invalid('CheckRun', 'annotations', 'No more than 50 annotations are allowed');
    for (const { message, raw_details: raw, title } of output.annotations ?? [])
      if (
        Buffer.byteLength(message) > 65_536 ||
        Buffer.byteLength(raw ?? '') > 65_536 ||
        (title ?? '').length > 255
      )
        invalid('CheckRun', 'annotations', 'annotation is too long');
    run.output.title = output.title;
    run.output.summary = output.summary;
    if (output.text !== undefined) run.output.text = output.text;
    run.output.annotations.push(...(output.annotations ?? []));
  }
  if (actions) {
    if (actions.length > 3) invalid('CheckRun', 'actions', 'No more than 3 actions are allowed');
    for (const { label, description, identifier } of actions)
      if (label.length > 20 || description.length > 40 || identifier.length > 20)
        invalid('CheckRun', 'actions', 'action is too long');
    run.actions = actions;
  }
  if (body.external_id !== undefined) run.externalId = body.external_id;
  if (body.details_url !== undefined) run.detailsUrl = body.details_url;
  if (body.name !== undefined) run.name = body.name;
  if (body.status !== undefined) {
    if (['waiting', 'requested', 'pending'].includes(body.status))
      invalid('CheckRun', 'status', `${body.status} is reserved for GitHub Actions`);
    run.status = body.status;
    if (body.status !== 'completed') {
      run.conclusion = null;
      run.completedAt = null;
    }
  }
  if (body.conclusion !== undefined) {
    run.conclusion = body.conclusion;
    run.status = 'completed';
    run.completedAt = body.completed_at ?? world.stamp();
  }
}

/** Somebody presses a button, or asks for a check again. */
export function pressCheck(world: World, run: FakeCheckRun, by: FakeUser, identifier?: string): void {
  if (
    identifier !== undefined &&
    (run.status !== 'completed' || !run.actions.some((one) => one.identifier === identifier))
  )
    throw new Error(`The check ${run.name} shows no button ${identifier}`);
  world.emit(
    run.repository,
    'check_run',
    {
      action: identifier === undefined ? 'rerequested' : 'requested_action',
      check_run: world.payloads.checkRun(run),
      ...(identifier !== undefined && { requested_action: { identifier } }),
    },
    by,
  );
}
