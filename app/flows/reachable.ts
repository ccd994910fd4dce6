import type { Flow, FlowDocument } from '../../runner/flow/types.ts';
import type { Registry } from '../../runner/plugin/registry.ts';
import { placesOf } from '../../runner/validation/places.ts';

/** Something outside that a flow can reach now. */
export interface Reachable {
  kind: 'secret' | 'host' | 'command' | 'image';
  /** Name of the secret, host, first line of the command, or image. */
  value: string;
  flow: { namespace: string; id: string };
  taskId?: string;
  path: string;
  line?: number;
}

/** What flows at `head` can reach outside and flows at `base` could not, the same thing once: read from what is written. */
export function newlyReachable(
  base: readonly FlowDocument[],
  head: readonly FlowDocument[],
  registry: Registry,
): Reachable[] {
  const keyOf = ({ kind, value }: Reachable) => `${kind} ${value}`;
  const seen = new Set(base.flatMap((document) => reachedBy(document, registry)).map(keyOf));
  return head
    .flatMap((document) => reachedBy(document, registry))
    .filter((one) => {
      if (seen.has(keyOf(one))) return false;
      seen.add(keyOf(one));
      return true;
    });
}

function reachedBy(document: FlowDocument, registry: Registry): Reachable[] {
  const { flow, file: path } = document;
  if (!flow) return [];
  const name = { namespace: flow.namespace, id: flow.id };
  const own = placesOf(flow, registry.resolve).flatMap(({ task, type, path: at }) => {
    const { tasks, errors, finally: last, ...properties } = task as Record<string, unknown>;
    const line = document.locate(at)?.line;
    return [...secretsIn(properties), ...hostsIn(properties), ...commandsIn(type, properties)].map((one) => ({
      ...one,
      ...{ flow: name, path, taskId: task.id },
      ...(line !== undefined && { line }),
    }));
  });
  return [...own, ...secretsIn(restOf(flow)).map((one) => ({ ...one, flow: name, path }))];
}

type Found = Pick<Reachable, 'kind' | 'value'>;

/** All of a flow but its tasks. */
function restOf({ tasks, errors, finally: last, ...rest }: Flow): unknown {
  return rest;
}

function secretsIn(value: unknown): Found[] {
  return textsOf(value).flatMap((text) =>
    [...text.matchAll(/\bsecret\s*\(\s*(?:key\s*=\s*)?['"]([^'"]+)['"]/g)].map(
      ([, found]): Found => ({ kind: 'secret', value: found! }),
    ),
  );
}

/** Properties that hold addresses, however far down. */
const addressName = /ur[il]$|^(?:from|to|address|endpoint|host|server)$/i;

/** Of addresses that stand in properties named for it; a host that an expression makes is known to nobody before it runs. */
function hostsIn(value: unknown, name = ''): Found[] {
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, one]) => hostsIn(one, Array.isArray(value) ? name : key));
  const host = typeof value === 'string' && addressName.test(name) ? hostOf(value.trim()) : undefined;
  return host === undefined ? [] : [{ kind: 'host', value: host.toLowerCase() }];
}

/** As a client reads the address: `https:/x`, `https:\\x` and line ends within lead to `x` too. */
function hostOf(address: string): string | undefined {
  if (/^https?:/i.test(address) && !address.includes('{{') && URL.canParse(address))
    return new URL(address).host;
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/?#]+)/i.exec(address)?.[1];
}

/** Of scripts: their commands line by line, and their images. */
function commandsIn(
  type: string,
  { beforeCommands, commands, script, containerImage, taskRunner }: Record<string, unknown>,
): Found[] {
  if (!type.startsWith('io.kestra.plugin.scripts.')) return [];
  const first = (text: string) => text.trim().split('\n')[0]!;
  const lines = [beforeCommands, commands, script].flat();
  const image =
    containerImage ??
    (taskRunner !== null && typeof taskRunner === 'object' && 'image' in taskRunner
      ? taskRunner.image
      : undefined);
  return [
    ...lines.flatMap((line): Found[] =>
      typeof line === 'string' && line.trim() !== '' ? [{ kind: 'command', value: first(line) }] : [],
    ),
    ...(typeof image === 'string' ? [{ kind: 'image', value: image } as const] : []),
  ];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}
