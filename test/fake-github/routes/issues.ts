import { found, invalid, page, type RouteContext, type Routes } from '../router.ts';
import {
  ApiError,
  type FakeComment,
  type FakeIssue,
  type FakePull,
  type FakeRepository,
  type FakeUser,
} from '../types.ts';
import type { World } from '../world.ts';

/** Issues, comments, reactions and labels, of pull requests too. */
export const issueRoutes: Routes = {
  'GET /repos/{owner}/{repo}/issues/comments/{id}'({ repository, params, world }) {
    return { body: world.payloads.comment(commentOf(world, repository('issues'), params['id']!)) };
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{id}'({ repository, params, world, body }) {
    const comment = commentOf(world, repository('issues', 'write'), params['id']!);
    comment.body = limited(body.body);
    comment.updatedAt = world.stamp();
    world.emit(comment.repository, 'issue_comment', commentPayload(world, comment, 'edited'), world.bot());
    return { body: world.payloads.comment(comment) };
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{id}'({ repository, params, world }) {
    const comment = commentOf(world, repository('issues', 'write'), params['id']!);
    world.comments.splice(world.comments.indexOf(comment), 1);
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/issues/comments/{id}/reactions'({ repository, params, world, query }) {
    const { reactions } = commentOf(world, repository('issues'), params['id']!);
    return page(
      reactions.map((one) => reaction(world, one)),
      query,
    );
  },
  'POST /repos/{owner}/{repo}/issues/comments/{id}/reactions'({ repository, params, world, body, caller }) {
    const comment = commentOf(world, repository('issues', 'write'), params['id']!);
    const user = caller.kind === 'user' ? world.user(caller.login) : world.bot();
    const there = comment.reactions.find((one) => one.user === user && one.content === body.content);
    if (there) return { status: 200, body: reaction(world, there) };
    const made = { id: world.nextId(), content: body.content as string, user };
    comment.reactions.push(made);
    return { status: 201, body: reaction(world, made) };
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{id}/reactions/{reaction}'({ repository, params, world }) {
    const comment = commentOf(world, repository('issues', 'write'), params['id']!);
    comment.reactions = comment.reactions.filter(({ id }) => id !== Number(params['reaction']));
    return { status: 204 };
  },
  'POST /repos/{owner}/{repo}/issues'({ repository, world, body, caller }) {
    const repo = repository('issues', 'write');
    const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
    const issue = openIssue(world, repo, {
      title: body.title,
      body: body.body ?? '',
      by,
      labels: body.labels,
      assignees: body.assignees,
    });
    return { status: 201, body: world.payloads.issue(issue) };
  },
  'GET /repos/{owner}/{repo}/issues/{number}'(context) {
    return { body: context.world.payloads.issue(threadOf(context, 'read')) };
  },
  'PATCH /repos/{owner}/{repo}/issues/{number}'(context) {
    const thread = threadOf(context, 'write');
    const { body, world } = context;
    if (body.title !== undefined) thread.title = body.title;
    if (body.body !== undefined) thread.body = body.body;
    if (body.state !== undefined) thread.state = body.state;
    return { body: world.payloads.issue(thread) };
  },
  'GET /repos/{owner}/{repo}/issues/{number}/comments'(context) {
    const { number, repository } = threadOf(context, 'read');
    const { world, query } = context;
    const all = world.comments.filter((one) => one.repository === repository && one.number === number);
    return page(all, query, (part) => part.map(world.payloads.comment));
  },
  'POST /repos/{owner}/{repo}/issues/{number}/comments'(context) {
    const { number, repository } = threadOf(context, 'write');
    const { world, body, caller } = context;
    const by = caller.kind === 'user' ? world.user(caller.login) : world.bot();
    const comment = addComment(world, repository, number, by, body.body, caller.kind !== 'user');
    return { status: 201, body: world.payloads.comment(comment) };
  },
  'POST /repos/{owner}/{repo}/issues/{number}/labels'(context) {
    const thread = threadOf(context, 'write');
    const labels = (context.body.labels ?? context.body) as string[];
    if ('labels' in thread) thread.labels.push(...labels);
    return { body: labels.map((name) => ({ id: 1, name, color: 'ededed' })) };
  },
};

export function openIssue(
  world: World,
  repository: FakeRepository,
  {
    title,
    body,
    by,
    labels = [],
    assignees = [],
  }: { title: string; body: string; by: FakeUser; labels?: string[]; assignees?: string[] },
): FakeIssue {
  const issue: FakeIssue = {
    id: world.nextId(),
    number: world.nextNumber(repository),
    repository,
    title,
    body,
    user: by,
    labels,
    assignees,
    state: 'open',
    createdAt: world.stamp(),
  };
  world.issues.push(issue);
  world.emit(repository, 'issues', { action: 'opened', issue: world.payloads.issue(issue) }, by);
  return issue;
}

/** Adds a comment and tells the App. */
export function addComment(
  world: World,
  repository: FakeRepository,
  number: number,
  by: FakeUser,
  body: string,
  viaApp = false,
): FakeComment {
  const comment: FakeComment = {
    id: world.nextId(),
    repository,
    number,
    user: by,
    body: limited(body),
    createdAt: world.stamp(),
    updatedAt: world.stamp(),
    viaApp,
    reactions: [],
  };
  world.comments.push(comment);
  world.emit(repository, 'issue_comment', commentPayload(world, comment, 'created'), by);
  return comment;
}

/** Somebody changes a comment. */
export function editComment(world: World, comment: FakeComment, by: FakeUser, body: string): void {
  comment.body = body;
  comment.updatedAt = world.stamp();
  world.emit(comment.repository, 'issue_comment', commentPayload(world, comment, 'edited'), by);
}

function commentPayload(world: World, comment: FakeComment, action: string) {
  const thread = findThread(world, comment.repository, comment.number);
  return {
    action,
    issue: world.payloads.issue(thread),
    comment: world.payloads.comment(comment),
    ...(action === 'edited' && { changes: { body: { from: '' } } }),
  };
}

function findThread(world: World, repository: FakeRepository, number: number): FakeIssue | FakePull {
  const is = (one: FakeIssue | FakePull) => one.repository === repository && one.number === number;
  return found(world.pulls.find(is) ?? world.issues.find(is));
}

/** The issue or pull request of a path; the permission for either will do. */
function threadOf({ repository, params, world }: RouteContext, level: 'read' | 'write') {
  const seen = repository('metadata');
  const thread = findThread(world, seen, Number(params['number']));
  if (!('headSha' in thread)) repository('issues', level);
  else
    try {
      repository('pull_requests', level);
    } catch {
      repository('issues', level);
    }
  return thread;
}

function commentOf(world: World, repository: FakeRepository, id: string): FakeComment {
  return found(world.comments.find((one) => one.repository === repository && one.id === Number(id)));
}

function reaction(world: World, { id, content, user }: FakeComment['reactions'][number]) {
  return { id, node_id: `REA_${id}`, content, user: world.payloads.user(user), created_at: world.stamp() };
}

/** 65,536 characters (github §10). */
function limited(body: unknown): string {
  if (typeof body !== 'string' || body === '') invalid('IssueComment', 'body', 'body is missing');
  if ((body as string).length > 65_536)
    throw new ApiError(422, 'Validation Failed', {
      errors: [
        {
          resource: 'IssueComment',
          code: 'custom',
          field: 'body',
          message: 'body is too long (maximum is 65536 characters)',
        },
      ],
    });
  return body as string;
}
