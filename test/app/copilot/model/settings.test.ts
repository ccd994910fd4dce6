import { describe, expect, it } from 'vitest';
import { modelSettings, providers } from '../../../../app/copilot/model/index.ts';

describe('which model is asked (surfaces §4.2)', () => {
  it('given nothing, then none', () => {
    expect(modelSettings({})).toBeUndefined();
  });

  it.each(Object.entries(providers).filter(([, { keyName, model }]) => keyName && model))(
    'given the usual key of %s, then its default model',
    (provider, { keyName, baseUrl, model }) => {
      expect(modelSettings({ [keyName!]: 'key' })).toMatchObject({ provider, baseUrl, model, apiKey: 'key' });
    },
  );

  it('given Ollama, then no key', () => {
    const settings = modelSettings({ TUTTI_COPILOT_PROVIDER: 'ollama', TUTTI_COPILOT_MODEL: 'llama3' });
    expect(settings).toMatchObject({ baseUrl: 'http://localhost:11434/v1', model: 'llama3' });
    expect(settings).not.toHaveProperty('apiKey');
  });

  it('given an address alone, then a server of that kind, whose model must be named', () => {
    const environment = { TUTTI_COPILOT_BASE_URL: 'http://localhost:1/v1/' };
    expect(() => modelSettings(environment)).toThrow('TUTTI_COPILOT_MODEL');
    expect(modelSettings({ ...environment, TUTTI_COPILOT_MODEL: 'm' })).toMatchObject({
      provider: 'custom',
      baseUrl: 'http://localhost:1/v1',
    });
  });

  it('given Azure, then its endpoint, deployment and version', () => {
    const environment = {
      AZURE_OPENAI_API_KEY: 'k',
      AZURE_OPENAI_ENDPOINT: 'https://a.example.com',
      TUTTI_COPILOT_MODEL: 'd',
    };
    expect(modelSettings(environment)).toMatchObject({
      provider: 'azure',
      apiVersion: '2024-10-21',
      model: 'd',
    });
  });

  it('given a file and the environment, then the environment wins', () => {
    const section = { provider: 'mistral', model: 'small', temperature: 0.1, timeout: 1_000 } as const;
    const environment = { MISTRAL_API_KEY: 'k', TUTTI_COPILOT_MODEL: 'large', TUTTI_COPILOT_TIMEOUT: 'PT5S' };
    expect(modelSettings(environment, section)).toMatchObject({
      model: 'large',
      temperature: 0.1,
      timeout: 5_000,
    });
  });

  it.each([
    [{ TUTTI_COPILOT_PROVIDER: 'opena' }, 'did you mean openai?'],
    [{ TUTTI_COPILOT_PROVIDER: 'openai' }, 'OPENAI_API_KEY'],
    [{ OPENAI_API_KEY: 'k', TUTTI_COPILOT_TEMPERATURE: 'hot' }, 'expected a number, found hot'],
    [{ OPENAI_API_KEY: 'k', TUTTI_COPILOT_TIMEOUT: 'soon' }, 'expected a duration'],
    [{ TUTTI_COPILOT_BASE_URL: 'ftp://x', TUTTI_COPILOT_MODEL: 'm' }, 'http or https URL'],
  ])('given %j, then a sentence says what is wrong', (environment, words) => {
    expect(() => modelSettings(environment)).toThrow(words);
  });
});
