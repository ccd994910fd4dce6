import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(
  new URL('../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);
const schemas = new URL('../../schemas/', import.meta.url);

/** Something an editor underlines. Lines count from 1. */
export interface Diagnostic {
  line: number;
  severity: 'error' | 'warning' | 'information' | 'hint';
  message: string;
}

/** The language server that editors use for YAML, as a process of its own. */
export interface LanguageServer {
  /** What is wrong with a document, in the order of its lines. `schema` is a file of schemas/. */
  diagnose(text: string, schema?: string): Promise<Diagnostic[]>;
  /** What is suggested where `|` stands in a document. */
  complete(text: string): Promise<{ label: string; insertText?: string; documentation?: string }[]>;
  /** What is shown for the place where `|` stands in a document. */
  hover(text: string): Promise<string>;
  stop(): void;
}

/** Starts the language server as an editor does. It is given no other schemas than ours, and no network. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const diagnosed = new Map<string, (diagnostics: ServerDiagnostic[]) => void>();
  const connection = connect(child, (method, params) => {
    if (method === 'textDocument/publishDiagnostics') diagnosed.get(params.uri)?.(params.diagnostics ?? []);
    if (method === 'workspace/configuration')
      return (params.items ?? []).map(({ section }) => (section === 'yaml' ? settings : {}));
    return null;
  });
  await connection.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        publishDiagnostics: {},
        hover: { contentFormat: ['markdown'] },
        completion: { completionItem: { documentationFormat: ['markdown'] } },
      },
    },
  });
  connection.notify('initialized', {});
  connection.notify('workspace/didChangeConfiguration', { settings: { yaml: settings } });

  let opened = 0;
  function open(text: string, schema: string): string {
    const uri = `file:///documents/${++opened}.yaml`;
    const written = `# yaml-language-server: $schema=${new URL(schema, schemas).href}\n${text}`;
    connection.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: written },
    });
    return uri;
  }

  /** Opens a document without its mark, and asks about the place where that was. */
  function ask<T>(method: string, text: string): Promise<T> {
    const [before = '', after = ''] = text.split('|');
    const uri = open(before + after, 'flow.json');
    const lines = before.split('\n');
    // The line that names the schema comes first.
    const position = { line: lines.length, character: lines.at(-1)!.length };
    return connection.request(method, { textDocument: { uri }, position }) as Promise<T>;
  }

  return {
    diagnose(text, schema = 'flow.json') {
      return new Promise((done) => {
        diagnosed.set(`file:///documents/${opened + 1}.yaml`, (diagnostics) => done(sorted(diagnostics)));
        open(text, schema);
      });
    },
    async complete(text) {
      const { items } = await ask<{ items: ServerCompletion[] }>('textDocument/completion', text);
      return items.map(({ label, insertText, documentation }) => ({
        label,
        insertText,
        documentation: textOf(documentation),
      }));
    },
    async hover(text) {
      const hover = await ask<{ contents: Documentation } | null>('textDocument/hover', text);
      return textOf(hover?.contents) ?? '';
    },
    stop: () => child.kill(),
  };
}

const settings = {
  validate: true,
  hover: true,
  completion: true,
  schemaStore: { enable: false },
  schemas: {},
};

type Documentation = string | { value: string } | undefined;

interface ServerDiagnostic {
  range: { start: { line: number } };
  severity: 1 | 2 | 3 | 4;
  message: string;
}

interface ServerCompletion {
  label: string;
  insertText?: string;
  documentation?: Documentation;
}

/** What messages of the server hold, as far as it is read here. */
interface Params {
  uri: string;
  diagnostics?: ServerDiagnostic[];
  items?: { section: string }[];
}

const severities = { 1: 'error', 2: 'warning', 3: 'information', 4: 'hint' } as const;

function sorted(diagnostics: readonly ServerDiagnostic[]): Diagnostic[] {
  return diagnostics
    .map(({ range, severity, message }) => ({
      // As they were given, without the line that names the schema.
      line: range.start.line,
      severity: severities[severity],
      message,
    }))
    .sort((a, b) => a.line - b.line);
}

function textOf(documentation: Documentation): string | undefined {
  return typeof documentation === 'object' ? documentation.value : documentation;
}

/** JSON-RPC over the standard streams of a process. `answer` is asked for requests, and told of notifications. */
function connect(child: ChildProcess, answer: (method: string, params: Params) => unknown) {
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  let buffer = Buffer.alloc(0);

  function send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  function receive(message: { id?: number; method?: string; params: Params; result?: unknown }): void {
    const { id, method, params, result } = message;
    if (method === undefined) waiting.get(id!)?.(result);
    else {
      const answered = answer(method, params);
      if (id !== undefined) send({ id, result: answered });
    }
  }

  child.stdout!.on('data', (data: Buffer) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, head).toString())?.[1]);
      if (head < 0 || buffer.length < head + 4 + length) return;
      receive(JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString()));
      buffer = buffer.subarray(head + 4 + length);
    }
  });

  return {
    notify: (method: string, params: unknown) => send({ method, params }),
    request(method: string, params: unknown): Promise<unknown> {
      const id = ++last;
      return new Promise((done) => {
        waiting.set(id, done);
        send({ id, method, params });
      });
    },
  };
}
