import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../../cli/serve/config.ts';
import { startServing } from '../../../cli/serve/start.ts';

/** A server over a folder of its own, with ways to ask it. */
export interface Served {
  root: string;
  url: string;
  /** Asks below `/api/v1/main`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The same, with the answer's JSON. */
  json<T = Record<string, unknown>>(path: string, init?: RequestInit): Promise<T>;
  /** Puts a file into the folder. */
  put(file: string, text: string): void;
  close(): Promise<void>;
}

/** Starts a server at a free port, on a folder with these files. */
export async function served(
  files: Readonly<Record<string, string>>,
  configuration: Record<string, unknown> = {},
): Promise<Served> {
  const root = mkdtempSync(join(tmpdir(), 'tutti-serve-'));
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) put(file, text);
  put(
    'tutti.yaml',
    JSON.stringify({ flows: { poll: 'PT0.1S' }, server: { grace: 'PT5S' }, ...configuration }),
  );
  const config = readConfig(root, undefined, { port: 0 }, {});
  const serving = await startServing({ root, config, log: pino({ level: 'silent' }), hide: () => undefined });
  const ask = (path: string, init?: RequestInit) => fetch(`${serving.url}/api/v1/main${path}`, init);
  return {
    root,
    url: serving.url,
    ask,
    put,
    async json<T>(path: string, init?: RequestInit) {
      const response = await ask(path, init);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async close() {
      await serving.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The events of a stream until it ends. */
export async function eventsOf(response: Response): Promise<{ id: string; data: unknown }[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((block) => block.includes('data:'))
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
      return { id: field('id'), data: JSON.parse(field('data')) as unknown };
    });
}
