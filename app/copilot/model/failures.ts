import type * as OpenAI from 'openai';
import { CopilotError } from '../errors.ts';
import type { ModelSettings } from '../types.ts';
import { providers } from './settings.ts';

type Sdk = typeof OpenAI;

/**
 * What a failed request becomes for the person who asked. What the server said is shown only where it cannot repeat the request;
 * errors of the SDK hold headers, so none goes along as cause.
 */
export function failureOf(error: unknown, sdk: Sdk, settings: ModelSettings): CopilotError {
  const { title } = providers[settings.provider];
  const at = `${title} (${hostOf(settings.baseUrl)})`;
  if (error instanceof CopilotError) return error;
  if (error instanceof sdk.APIUserAbortError)
    return new CopilotError('aborted', 'The question to the model was taken back');
  if (error instanceof sdk.APIConnectionTimeoutError)
    return new CopilotError(
      'timeout',
      `${at} did not answer within ${settings.timeout / 1000} s: try again, or raise TUTTI_COPILOT_TIMEOUT`,
    );
  if (error instanceof sdk.APIConnectionError)
    return new CopilotError(
      'unreachable',
      `${at} cannot be reached: is the address right, and is it running?`,
    );
  if (!(error instanceof sdk.APIError) || error.status === undefined)
    return new CopilotError('unreachable', `${at} broke off its answer, or what it sent is none`);
  const { status } = error;
  if (status === 401 || status === 403)
    return new CopilotError(
      'unauthorized',
      `${at} refuses the key, or it may not use ${settings.model} (status ${status})`,
    );
  if (status === 404)
    return new CopilotError(
      'unauthorized',
      `${at} knows no model ${settings.model}: check TUTTI_COPILOT_MODEL`,
    );
  if (status === 429)
    return new CopilotError(
      'rateLimited',
      `${at} takes no more requests for now, or its quota is used up: try again later`,
    );
  if (status === 400 || status === 413 || status === 422)
    return new CopilotError(
      'unreachable',
      `${at} refuses the request (status ${status}${error.code ? `, ${String(error.code).slice(0, 60)}` : ''}): the model may not know tools, or its context is too small`,
    );
  return new CopilotError('unreachable', `${at} has a problem (status ${status}): try again later`);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is no URL';
}
