import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { changedFiles, readEvent } from './changed.ts';
import { checkRepository } from './check.ts';
import { type Environment, InputError, type Inputs, readInputs } from './inputs.ts';
import { type Console, commandData, createConsole, maskSecrets } from './logs.ts';
import { type Outputs, writeOutputs } from './outputs.ts';
import { writeSummary } from './summary.ts';

/**
 * Runs the Action as GitHub's runner starts it (github §5): reads its inputs from `environment`, tells of what it does on stdout,
 * in the job summary and the outputs, and gives the exit code: 0, or 1 where the step has failed.
 *
 * @param write to stdout
 */
export async function run(environment: Environment, write: (text: string) => void): Promise<number> {
  const console = createConsole(write);
  maskSecrets(environment, console);
  try {
    const inputs = readInputs(environment);
    return inputs.mode === 'run'
      ? await execute(inputs, environment, console)
      : await verify(inputs, environment, console);
  } catch (error) {
    const { message, stack } = error as Error;
    // What we did not foresee needs its place.
    const text = error instanceof InputError ? message : (stack ?? message);
    console.command(`::error title=Tutti::${commandData(text)}\n`);
    report(environment, { result: 'failure' }, console);
    return 1;
  }
}

async function verify(inputs: Inputs, environment: Environment, console: Console): Promise<number> {
  const event = readEvent(environment);
  const changed = (await changedFiles(event, inputs.workspace)) ?? new Set<string>();
  const checked = await checkRepository(inputs, environment, changed);
  if (inputs.annotations) console.command(checked.commands);
  console.say(`${checked.headline}\n`);
  if (inputs.summary) writeSummary(environment, checked.markdown);
  if (inputs.junitPath !== undefined && checked.junit !== undefined)
    writeFile(inputs, 'junit-path', inputs.junitPath, checked.junit);
  if (inputs.sarifPath !== undefined) writeFile(inputs, 'sarif-path', inputs.sarifPath, checked.sarif);
  const pull = event.pull_request?.number;
  if (inputs.comment === 'auto' && inputs.token !== undefined && Number.isInteger(pull)) {
    const { stickyComment } = await import('./comment.ts');
    const problem = await stickyComment({
      ...{ environment, token: inputs.token, pull: pull!, markdown: checked.markdown },
    });
    if (problem !== undefined) console.command(`::notice title=Tutti::${commandData(problem)}\n`);
  }
  const result = checked.hasFailed ? 'failure' : 'success';
  report(
    environment,
    {
      ...{ result, ...checked.counts },
      'junit-path': checked.junit === undefined ? undefined : inputs.junitPath,
      'sarif-path': inputs.sarifPath,
      'summary-path': environment['GITHUB_STEP_SUMMARY'],
      json: checked.json,
    },
    console,
  );
  return checked.hasFailed ? 1 : 0;
}

async function execute(inputs: Inputs, environment: Environment, console: Console): Promise<number> {
  const { openWorkspace } = await import('./workspace.ts');
  const { runFlow } = await import('./runFlow.ts');
  const { executionId, state, outputs } = await runFlow(
    await openWorkspace(inputs),
    inputs,
    environment,
    console,
  );
  const isGood = state === 'SUCCESS' || state === 'WARNING';
  const text = `The execution ${executionId} ended ${state}.`;
  if (isGood) console.say(`${text}\n`);
  else console.command(`::error title=Tutti::${commandData(text)}\n`);
  if (inputs.summary) writeSummary(environment, `## Tutti\n\n${isGood ? '✅' : '❌'} ${text}\n`);
  const result = isGood ? 'success' : 'failure';
  report(environment, { result, state, outputs, 'execution-id': executionId }, console);
  return isGood || inputs.failOn === 'never' ? 0 : 1;
}

function report(environment: Environment, outputs: Outputs, console: Console): void {
  for (const name of writeOutputs(environment, outputs))
    console.command(`::warning title=Tutti::The output ${name} is too long for GitHub and is left out.\n`);
}

function writeFile({ root }: Inputs, input: string, path: string, text: string): void {
  const file = resolve(root, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new InputError(`Input ${input}: cannot write ${path}: ${(error as Error).message}.`);
  }
}
