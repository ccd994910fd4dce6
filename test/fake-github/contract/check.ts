import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/** Something that GitHub's own description does not allow. */
export interface Violation {
  /** `POST /repos/{owner}/{repo}/check-runs`, or `webhook push`. */
  at: string;
  message: string;
}

interface Contract {
  requests: Record<string, { body?: object; isRequired: boolean; query: Record<string, object> }>;
  webhooks: Record<string, object>;
  definitions: Record<string, unknown>;
}

/** Served by GitHub, and not described. */
const undescribed = new Set(['GET /repositories/{id}']);

const contract = JSON.parse(readFileSync(new URL('./github.json', import.meta.url), 'utf8')) as Contract;
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  logger: false,
  validateFormats: false,
  coerceTypes: false,
});
ajv.addSchema({ $id: 'github', definitions: contract.definitions });
const compiled = new Map<string, ValidateFunction>();

/** Holds requests and webhooks against what GitHub says of them (github §7.3). */
export const checkContract = {
  request(method: string, route: string, body: unknown, query: URLSearchParams): Violation[] {
    const at = `${method} ${route}`;
    const known = contract.requests[at];
    if (undescribed.has(at)) return [];
    if (!known) return [{ at, message: 'GitHub has no such endpoint' }];
    const found: Violation[] = [];
    if (known.body && (body !== undefined || known.isRequired))
      found.push(...errorsOf(at, known.body, body ?? {}));
    for (const name of query.keys())
      if (!(name in known.query)) found.push({ at, message: `no query parameter ${name}` });
    return found;
  },
  webhook(event: string, payload: Record<string, unknown>): Violation[] {
    const { action } = payload;
    const name = typeof action === 'string' && event !== 'repository_dispatch' ? `${event}.${action}` : event;
    const schema = contract.webhooks[name];
    // Tests send further events, which nobody but their own flows reads.
    return schema ? errorsOf(`webhook ${name}`, schema, payload) : [];
  },
};

function errorsOf(at: string, schema: object, value: unknown): Violation[] {
  let validate = compiled.get(at);
  if (!validate) {
    validate = ajv.compile(
      JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"github#/definitions/')) as object,
    );
    compiled.set(at, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => ({
    at,
    message: `${instancePath || '/'} ${message}`,
  }));
}
