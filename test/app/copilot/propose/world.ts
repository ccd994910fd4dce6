import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openCatalogue } from '../../../../app/copilot/catalogue/index.ts';
import { CopilotError } from '../../../../app/copilot/errors.ts';
import { openModel } from '../../../../app/copilot/model/index.ts';
import { propose } from '../../../../app/copilot/propose/index.ts';
import type { ModelSettings, Progress, Proposal, Surroundings, Wish } from '../../../../app/copilot/types.ts';
import { pluginRegistry } from '../../../../runner/plugins/index.ts';
import { namespaceReader, openWorkingDirectory } from '../../../../runner/repository/index.ts';
import { type ModelServer, modelServer } from '../../../support/modelServer.ts';

/** What a model answers, one after another: a proposal, a refusal, look-ups, or text. */
export type Said =
  | { flow: string; tests?: string; title?: string; explanation?: string; changed?: string[] }
  | { decline: { reason: string; message: string } }
  | { looks: string[]; with?: object }
  | { text: string };

/** A repository on disk, a model that says what the test lets it say, and Copilot between them. */
export interface World {
  server: ModelServer;
  root: string;
  steps: Progress[];
  surroundings: Surroundings;
  /** The model says these, in this order. */
  says(...answers: Said[]): void;
  propose(wish: Partial<Wish> & { prompt: string }, settings?: Partial<ModelSettings>): Promise<Proposal>;
  failure(wish: Partial<Wish> & { prompt: string }, settings?: Partial<ModelSettings>): Promise<CopilotError>;
  /** Every file of the repository with its content. */
  files(): Record<string, string>;
}

export async function world(
  files: Readonly<Record<string, string>> = { 'flows/hello.yaml': hello },
): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'tutti-propose-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  const server = await modelServer();
  const repository = openWorkingDirectory(root);
  const registry = pluginRegistry();
  const surroundings: Surroundings = {
    repository,
    registry,
    namespaces: await namespaceReader(registry)(repository),
    kvKeys: async () => ['last_run'],
    secretNames: async () => ['SLACK_WEBHOOK'],
  };
  const steps: Progress[] = [];
  const run = async (wish: Partial<Wish> & { prompt: string }, settings: Partial<ModelSettings> = {}) =>
    propose(
      { tests: false, progress: (step) => void steps.push(step), ...wish },
      {
        model: openModel({ ...server.settings, ...settings }),
        surroundings,
        catalogue: await openCatalogue(registry),
      },
    );
  return {
    server,
    root,
    steps,
    surroundings,
    says(...answers) {
      const left = answers.map(response);
      server.mock.on(
        { endpoint: 'chat' },
        () => left.shift() ?? { error: { message: 'nothing left to say' }, status: 400 },
      );
    },
    propose: run,
    async failure(wish, settings) {
      const error = await run(wish, settings).then(
        (proposal) => new Error(`It proposed ${JSON.stringify(proposal.files)}`),
        (one: unknown) => one,
      );
      if (!(error instanceof CopilotError)) throw error;
      return error;
    },
    files: () =>
      Object.fromEntries(
        readdirSync(root, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => [
            join(parentPath, name).slice(root.length + 1),
            readFileSync(join(parentPath, name), 'utf8'),
          ]),
      ),
  };
}

/** A flow as a person wrote it. */
export const hello = `# Says hello. Ask Ada before you change it.
id: hello
namespace: company.team

inputs:
  - id: name   # who is greeted
    type: STRING
    defaults: "world"

tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ inputs.name }}"   # one line
`;

/** The same flow of the same world as a proposal: what it was, with one text in place of another. */
export function changed(source: string, from: string, to: string): string {
  expect(source).toContain(from);
  return source.replace(from, to);
}

let calls = 0;

function response(said: Said) {
  calls += 1;
  if ('text' in said) return { content: said.text };
  if ('looks' in said)
    return {
      toolCalls: said.looks.map((name, at) => ({
        id: `look_${calls}_${at}`,
        name,
        arguments: JSON.stringify(said.with ?? {}),
      })),
    };
  const [name, args] = 'decline' in said ? ['decline', said.decline] : ['propose_flow', said];
  return { toolCalls: [{ id: `call_${calls}`, name: name as string, arguments: JSON.stringify(args) }] };
}
