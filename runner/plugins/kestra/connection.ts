import { boolean, object, string } from '../../plugin/properties.ts';
import type { TaskContext } from '../../plugin/types.ts';
import { authorizationOf } from './client.ts';
import type { Instance } from './instance.ts';
import { local } from './local.ts';
import { remote } from './remote.ts';

/** Properties of every task here: which server it asks (flow-language §6.9). */
export const connection = {
  kestraUrl: string()
    .optional()
    .describe(
      'Address of another server, of Kestra or Tutti, such as `https://kestra.example.com`; without it, what is meant is what runs here, without HTTP and credentials.',
    ),
  auth: object({
    apiToken: string().optional().describe('A token, sent as Bearer.'),
    username: string().optional().describe('With `password`, sent as Basic auth.'),
    password: string().optional().describe('With `username`.'),
    auto: boolean().optional().describe('Accepted, without effect.'),
  })
    .optional()
    .describe('How to log in at `kestraUrl`.'),
  tenantId: string().default('main').describe('Tenant at `kestraUrl`; there is one only here.'),
};

/** What the properties of a connection are rendered to. */
export interface ConnectionProperties {
  kestraUrl?: string;
  auth?: { apiToken?: string; username?: string; password?: string; auto?: boolean };
  tenantId: string;
}

/**
 * The server that a task means: another one over HTTP, or the one that runs it.
 *
 * @throws Error for an address or credentials that cannot be used
 */
export function instanceOf(context: TaskContext<ConnectionProperties>): Instance {
  const { kestraUrl, auth = {}, tenantId } = context.properties;
  // Wrong ones are told of here too, not when the flow first means another server.
  authorizationOf(auth);
  if (kestraUrl === undefined || kestraUrl.trim() === '') return local(context);
  if (context.sealed)
    throw new Error(
      'Tasks reach no other server here: remove `kestraUrl`, for what runs beside this execution',
    );
  for (const secret of [auth.apiToken, auth.password]) if (secret) context.mask(secret);
  return remote({
    ...{ url: kestraUrl, tenant: tenantId, auth, signal: context.signal },
    egress: context.confinement?.egress,
  });
}
