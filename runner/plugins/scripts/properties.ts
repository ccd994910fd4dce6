import { z } from 'zod';
import { boolean, enumeration, fixed, object, rendered, string } from '../../plugin/properties.ts';
import { namespaceFilesSchema } from './files/namespaceFiles.ts';
import { dockerProperties } from './runner/docker/properties.ts';

/** What commands know besides the variables of the execution. */
const directories = ['workingDir', 'outputDir'] as const;
const texts = () =>
  rendered(z.union([z.array(z.union([z.string(), z.number(), z.boolean()])), z.string()]), ...directories);
const mapping = () => rendered(z.union([z.record(z.string(), z.unknown()), z.string()]), ...directories);

/** The commands of a Commands task, rendered by the task for they know more variables than other properties. */
export const commandsProperty = texts().describe(
  'Commands, run one after another in one shell. `{{ workingDir }}` is the working directory, and a `kestra://` URI becomes the path of a local copy.',
);

/** The text of a Script task, rendered like commands. */
export const scriptProperty = rendered(z.string(), ...directories).describe(
  'The script. `{{ workingDir }}` is the working directory, and a `kestra://` URI becomes the path of a local copy.',
);

/** Properties that all script tasks have (flow-language §6.11). */
export const scriptProperties = {
  beforeCommands: texts().optional().describe('Commands to run before, in the same shell.'),
  interpreter: texts()
    .optional()
    .describe(
      'Program that runs the commands, which it gets joined as one argument. `["/bin/sh", "-c"]` by default.',
    ),
  failFast: boolean()
    .default(true)
    .describe('Whether the first command that fails ends the task (`set -e`).'),
  env: mapping().optional().describe('Environment variables, in addition to the inherited ones.'),
  inputFiles: mapping()
    .optional()
    .describe(
      'Files to write into the working directory: content, or a `kestra://`, `file://` or `nsfile://` URI, by path.',
    ),
  outputFiles: texts()
    .optional()
    .describe(
      'Globs of the files in the working directory to store; they become `outputs.<task>.outputFiles`.',
    ),
  namespaceFiles: namespaceFilesSchema
    .optional()
    .describe('Namespace files to put into the working directory.'),
  taskRunner: fixed(z.looseObject({ type: z.string() }))
    .optional()
    .describe('Where the commands run. As processes of this machine by default.'),
  containerImage: string().optional().describe('Image of the container, with the Docker task runner.'),
  targetOS: enumeration(['AUTO', 'LINUX', 'WINDOWS'])
    .default('AUTO')
    .describe('System that the commands are written for.'),
  outputDirectory: boolean()
    .default(false)
    .describe(
      'Deprecated: use `outputFiles`. Makes a directory `{{ outputDir }}`, all of whose files are stored.',
    ),
  runner: enumeration(['PROCESS', 'DOCKER']).optional().describe('Deprecated: use `taskRunner`.'),
  docker: fixed(object(dockerProperties)).optional().describe('Deprecated: use `taskRunner` of type Docker.'),
  warningOnStdErr: boolean().optional().describe('Deprecated and ignored.'),
};

/** Outputs that all script tasks have (flow-language §6.11). */
export const scriptOutputs = z.object({
  exitCode: z.number().describe('Exit code of the commands.'),
  vars: z.record(z.string(), z.unknown()).describe('What the script sent by `::{"outputs": …}::`.'),
  outputFiles: z.record(z.string(), z.string()).describe('Storage URIs by path in the working directory.'),
  taskRunner: z.record(z.string(), z.unknown()).optional().describe('Details that the task runner tells.'),
});

/** The part of a description that all script tasks share. */
export const scriptDescription = `Without a \`taskRunner\` the commands run as processes of the machine Tutti runs on, so that a flow works without Docker; the
\`containerImage\` is used by the Docker task runner only.

A script sends outputs, metrics and log entries by printing a line of JSON between \`::\` and \`::\`, for instance
\`::{"outputs": {"rows": 42}}::\`, \`::{"metrics": [{"name": "rows", "type": "counter", "value": 42}]}::\` or
\`::{"logs": [{"level": "WARN", "message": "late"}]}::\`. All other lines are logged: those of the standard output as INFO, those of the
error output as ERROR. The task fails when the exit code is not 0; its outputs are kept.`;

/** The properties of a script task as its \`run\` gets them. */
export type ScriptProperties = z.infer<z.ZodObject<typeof scriptProperties>>;
