import { z } from 'zod';

const text = z.string();
const flag = z.union([z.boolean(), z.string()]);
const amount = z.union([z.string(), z.number()]);
const texts = z.union([z.array(amount), z.string()]);

/** Options of a container as written, before rendering (flow-language §6.11, Docker). */
export const dockerProperties = {
  image: text.optional().describe('Image of the container; `containerImage` of the task by default.'),
  host: text.optional().describe('Docker host; the one of the `docker` command by default.'),
  config: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .describe("Content of Docker's `config.json`."),
  credentials: z
    .strictObject({
      registry: text.optional(),
      username: text.optional(),
      password: text.optional(),
      registryToken: text.optional(),
      identityToken: text.optional(),
      auth: text.optional(),
    })
    .optional()
    .describe('Credentials of a private registry.'),
  user: text.optional().describe('User in the container.'),
  entryPoint: texts.optional().describe("Entry point; none by default, whatever the image's is."),
  extraHosts: texts.optional().describe('Entries for the hosts file: `name:address`.'),
  networkMode: text.optional().describe('Network to connect to.'),
  portBindings: texts.optional().describe('Ports to publish: `host:container`.'),
  volumes: texts.optional().describe('Volumes to mount: `host:container[:ro]`.'),
  deviceRequests: z
    .array(
      z.strictObject({
        driver: text.optional(),
        count: amount.optional(),
        deviceIds: z.array(z.string()).optional(),
        capabilities: z.array(z.array(z.string())).optional(),
        options: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional()
    .describe('Devices such as GPUs.'),
  cpu: z.strictObject({ cpus: amount.optional() }).optional().describe('Processors the container may use.'),
  memory: z
    .strictObject({
      memory: amount.optional(),
      memorySwap: amount.optional(),
      memorySwappiness: amount.optional(),
      memoryReservation: amount.optional(),
      kernelMemory: amount.optional(),
      oomKillDisable: flag.optional(),
    })
    .optional()
    .describe('Memory the container may use, for instance `512MB`.'),
  shmSize: amount.optional().describe('Size of the shared memory.'),
  privileged: flag.optional().describe('Whether the container gets all privileges of the host.'),
  pullPolicy: text
    .optional()
    .describe('When to pull the image: `ALWAYS`, `IF_NOT_PRESENT` (default) or `NEVER`.'),
};

const isTrue = (fallback: boolean) =>
  z
    .union([z.boolean(), z.string()])
    .optional()
    .transform((value) => (value === undefined || value === '' ? fallback : String(value) === 'true'));

const renderedTexts = z
  .union([z.array(amount), z.string()])
  .optional()
  .transform((value) => {
    if (value === undefined || value === '') return undefined;
    const list: unknown =
      typeof value === 'string' && value.trim().startsWith('[') ? JSON.parse(value) : value;
    return (Array.isArray(list) ? list : [list]).map(String);
  });

/** Options of a container after rendering. */
export const dockerOptions = z.object({
  ...dockerProperties,
  entryPoint: renderedTexts,
  extraHosts: renderedTexts,
  portBindings: renderedTexts,
  volumes: renderedTexts,
  privileged: isTrue(false),
  pullPolicy: z.enum(['ALWAYS', 'IF_NOT_PRESENT', 'NEVER']).default('IF_NOT_PRESENT'),
  fileHandlingStrategy: z.enum(['VOLUME', 'MOUNT']).default('VOLUME'),
  delete: isTrue(true),
  wait: isTrue(true),
  killGracePeriod: amount.default('PT0S'),
});

export type DockerOptions = z.infer<typeof dockerOptions>;
