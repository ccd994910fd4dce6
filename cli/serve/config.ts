import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { providerNames } from '../../app/copilot/model/settings.ts';
import { parseDuration } from '../../runner/flow/duration.ts';
import { suggest } from '../../runner/flow/suggest.ts';
import { allowedFrom } from '../../runner/plugin/egress/addresses.ts';
import type { Egress } from '../../runner/plugin/types.ts';
import { messageOf, Refusal } from '../errors.ts';
import { reasonOf } from '../files.ts';

/** An ISO-8601 duration; milliseconds when it was read. */
const duration = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds;
  context.addIssue({ code: 'custom', message: `expected a duration such as PT30S, found ${text}` });
  return z.NEVER;
});

/** How long something is kept: an ISO-8601 duration, or `forever`, which is null when it was read. */
const age = z.string().transform((text, context) => {
  if (text === 'forever') return null;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds;
  context.addIssue({
    code: 'custom',
    message: `expected a duration such as P90D, or forever, found ${text}`,
  });
  return z.NEVER;
});

/** An entry of what flows may reach. */
function allowedHost(entry: string, context: z.core.$RefinementCtx<string>): void {
  try {
    allowedFrom([entry]);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
}

const port = z.number().int().min(0).max(65_535);
const limit = z.number().int().min(0);
const level = z.enum(['trace', 'debug', 'info', 'warn', 'error']);

/** What `tutti.yaml` may hold; docs/serve.md describes it. */
const schema = z.strictObject({
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('address to listen at'),
      port: port.default(8080).describe('port to listen at; 0: any that is free'),
      url: z.url().optional().describe('where clients reach the server, for links'),
      grace: duration.prefault('PT30S').describe('time that running tasks get when the server ends'),
    })
    .prefault({}),
  auth: z
    .strictObject({
      users: z
        .array(z.strictObject({ username: z.string().min(1), password: z.string().min(8) }))
        .default([])
        .describe('who may log in with Basic auth'),
      tokens: z.array(z.string().min(16)).default([]).describe('API tokens, sent as Bearer'),
    })
    .prefault({}),
  git: z
    .strictObject({
      url: z.string().min(1).optional().describe('repository elsewhere whose ref is served'),
      ref: z.string().min(1).optional().describe('branch, tag or commit that is served, not the folder'),
      poll: duration.optional().describe('how often the ref is looked at for new commits'),
      username: z.string().min(1).default('x-access-token').describe('who fetches'),
      token: z.string().min(1).optional().describe('its password or token'),
    })
    .prefault({}),
  github: z
    .strictObject({
      appId: z
        .union([z.string(), z.number()])
        .transform(String)
        .optional()
        .describe('id of the GitHub App; with it the App is served'),
      privateKey: z.string().min(1).optional().describe('its private key, PEM or that in Base64'),
      privateKeyFile: z.string().min(1).optional().describe('the file that holds it'),
      webhookSecret: z.string().optional().describe('secret of its webhook, 32 characters or more'),
      previousWebhookSecret: z
        .string()
        .min(1)
        .optional()
        .describe('the secret before it, while it is being changed'),
      baseUrl: z
        .url()
        .optional()
        .describe('of the REST API, such as https://github.example.com/api/v3; by default github.com’s'),
      scripts: z
        .enum(['default', 'branch'])
        .default('default')
        .describe(
          'whose scripts and HTTP requests run on this machine: those of the default branch, or also those of pull requests',
        ),
      sharedSecrets: z
        .array(z.string().regex(/^(\*|[\w.-]+\/(\*|[\w.-]+))$/, 'expected owner/name, owner/* or *'))
        .default([])
        .describe('repositories that read secrets which name no repository'),
    })
    .prefault({}),
  flows: z
    .strictObject({
      poll: duration.prefault('PT1S').describe('how often the folder is looked at for changes'),
      writable: z.boolean().default(true).describe('whether the API may write flows and namespace files'),
    })
    .prefault({}),
  engine: z
    .strictObject({
      threads: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('threads for tasks; by default the number of cores'),
      isolation: z
        .enum(['threads', 'processes'])
        .default('processes')
        .describe('whether a task that runs has a process of its own, or a thread of the server'),
      logLevel: z
        .enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'])
        .default('TRACE')
        .describe('least level of executions’ logs that is kept'),
      egress: z
        .enum(['any', 'public'])
        .default('any')
        .describe('where HTTP requests of flows may go: anywhere, or to public addresses and allowedHosts'),
      allowedHosts: z
        .array(z.string().superRefine(allowedHost))
        .default([])
        .describe('hosts and blocks of addresses that flows reach besides public ones'),
    })
    .prefault({}),
  triggers: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('whether triggers are evaluated; webhooks answer 404 otherwise'),
      timeZone: z.string().optional().describe('zone of triggers that name none; by default the machine’s'),
      recoverMissedSchedules: z
        .enum(['ALL', 'LAST', 'NONE'])
        .default('ALL')
        .describe('what becomes of dates that passed while the server was down'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      executions: age
        .prefault('P90D')
        .describe('how long executions are kept after their end, files included'),
      logs: age
        .prefault('P90D')
        .describe('how long log entries are kept; with their execution they go anyway'),
      caches: age.prefault('P30D').describe('how long caches of tasks are kept after they were written'),
      kv: age.prefault('P7D').describe('how long KV entries are kept after their time was over'),
      interval: duration
        .prefault('PT1H')
        .refine((pause) => pause >= 1_000, 'expected PT1S or more')
        .describe('how often is looked for what is old'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: level.default('info').describe('least level of the server’s own log'),
      format: z
        .enum(['auto', 'json', 'pretty'])
        .default('auto')
        .describe('auto: pretty on a terminal, else JSON'),
    })
    .prefault({}),
  copilot: z
    .strictObject({
      provider: z
        .enum(providerNames)
        .optional()
        .describe('whose models are asked; by default the one whose usual key is in the environment'),
      model: z.string().min(1).optional().describe('model, or deployment of Azure'),
      baseUrl: z.url().optional().describe('of the API, where it is not the provider’s usual one'),
      apiVersion: z.string().min(1).optional().describe('version of Azure’s API'),
      temperature: z.number().min(0).max(2).optional().describe('by default the model’s own'),
      maxOutputTokens: z.number().int().min(256).optional().describe('tokens of one answer'),
      timeout: duration.optional().describe('time for one answer'),
      rounds: z.number().int().min(1).max(5).default(3).describe('answers until one is right'),
      limits: z
        .strictObject({
          perUser: limit.default(20).describe('wishes of one person on GitHub a day'),
          perRepository: limit.default(100).describe('wishes in one repository a day'),
          tokens: limit.default(2_000_000).describe('tokens that one repository takes a day'),
        })
        .prefault({}),
    })
    .prefault({}),
  environment: z.strictObject({ name: z.string() }).optional().describe('shown by clients'),
  globals: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('values for expressions of all flows: `{{ globals.name }}`'),
  pluginDefaults: z
    .array(
      z.strictObject({
        type: z.string().min(1),
        forced: z.boolean().default(false),
        values: z.record(z.string(), z.unknown()),
      }),
    )
    .default([])
    .describe('plugin defaults of all flows; those of flows and namespaces win, unless these are forced'),
});

/** What `tutti.yaml` gives flows, whichever command runs or checks them. */
const settings = z.object(schema.pick({ globals: true, pluginDefaults: true }).shape);
export type FlowSettings = z.output<typeof settings>;

/** What `tutti.yaml` says of Copilot, whichever command asks it. */
const copilot = z.object(schema.pick({ copilot: true }).shape);
export type CopilotConfig = z.output<typeof copilot>['copilot'];

export type ServeConfig = z.output<typeof schema>;

/** Where HTTP requests of flows may go, where that is not anywhere. */
export function egressOf({ engine: { egress, allowedHosts } }: ServeConfig): { egress?: Egress } {
  return egress === 'public' ? { egress: { allow: allowedHosts } } : {};
}

/** What the command line says; it wins over everything. */
export interface ServeOverrides {
  host?: string;
  port?: number;
  ref?: string;
  remote?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration: options of the command line, then environment variables, then the file, then defaults. The file is the
 * named one, or `tutti.yaml` in the root of the repository where there is one.
 *
 * @throws Refusal naming every property that is wrong
 */
export function readConfig(
  root: string,
  file: string | undefined,
  overrides: ServeOverrides,
  environment: Environment = process.env,
): ServeConfig {
  const path = file ?? join(root, 'tutti.yaml');
  const name = file ?? 'tutti.yaml';
  const written = file === undefined && !existsSync(path) ? {} : readDocument(path, name);
  const { data, error } = schema.safeParse(withEnvironment(written, overrides, environment));
  if (data) return data;
  throw new Refusal(
    `Invalid configuration ${name}:\n${error.issues.map((issue) => `  ${issueText(issue)}`).join('\n')}`,
  );
}

/**
 * What the `tutti.yaml` in the root of a repository gives its flows; the rest of the file is only for the server.
 *
 * @throws Refusal where it is wrong
 */
export function readFlowSettings(root: string): FlowSettings {
  return readPart(root, settings);
}

/** What the `tutti.yaml` in the root of a repository says of Copilot. @throws Refusal where it is wrong */
export function readCopilotConfig(root: string): CopilotConfig {
  return readPart(root, copilot).copilot;
}

function readPart<S extends z.ZodType>(root: string, part: S): z.output<S> {
  const name = 'tutti.yaml';
  const path = join(root, name);
  const { data, error } = part.safeParse(existsSync(path) ? readDocument(path, name) : {});
  if (data !== undefined) return data;
  throw new Refusal(
    `Invalid configuration ${name}:\n${error!.issues.map((issue) => `  ${issueText(issue)}`).join('\n')}`,
  );
}

function readDocument(path: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    const reason = error instanceof Error && 'syscall' in error ? reasonOf(error) : messageOf(error);
    throw new Refusal(`Cannot read the configuration ${name}: ${reason}`, { cause: error });
  }
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Refusal(`Cannot read the configuration ${name}: expected a map`);
  return value as Record<string, unknown>;
}

/** The document with what environment and command line say instead. */
function withEnvironment(
  written: Record<string, unknown>,
  overrides: ServeOverrides,
  environment: Environment,
): Record<string, unknown> {
  const result = structuredClone(written);
  const set = (section: string, key: string, value: unknown) => {
    if (value === undefined || value === '') return;
    const own = result[section];
    result[section] = { ...(typeof own === 'object' ? own : {}), [key]: value };
  };
  const { TUTTI_USERNAME: username, TUTTI_PASSWORD: password } = environment;
  set('server', 'host', overrides.host ?? environment['TUTTI_HOST']);
  set('server', 'port', overrides.port ?? numberOf(environment['TUTTI_PORT']));
  set('server', 'url', environment['TUTTI_URL']);
  set('server', 'grace', environment['TUTTI_GRACE']);
  set('log', 'level', environment['TUTTI_LOG_LEVEL']);
  set('auth', 'users', username && password ? [{ username, password }] : undefined);
  set('git', 'url', overrides.remote ?? environment['TUTTI_GIT_URL']);
  set('git', 'ref', overrides.ref ?? environment['TUTTI_GIT_REF']);
  set('git', 'username', environment['TUTTI_GIT_USERNAME']);
  set('git', 'token', environment['TUTTI_GIT_TOKEN']);
  // Users of Probot have the short names; alone they may be anybody's.
  const probot = environment['APP_ID'] && environment['PRIVATE_KEY'] ? environment : {};
  set('github', 'appId', environment['TUTTI_GITHUB_APP_ID'] || probot['APP_ID']);
  set('github', 'privateKey', environment['TUTTI_GITHUB_PRIVATE_KEY'] || probot['PRIVATE_KEY']);
  set('github', 'privateKeyFile', environment['TUTTI_GITHUB_PRIVATE_KEY_FILE']);
  set('github', 'webhookSecret', environment['TUTTI_GITHUB_WEBHOOK_SECRET'] || probot['WEBHOOK_SECRET']);
  set('github', 'previousWebhookSecret', environment['TUTTI_GITHUB_PREVIOUS_WEBHOOK_SECRET']);
  set('github', 'baseUrl', environment['TUTTI_GITHUB_BASE_URL']);
  set(
    'auth',
    'tokens',
    environment['TUTTI_TOKENS']?.split(',').map((token) => token.trim()),
  );
  return result;
}

/** What is no number is refused by the schema. */
function numberOf(text: string | undefined): number | string | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : text;
}

function issueText(issue: z.core.$ZodIssue): string {
  const place = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${place}: ${issue.message}`;
  const known = keysAt(issue.path);
  return issue.keys
    .map((key) => {
      if (place === 'copilot' && /key/i.test(key))
        return `${place}.${key}: a key does not belong into a file that is committed; set TUTTI_COPILOT_API_KEY`;
      const meant = suggest(key, known);
      return `${[place, key].filter(Boolean).join('.')}: there is no such property${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    })
    .join('\n  ');
}

/** The properties of a section. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const key of path) {
    at = unwrapped(at);
    at =
      at instanceof z.ZodObject ? at.shape[String(key)] : at instanceof z.ZodArray ? at.element : undefined;
  }
  at = unwrapped(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(type: unknown): unknown {
  return type instanceof z.ZodPrefault || type instanceof z.ZodDefault || type instanceof z.ZodOptional
    ? unwrapped(type.unwrap())
    : type;
}
