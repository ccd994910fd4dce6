/**
 * Commands in comments (github §4.2–4.4): `/tutti run company.etl day=1`. A verb is one file; how a comment becomes one effect,
 * and only one, is `process`.
 */
import type { Execution } from '../../../runner/execution/types.ts';
import type { Flow } from '../../../runner/flow/types.ts';
import type { Registry } from '../../../runner/plugin/registry.ts';
import type { SuiteDocument } from '../../../runner/testing/index.ts';
import type { FlowStore } from '../../flows/store.ts';
import type { CopilotCommands } from '../copilot/index.ts';
import type { Executions } from '../executions/types.ts';
import type { AppServices, CommentCreated } from '../handlers.ts';
import type { Role } from '../permission.ts';
import type { CommandRule } from '../policy/schema.ts';
import type { ReplyBody, ReplyTo } from '../report/index.ts';
import type { Tests } from '../tests/index.ts';
import type { GitHubRepository, Scope, Trust, Workspace } from '../types.ts';

/** What commands need of the other rooms. */
export interface CommandPorts {
  services: AppServices;
  executions: Pick<Executions, 'start' | 'replay' | 'find'>;
  /** Opens the workspace of a pull request at a commit, which moves it there. */
  workspace(target: WorkspaceTarget): Promise<Workspace>;
  /** The workspace of a scope where it was left, unmoved; undefined where nothing has run. */
  existing(repository: GitHubRepository, scope: Scope): Promise<Workspace | undefined>;
  /** The flows of a commit, to read. */
  flows(repository: GitHubRepository, commit: string): Promise<FlowStore>;
  registry: Registry;
  /** What the default branch says of commands, never the head of a pull request (github §4.3.5). */
  policy(repository: GitHubRepository): Promise<CommandPolicy>;
  /** Judges a commit of a pull request again; resolves when its check is on the way. */
  validate(pull: { repository: GitHubRepository; number: number; sha: string; trust: Trust }): Promise<void>;
  /** Unit tests of commits. Absent: there is no such command. */
  tests?: {
    suites(repository: GitHubRepository, sha: string): Promise<SuiteDocument[]>;
    again: Tests['again'];
  };
  /** Absent: there are no such commands. */
  copilot?: CopilotCommands;
  /** Runs one task of a flow. Absent: there is no such command. */
  playground?(wish: PlaygroundWish): Promise<Execution>;
}

/** Which workspace a command is for. */
export interface WorkspaceTarget {
  repository: GitHubRepository;
  scope: Scope;
  trust: Trust;
  commit: string;
}

/** A wish to run one task of a flow with what is known of those before it. */
export interface PlaygroundWish {
  workspace: Workspace;
  flow: Flow;
  taskId: string;
  inputs: Readonly<Record<string, string>>;
  /** The same comment, the same execution. */
  executionId: string;
}

/** The part of the policy that is about commands. */
export interface CommandPolicy {
  /** SHA of the commit that it was read from. */
  sha?: string;
  /** Who may use a verb, in place of what is built in; it asks for more, never for less. */
  commands?: Readonly<Record<string, CommandRule | undefined>>;
  /** Logins of bots that may give commands. */
  bots?: readonly string[];
}

export interface Word {
  /** Upper case: `FLOW`. */
  name: string;
  optional?: true;
  description?: string;
}

export interface Option {
  /** Without its dashes. */
  name: string;
  /** What its value is, in upper case; without it, it has none. */
  value?: string;
  description: string;
}

/** How a verb is written, and who may. */
export interface VerbShape {
  name: string;
  /** One sentence. */
  summary: string;
  words: readonly Word[];
  /** The one word is all the text that is left, as it was written. */
  verbatim?: true;
  /** The one word is all that is left of the comment, further lines too; options stand before it. */
  text?: true;
  /** Takes `input=value`. */
  inputs?: true;
  options?: readonly Option[];
  /** Least role (github §4.2). */
  minimum: Role;
  /** Who may also: the author of the pull request, or who started the execution that is named. */
  own?: 'pull' | 'execution';
}

/** What a command was given. */
export interface Arguments {
  words: readonly string[];
  inputs: Readonly<Record<string, string>>;
  options: Readonly<Record<string, string | true>>;
}

export interface Verb extends VerbShape {
  /**
   * `runs`: what the commit says is executed, so that the commit must be trusted (github §4.2, “fork PR”). `reads`: the commit is
   * only looked at. `controls`: it is about executions that there are, whatever the commit.
   */
  effect: 'runs' | 'reads' | 'controls';
  /** Only in pull requests. */
  pullOnly?: true;
  /** May be called again for the same comment after a crash, and has its effect once. @throws CommandRefused */
  run(context: CommandContext): Promise<Answer>;
}

/** What a verb is run with. */
export interface CommandContext extends CommandPorts {
  hint: CommentCreated;
  repository: GitHubRepository;
  scope: Scope;
  /** Who wrote the comment. */
  author: string;
  given: Arguments;
  /** Of a command in the scope of a pull request. */
  pinned?: PinnedPull;
  /** Opens the workspace of the scope at the pinned commit. Of verbs that run. @throws CommandRefused */
  open(): Promise<Workspace>;
  /** The workspace of the scope where it was left. @throws CommandRefused where nothing has run */
  left(): Promise<Workspace>;
  /** The flows of the pinned commit, or of the running revision. */
  read(): Promise<FlowStore>;
  /** The execution that was chosen first, also after a crash, when another one may be the newest. */
  chosen(workspace: Workspace, choose: () => Promise<Execution>): Promise<Execution>;
  /** Does something to an execution, and not again after a crash: whether it was done is seen by the execution's history. */
  once(workspace: Workspace, execution: Execution, act: () => Promise<unknown>): Promise<void>;
}

/** The head of a pull request as the command was given for it (github §4.3.6). */
export interface PinnedPull {
  number: number;
  sha: string;
  isFork: boolean;
  /** `fork`, or `branch` where the head is of this repository or somebody with write access trusts this SHA. */
  trust: Trust;
}

/** What a verb says. */
export interface Answer {
  /** Without it the reaction says enough. */
  reply?: ReplyBody | ((to: ReplyTo) => string);
  /** The command ends when this execution does. */
  execution?: { workspace: Workspace; execution: Execution };
}

/** The command is not done; the message says why, to its author. Plain text. */
export class CommandRefused extends Error {
  override name = 'CommandRefused';
  readonly reaction: '-1' | 'confused';
  /** A usage to show below. */
  readonly usage: string | undefined;
  /** What is wrong in detail: lines of text, of others too. */
  readonly details: string | undefined;
  /** Said at most once an hour to the same person. */
  readonly repeated: string | undefined;
  /** Address of the comment that is in the way. */
  readonly holder: string | undefined;
  constructor(
    message: string,
    more: {
      reaction?: '-1' | 'confused';
      usage?: string;
      details?: string;
      repeated?: string;
      holder?: string;
    } = {},
  ) {
    super(message);
    this.reaction = more.reaction ?? '-1';
    this.usage = more.usage;
    this.details = more.details;
    this.repeated = more.repeated;
    this.holder = more.holder;
  }
}
