import type { BareGit, Files } from './git.ts';

/** What the fake knows of GitHub (github §7.2). Ids count up over all kinds, as there. */
export interface FakeUser {
  id: number;
  login: string;
  type: 'User' | 'Bot';
}

export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface FakeRepository {
  id: number;
  owner: string;
  name: string;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  git: BareGit;
  roles: Map<string, Role>;
  /** Repository that it is a fork of. */
  parent?: FakeRepository;
}

export interface FakePull {
  id: number;
  number: number;
  repository: FakeRepository;
  title: string;
  body: string;
  user: FakeUser;
  headRepository: FakeRepository;
  head: string;
  headSha: string;
  base: string;
  state: 'open' | 'closed';
  draft: boolean;
  merged: boolean;
  mergeSha?: string;
  maintainerCanModify: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface FakeIssue {
  id: number;
  number: number;
  repository: FakeRepository;
  title: string;
  body: string;
  user: FakeUser;
  labels: string[];
  assignees: string[];
  state: 'open' | 'closed';
  createdAt: string;
}

export interface FakeComment {
  id: number;
  repository: FakeRepository;
  /** Number of the issue or pull request. */
  number: number;
  user: FakeUser;
  body: string;
  createdAt: string;
  updatedAt: string;
  /** Made by this App. */
  viaApp: boolean;
  minimized?: string;
  reactions: { id: number; content: string; user: FakeUser }[];
}

export interface FakeCheckRun {
  id: number;
  repository: FakeRepository;
  suite: number;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string;
  status: string;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  output: {
    title: string | null;
    summary: string | null;
    text: string | null;
    annotations: Record<string, unknown>[];
  };
  actions: { label: string; description: string; identifier: string }[];
  /** How often it was changed after it was made. */
  updates: number;
}

/** One request that the fake answered. */
export interface FakeRequest {
  method: string;
  path: string;
  /** What follows the question mark. */
  query: string;
  /** Route template, such as `/repos/{owner}/{repo}`; of GraphQL and Git their own names. */
  route: string;
  body: unknown;
  token: string | undefined;
  status: number;
  /** Milliseconds of the real clock, when it came. */
  at: number;
}

export interface FakeDelivery {
  id: number;
  guid: string;
  event: string;
  action: string | undefined;
  payload: Record<string, unknown>;
  deliveredAt: string;
  redelivery: boolean;
  /** What the receiver answered; 0: nobody. */
  statusCode: number | undefined;
}

export interface RepositoryOptions {
  owner?: string;
  name?: string;
  files?: Files;
  private?: boolean;
  defaultBranch?: string;
}

/** An error as GitHub answers it. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly errors: unknown[] | undefined;

  constructor(
    status: number,
    message: string,
    more: { headers?: Record<string, string>; errors?: unknown[] } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    this.errors = more.errors;
  }
}
