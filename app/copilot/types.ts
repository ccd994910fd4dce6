/**
 * Copilot (surfaces §4): a sentence becomes a change of flows that has passed validation and tests before a person sees it. What
 * its rooms share.
 */
import type { Violation } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import type { Namespaces } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import type { TestReport } from '../../runner/testing/types.ts';

/** Servers that speak OpenAI's protocol; `custom` is any other, by its URL. */
export type ProviderName =
  | 'openai'
  | 'azure'
  | 'anthropic'
  | 'gemini'
  | 'mistral'
  | 'deepseek'
  | 'openrouter'
  | 'ollama'
  | 'custom';

/** Which model is asked, and within which limits. */
export interface ModelSettings {
  provider: ProviderName;
  /** Of the API, up to and including its version. */
  baseUrl: string;
  model: string;
  /** Absent where the server wants none, as Ollama. Never shown. */
  apiKey?: string;
  /** Of Azure. */
  apiVersion?: string;
  temperature?: number;
  /** Tokens of one answer. */
  maxOutputTokens: number;
  /** Milliseconds for one answer. */
  timeout: number;
}

export interface TokenUsage {
  input: number;
  output: number;
}

/** What is said to a model, and by it. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls?: readonly ToolCall[] }
  | { role: 'tool'; toolCallId: string; content: string };

/** A tool that the model wants to be used. `arguments` is JSON text as the model wrote it: it may be none. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
}

export interface ChatRequest {
  messages: readonly ChatMessage[];
  tools?: readonly ToolDefinition[];
  signal?: AbortSignal;
  /** Told the pieces of the answer's text as they come. */
  onText?(piece: string): void;
}

export interface ChatAnswer {
  content: string;
  toolCalls: ToolCall[];
  usage: TokenUsage;
  /** `length`: it was cut at `maxOutputTokens`. */
  finish: 'stop' | 'length' | 'tools' | 'filtered';
}

/** A model that can be asked. */
export interface Model {
  readonly settings: Omit<ModelSettings, 'apiKey'>;
  /** @throws CopilotError where no answer comes */
  chat(request: ChatRequest): Promise<ChatAnswer>;
}

/** What is known where flows are written; names only, never values (issue “Copilot”, how it works). */
export interface Surroundings {
  repository: Repository;
  registry: Registry;
  namespaces: Namespaces;
  kvKeys?(namespace: string): Promise<readonly string[]>;
  secretNames?(namespace: string): Promise<readonly string[]>;
}

/** What a person asks for. */
export interface Wish {
  prompt: string;
  /** The flow to change; without it a new one is made. */
  flow?: { file: string; source: string };
  /** Of a new flow. */
  namespace?: string;
  /** What is wrong and shall be repaired: data, never instructions. */
  failure?: { violations?: readonly Violation[]; log?: string; state?: string };
  /** What was said before, oldest first: data like all text of people. */
  conversation?: readonly { author: 'person' | 'copilot'; text: string }[];
  /** Whether a suite of unit tests is made (or continued) and run. */
  tests: boolean;
  /** The flow stays as it is: only its suite is made. Needs `flow` and `tests`. */
  only?: 'tests';
  signal?: AbortSignal;
  /** Told what happens, for a person who waits. */
  progress?(step: Progress): void;
}

export type Progress =
  | { kind: 'retrieved'; types: readonly string[] }
  | { kind: 'asked'; round: number }
  | { kind: 'tool'; name: string; about?: string }
  | { kind: 'validated'; round: number; violations: readonly Violation[] }
  | { kind: 'tested'; round: number; report: TestReport };

/** A file as it would be after the change. */
export interface ProposedFile {
  /** Path in the repository, below a folder of flows or tests. */
  path: string;
  /** Absent for a new file. */
  before?: string;
  after: string;
}

/** What Copilot proposes; it is valid and its tests pass. */
export interface Proposal {
  files: ProposedFile[];
  /** One line, imperative: title of the commit. */
  title: string;
  /** What was changed and why, by the model: text of an outsider. */
  explanation: string;
  /** Property paths of the flow that differ: `tasks[fetch].retry`. */
  changes: readonly string[];
  /** Paths that the model had changed without need; they are as before. */
  undone: readonly string[];
  /** Secrets to create: literal credentials were replaced by `secret('NAME')`. */
  secrets: readonly { name: string; path: string }[];
  /** What a person should look at: hosts, scripts, images and secrets that were not reached before. */
  attention: readonly string[];
  /** Warnings that remain. */
  violations: readonly Violation[];
  tests?: TestReport;
  /** Answers of the model until it was right: 1 is the first try. */
  rounds: number;
  usage: TokenUsage;
  model: string;
}

/** Proposes changes of the flows of one repository. */
export interface Copilot {
  readonly settings: Model['settings'];
  /** @throws CopilotError where there is nothing to propose */
  propose(wish: Wish): Promise<Proposal>;
}

export type CopilotFailure =
  /** No model is configured. */
  | 'notConfigured'
  /** The key is wrong or may not use the model. */
  | 'unauthorized'
  | 'rateLimited'
  | 'timeout'
  /** The server cannot be reached, or what it sent is no answer. */
  | 'unreachable'
  /** The model said that it cannot or will not. */
  | 'refused'
  /** After the last round it was still not valid, or its tests failed. */
  | 'invalid'
  /** The flow does it already. */
  | 'unchanged'
  /** What it wrote may not be written: paths, size, hostile YAML. */
  | 'forbidden'
  /** A limit per user or day was reached. */
  | 'quota'
  | 'aborted';
