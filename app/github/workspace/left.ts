import type { GitHubRepository, Records, Scope, Trust } from '../types.ts';

/** Where a workspace was left. Record `workspace`, key `<repository id>/production` or `<repository id>/pull-<number>`. */
export interface Left {
  commit: string;
  trust: Trust;
  /** It was closed, and nothing in it has anything left to do. */
  idle?: true;
  /** When its pull request was closed, ISO: nothing opens it, and its state goes some days later. */
  removed?: string;
}

/** Where the workspaces of all repositories were left; durable. */
export interface LeftWorkspaces {
  get(key: string): Left | undefined;
  put(key: string, left: Left): void;
  delete(key: string): void;
  /** Of one repository, by key. */
  list(repository: Pick<GitHubRepository, 'id'>): { key: string; left: Left }[];
}

export function leftWorkspaces(records: Records): LeftWorkspaces {
  const kind = 'workspace';
  return {
    get: (key) => records.get(kind, key),
    put: (key, left) => records.put(kind, key, left),
    delete: (key) => records.delete(kind, key),
    list: ({ id }) => records.list<Left>(kind, `${id}/`).map(({ key, value }) => ({ key, left: value })),
  };
}

/** Names a workspace; its folder is called like it. */
export function keyOf({ id }: GitHubRepository, scope: Scope): string {
  return scope.kind === 'production' ? `${id}/production` : `${id}/pull-${scope.number}`;
}

/** The scope of a key. */
export function scopeOf(key: string): Scope {
  const number = /\/pull-(\d+)$/.exec(key)?.[1];
  return number === undefined ? { kind: 'production' } : { kind: 'pull', number: Number(number) };
}
