import { describe, expect, test } from 'vitest';
import {
  Pending,
  render,
  renderDeep,
  type Services,
  ServicesNeeded,
  settle,
} from '../../../runner/expression/index.ts';

/** Services over a table of secrets; counts what it is asked. */
function servicesWith(secrets: Record<string, string>): Services & { asked: string[] } {
  const asked: string[] = [];
  let time = 0;
  const none = () => Promise.reject(new Error('not expected here'));
  return {
    asked,
    now: () => {
      time += 1_000;
      return time;
    },
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    secret: async (key) => {
      asked.push(key);
      const value = secrets[key];
      if (value === undefined) {
        throw new Error(`Cannot find secret for key '${key}'.`);
      }
      return value;
    },
    kv: async (key) => ({ value: `kv ${key}`, expired: false }),
    read: none,
    fileSize: none,
    fileUri: (path) => path,
    http: none,
    errorLogs: none,
    taskStates: () => [],
  };
}

describe('effects', () => {
  test('given no services, then a function that needs them says so', () => {
    expect(() => render("{{ secret('A') }}", {})).toThrow(ServicesNeeded);
    expect(() => render("{{ false ? secret('A') : 'pure' }}", {})).not.toThrow();
  });

  test('given a value that is still loading, then rendering at once is pending', () => {
    expect(() => render("{{ secret('A') }}", {}, { services: servicesWith({ A: 'x' }) })).toThrow(Pending);
  });

  test('given several values to load, then settle asks for each once', async () => {
    const services = servicesWith({ A: 'a', B: 'b' });
    const text = await settle(
      (options) => render("{{ secret('A') }}{{ secret('B') }}{{ secret('A') }}", {}, options),
      { services },
    );
    expect(text).toBe('aba');
    expect(services.asked).toEqual(['A', 'B']);
  });

  test('given a value that names the next, then settle follows', async () => {
    const services = servicesWith({ A: 'B', B: 'end' });
    const value = await settle((options) => renderDeep({ x: "{{ secret(secret('A')) }}" }, {}, options), {
      services,
    });
    expect(value).toEqual({ x: 'end' });
  });

  test('given a load that fails, then its message is the error, with the place', async () => {
    const template = "{{ secret('NO') }}";
    const attempt = settle((options) => render(template, {}, options), { services: servicesWith({}) });
    await expect(attempt).rejects.toThrow(`Cannot find secret for key 'NO'. (${template}:1)`);
  });

  test('given time and chance before a pending value, then every pass sees the same', async () => {
    const services = servicesWith({ A: 'a', B: 'b' });
    const seen: string[] = [];
    const text = await settle(
      (options) => {
        seen.push(render('{{ uuid() }} {{ uuid() }}', {}, options));
        return render("{{ secret('A') }}{{ secret('B') }}", {}, options);
      },
      { services },
    );
    expect(text).toBe('ab');
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    const [first, second] = seen[0]?.split(' ') ?? [];
    expect(first).not.toBe(second);
  });
});
