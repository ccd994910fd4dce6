import type { Backend } from '../../runner/backend/types.ts';
import { createMasker, type Masker } from '../../runner/engine/masker.ts';
import { readsOf, render, renderTyped, settle, type Variables } from '../../runner/expression/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { flowSettings, openExistingBackend, openRegistry, openRepository } from '../compose.ts';
import { exitCodes, messageOf, Refusal } from '../errors.ts';
import { jsonText } from '../report/json.ts';
import { readInputsFile, submittedInputs } from '../run/inputs.ts';
import { findTarget, parseTarget, rootFor } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { renderServices, type ServiceParts } from './services.ts';
import { executionVariables, flowVariables } from './variables.ts';

/** Options of `tutti render`. */
export interface RenderOptions {
  execution?: string;
  flow?: string;
  input?: Record<string, string>;
  inputs?: string;
  repo?: string;
  json?: boolean;
}

/** Prints what an expression gives, secrets masked. Throws `Refusal` where it gives nothing. */
export async function renderExpression(
  expression: string,
  options: RenderOptions,
  terminal: Terminal,
): Promise<number> {
  if ((options.execution === undefined) === (options.flow === undefined)) {
    throw new Refusal(
      'Expected either --execution ID or --flow FLOW: their variables are what an expression reads.',
    );
  }
  const masker = createMasker();
  terminal.hide(masker.mask);
  const scope = await openScope(options, masker, terminal);
  const services = renderServices(scope);
  try {
    const variables = await scope.variables(services);
    if (options.json) {
      const result = await settle((settling) => renderTyped(expression, variables, settling), { services });
      terminal.out(jsonText({ result, reads: readsOf(expression) }, masker.mask));
    } else {
      const text = await settle((settling) => render(expression, variables, settling), { services });
      terminal.out(`${masker.mask(text)}\n`);
    }
    return exitCodes.ok;
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(masker.mask(messageOf(error)), { cause: error });
  } finally {
    await scope.backend?.close();
  }
}

/** Where an expression is evaluated: what its functions reach, and its variables. */
interface Scope extends ServiceParts {
  variables(services: ReturnType<typeof renderServices>): Promise<Variables>;
}

function openScope(options: RenderOptions, masker: Masker, terminal: Terminal): Promise<Scope> {
  return options.flow === undefined
    ? executionScope(options.execution!, options, masker)
    : flowScope(options.flow, options, masker, terminal);
}

async function executionScope(id: string, { repo }: RenderOptions, masker: Masker): Promise<Scope> {
  const root = rootFor(repo, process.cwd());
  const backend = await openExistingBackend(root);
  const execution = await backend?.execution(id);
  if (backend === undefined || execution === undefined) {
    await backend?.close();
    throw new Refusal(`There is no execution ${id}. \`tutti executions list\` shows those there are.`);
  }
  const taskRuns = await backend.taskRuns(id);
  const flow = execution.flowHash === undefined ? undefined : await backend.flow(execution.flowHash);
  const [repository, settings] = await Promise.all([openRepository(root), flowSettings(root)]);
  return {
    ...parts(repository, backend, masker, execution.namespace),
    executionId: id,
    taskRuns,
    variables: async () =>
      executionVariables({ ...execution, taskRunList: taskRuns }, flow, settings, masker),
  };
}

async function flowScope(
  name: string,
  options: RenderOptions,
  masker: Masker,
  terminal: Terminal,
): Promise<Scope> {
  const target = await findTarget(name, options.repo);
  const { flow } = await parseTarget(target, await openRegistry(), terminal.errPaint);
  const settings = await flowSettings(target.root);
  const backend = await openExistingBackend(target.repository.root);
  const inputs = submittedInputs(flow.inputs, readInputsFile(options.inputs), options.input ?? {});
  for (const warning of inputs.warnings) terminal.err(`${terminal.errPaint.yellow('warning:')} ${warning}\n`);
  return {
    ...parts(target.repository, backend, masker, flow.namespace),
    taskRuns: [],
    variables: (services) => flowVariables(flow, settings, inputs.values, services, masker),
  };
}

function parts(repository: Repository, backend: Backend | undefined, masker: Masker, namespace: string) {
  return { repository, backend, masker, namespace };
}
