import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskContext, TaskResult } from '../../plugin/types.ts';
import { writeInputFiles } from './files/inputFiles.ts';
import { localizeUris, ownFolder, writeInside } from './files/localFiles.ts';
import { writeNamespaceFiles } from './files/namespaceFiles.ts';
import { storeFiles, storeOutputFiles } from './files/outputFiles.ts';
import type { ScriptProperties } from './properties.ts';
import { outputReader } from './protocol.ts';
import { chooseRunner } from './runner/choose.ts';
import type { TaskRunner } from './runner/types.ts';

/** What a language's tasks add to the common recipe. */
export interface Language {
  /** Image for the Docker task runner, where the task names none. */
  image: string;
  /** Makes the run ready for the language. */
  prepare?(script: ScriptRun): Promise<Preparation>;
}

export interface Preparation {
  /** Goes below the task's own `env`. */
  environment?: Record<string, string>;
  /** Commands to run before all others. */
  commands?: string[];
}

/** One run of a script task. */
export interface ScriptRun {
  readonly context: TaskContext<ScriptProperties>;
  /** The working directory. */
  readonly directory: string;
  readonly runner: TaskRunner;
  /** Renders text of a command or script; `kestra://` URIs in it become paths of local copies. */
  text(template: string): Promise<string>;
  /** As `text`, for a list, or text that renders to a JSON array. */
  texts(written: Texts | undefined): Promise<string[]>;
  /** Writes a script into the working directory; it is removed before output files are stored. Gives its absolute path. */
  scriptFile(text: string, extension: string): Promise<string>;
}

/** A list as written. */
export type Texts = string | readonly (string | number | boolean)[];

/** Runs a script task: the recipe of flow-language §6.11. `commands` gives the commands that follow `beforeCommands`. */
export async function runScript(
  context: TaskContext<ScriptProperties>,
  language: Language,
  commands: (script: ScriptRun) => Promise<string[]>,
): Promise<TaskResult> {
  const { properties } = context;
  const directory = await context.workingDirectory();
  const outputDirectory = properties.outputDirectory ? join(directory, `out-${randomUUID()}`) : undefined;
  if (outputDirectory) await mkdir(outputDirectory);
  const variables = { workingDir: directory, ...(outputDirectory && { outputDir: outputDirectory }) };

  await writeNamespaceFiles(context, directory, properties.namespaceFiles);
  await writeInputFiles(context, directory, properties.inputFiles, variables);
  const runner = await chooseRunner(context, language.image, variables);
  const scriptFiles: string[] = [];
  const script = scriptRun(context, directory, runner, variables, scriptFiles);
  const prepared = await language.prepare?.(script);
  const before = [...(prepared?.commands ?? []), ...(await script.texts(properties.beforeCommands))];
  const command = await commandLine(script, before, await commands(script));

  const output = outputReader(context);
  const ended = await runner
    .run({
      command,
      directory,
      environment: {
        ...prepared?.environment,
        WORKING_DIR: directory,
        ...(outputDirectory && { OUTPUT_DIR: outputDirectory }),
        ...(await environmentOf(context, variables)),
      },
      signal: context.signal,
      onLines: output.onLines,
    })
    .catch((error: unknown) => {
      context.keepOutputs({ vars: output.vars });
      throw error;
    });

  await Promise.all(scriptFiles.map((path) => rm(path, { force: true })));
  const globs = await renderTexts(context, properties.outputFiles, variables);
  const outputs = {
    exitCode: ended.exitCode,
    vars: output.vars,
    outputFiles: {
      ...(await storeOutputFiles(context, directory, globs)),
      ...(outputDirectory && (await storeFiles(context, outputDirectory))),
    },
    ...(ended.details && { taskRunner: ended.details }),
  };
  if (ended.exitCode === 0) return { outputs };
  context.keepOutputs(outputs);
  throw new Error(`Command failed with exit code ${ended.exitCode}`);
}

/** A path as one word of a shell command. */
export function shellWord(path: string): string {
  return /^[-\w./+@%:,=]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function scriptRun(
  context: TaskContext<ScriptProperties>,
  directory: string,
  runner: TaskRunner,
  variables: Record<string, unknown>,
  scriptFiles: string[],
): ScriptRun {
  return {
    context,
    directory,
    runner,
    text: async (template) => localizeUris(context, directory, await context.render(template, variables)),
    async texts(written) {
      const texts: string[] = [];
      for (const text of await renderTexts(context, written, variables)) {
        texts.push(await localizeUris(context, directory, text));
      }
      return texts;
    },
    async scriptFile(text, extension) {
      const path = await writeInside(directory, `script-${randomUUID()}${extension}`, text);
      scriptFiles.push(path);
      return path;
    },
  };
}

async function renderTexts(
  context: TaskContext<unknown>,
  written: Texts | undefined,
  variables: Record<string, unknown>,
): Promise<string[]> {
  if (written === undefined || written === null) return [];
  if (typeof written !== 'string') {
    return Promise.all(written.map((item) => context.render(String(item), variables)));
  }
  const text = await context.render(written, variables);
  if (text.trim() === '') return [];
  const list = parseList(text);
  if (!list)
    throw new Error(`Expected a list, or text that renders to a JSON array, found '${text.slice(0, 200)}'`);
  return list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

function parseList(text: string): unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes that fit into one argument of a program on Linux, with room for the rest. */
const longestArgument = 120_000;

/** Program and arguments: the interpreter, and all commands as one text. */
async function commandLine(script: ScriptRun, before: string[], commands: string[]): Promise<string[]> {
  const { interpreter: written, failFast, targetOS } = script.context.properties;
  const interpreter = written === undefined ? ['/bin/sh', '-c'] : await script.texts(written);
  if (interpreter.length === 0 && before.length === 0) return commands;
  const windows = targetOS === 'WINDOWS' || (targetOS === 'AUTO' && process.platform === 'win32');
  const lines = [...(failFast && !windows ? ['set -e'] : []), ...before, ...commands];
  const text = lines.join(windows ? '\r\n' : '\n');
  if (Buffer.byteLength(text) > longestArgument && interpreter.at(-1) === '-c') {
    const file = await writeInside(script.directory, `${ownFolder}/commands-${randomUUID()}`, text);
    return [...interpreter.slice(0, -1), file];
  }
  return [...interpreter, text];
}

async function environmentOf(
  context: TaskContext<ScriptProperties>,
  variables: Record<string, unknown>,
): Promise<Record<string, string>> {
  const { env } = context.properties;
  const map: unknown =
    typeof env === 'string'
      ? JSON.parse((await context.render(env, variables)) || '{}')
      : await context.renderDeep(env ?? {}, variables);
  return Object.fromEntries(
    Object.entries(map as Record<string, unknown>)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
