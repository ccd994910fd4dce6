import { parseDuration } from '../../../runner/flow/duration.ts';
import { suggest } from '../../../runner/flow/suggest.ts';
import { CopilotError } from '../errors.ts';
import type { ModelSettings, ProviderName } from '../types.ts';

/** A server that speaks OpenAI's protocol. */
interface Provider {
  /** For people. */
  title: string;
  /** Absent where each customer has one of their own. */
  baseUrl?: string;
  /** Used where none is named; absent where there is no obvious one. */
  model?: string;
  /** Where keys are usually found, besides `TUTTI_COPILOT_API_KEY`. Absent: it wants none. */
  keyName?: string;
}

/** Providers by name, in the order in which their keys are looked for. */
export const providers: Readonly<Record<ProviderName, Provider>> = {
  openai: {
    title: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-5-mini',
    keyName: 'OPENAI_API_KEY',
  },
  azure: { title: 'Azure OpenAI', keyName: 'AZURE_OPENAI_API_KEY' },
  anthropic: {
    title: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    model: 'claude-sonnet-4-5',
    keyName: 'ANTHROPIC_API_KEY',
  },
  gemini: {
    title: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    model: 'gemini-2.5-flash',
    keyName: 'GEMINI_API_KEY',
  },
  mistral: {
    title: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    model: 'mistral-large-latest',
    keyName: 'MISTRAL_API_KEY',
  },
  deepseek: {
    title: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    model: 'deepseek-chat',
    keyName: 'DEEPSEEK_API_KEY',
  },
  openrouter: { title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', keyName: 'OPENROUTER_API_KEY' },
  ollama: { title: 'Ollama', baseUrl: 'http://localhost:11434/v1' },
  custom: { title: 'OpenAI-compatible server' },
};

/** Their names, in that order. */
export const providerNames = Object.keys(providers) as [ProviderName, ...ProviderName[]];

/** The section `copilot` of `tutti.yaml`; the environment has priority. Keys are never written there. */
export interface CopilotSection {
  provider?: ProviderName | undefined;
  model?: string | undefined;
  baseUrl?: string | undefined;
  apiVersion?: string | undefined;
  temperature?: number | undefined;
  maxOutputTokens?: number | undefined;
  /** Milliseconds. */
  timeout?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const defaults = { maxOutputTokens: 8_000, timeout: 120_000 };

/**
 * Which model is asked: `TUTTI_COPILOT_PROVIDER`, `_MODEL`, `_API_KEY`, `_BASE_URL`, `_API_VERSION`, `_TEMPERATURE`,
 * `_MAX_OUTPUT_TOKENS` and `_TIMEOUT` (ISO-8601), then `section`, then the provider whose usual key is there. `undefined` where
 * nothing says which (surfaces §4.2).
 *
 * @throws CopilotError `notConfigured` where something is said that is not enough or makes no sense; a sentence that says what
 */
export function modelSettings(
  environment: Environment,
  section: CopilotSection = {},
): ModelSettings | undefined {
  const own = (name: string) => environment[`TUTTI_COPILOT_${name}`] || undefined;
  const baseUrl = own('BASE_URL') ?? section.baseUrl;
  const provider = providerOf(own('PROVIDER') ?? section.provider, baseUrl, environment, own('API_KEY'));
  if (!provider) return undefined;
  const known = providers[provider];
  const url =
    baseUrl ?? (provider === 'azure' ? environment['AZURE_OPENAI_ENDPOINT'] : undefined) ?? known.baseUrl;
  const model = own('MODEL') ?? section.model ?? known.model;
  const apiKey = own('API_KEY') ?? (known.keyName && environment[known.keyName]);
  if (!url || !/^https?:\/\//.test(url))
    throw incomplete(
      provider,
      url ? `an http or https URL in TUTTI_COPILOT_BASE_URL, not ${url}` : 'TUTTI_COPILOT_BASE_URL',
    );
  if (!model) throw incomplete(provider, 'TUTTI_COPILOT_MODEL');
  if (!apiKey && known.keyName) throw incomplete(provider, `TUTTI_COPILOT_API_KEY or ${known.keyName}`);
  const temperature = numberOf('TEMPERATURE', own('TEMPERATURE')) ?? section.temperature;
  const apiVersion = own('API_VERSION') ?? section.apiVersion ?? environment['OPENAI_API_VERSION'];
  return {
    provider,
    baseUrl: url.replace(/\/+$/, ''),
    model,
    ...(apiKey && { apiKey }),
    ...(temperature !== undefined && { temperature }),
    ...(provider === 'azure' && { apiVersion: apiVersion ?? '2024-10-21' }),
    maxOutputTokens:
      numberOf('MAX_OUTPUT_TOKENS', own('MAX_OUTPUT_TOKENS')) ??
      section.maxOutputTokens ??
      defaults.maxOutputTokens,
    timeout: durationOf(own('TIMEOUT')) ?? section.timeout ?? defaults.timeout,
  };
}

/** What a person reads where no model is configured. */
export function notConfigured(): CopilotError {
  return new CopilotError(
    'notConfigured',
    'No model is configured: set OPENAI_API_KEY (or another provider’s key), or TUTTI_COPILOT_PROVIDER=ollama for models on this machine. docs/copilot.md lists the providers.',
  );
}

function providerOf(
  named: string | undefined,
  baseUrl: string | undefined,
  environment: Environment,
  key: string | undefined,
): ProviderName | undefined {
  const names = providerNames;
  if (named !== undefined) {
    const found = names.find((name) => name === named.toLowerCase());
    if (found) return found;
    const meant = suggest(named, names);
    throw new CopilotError(
      'notConfigured',
      `TUTTI_COPILOT_PROVIDER: there is no provider ${named}${meant ? `; did you mean ${meant}?` : ''} Known are ${names.join(', ')}.`,
    );
  }
  if (baseUrl !== undefined) return 'custom';
  const found = names.find((name) => providers[name].keyName && environment[providers[name].keyName]);
  return found ?? (key === undefined ? undefined : 'openai');
}

function incomplete(provider: ProviderName, what: string): CopilotError {
  return new CopilotError(
    'notConfigured',
    `${providers[provider].title} needs ${what}. docs/copilot.md shows an example.`,
  );
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new CopilotError('notConfigured', `TUTTI_COPILOT_${name}: expected a number, found ${text}`);
}

function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = parseDuration(text);
  if (value !== undefined && value > 0) return value;
  throw new CopilotError(
    'notConfigured',
    `TUTTI_COPILOT_TIMEOUT: expected a duration such as PT2M, found ${text}`,
  );
}
