import { LLMock } from '@copilotkit/aimock';
import { onTestFinished } from 'vitest';
import type { ModelSettings } from '../../app/copilot/types.ts';

/** A provider of models on this machine that answers as a test says, over HTTP. */
export interface ModelServer {
  readonly mock: LLMock;
  readonly settings: ModelSettings;
  /** For processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bodies of all requests so far, as JSON text. */
  bodies(): string[];
}

/** The key that tests use; it may stand in no body and no message. */
export const modelKey = 'sk-test-0123456789abcdefghij';

/** Starts one; it ends with the test. Requests that no answer was given for fail. */
export async function modelServer(): Promise<ModelServer> {
  const mock = new LLMock({ port: 0, strict: true });
  await mock.start();
  onTestFinished(() => mock.stop());
  const baseUrl = `${mock.url}/v1`;
  return {
    mock,
    settings: {
      provider: 'custom',
      baseUrl,
      model: 'test-model',
      apiKey: modelKey,
      maxOutputTokens: 4_000,
      timeout: 5_000,
    },
    environment: {
      TUTTI_COPILOT_BASE_URL: baseUrl,
      TUTTI_COPILOT_MODEL: 'test-model',
      TUTTI_COPILOT_API_KEY: modelKey,
    },
    bodies: () => mock.getRequests().map(({ body }) => JSON.stringify(body)),
  };
}
