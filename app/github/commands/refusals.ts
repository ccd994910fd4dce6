import { FlowRefused } from '../../../runner/engine/errors.ts';
import { InputsError } from '../../../runner/execution/inputs/index.ts';
import { OperationRefused } from '../../../runner/execution/operations/records.ts';
import { PlaygroundRefused } from '../../../runner/playground/index.ts';
import { ExecutionRefused } from '../executions/types.ts';
import { CommandRefused } from './types.ts';

/** What to tell the author of a command, where an error is a refusal; undefined for what is to be tried again. */
export function refusalOf(error: unknown): CommandRefused | undefined {
  if (error instanceof CommandRefused) return error;
  const isRefusal =
    error instanceof FlowRefused ||
    error instanceof InputsError ||
    error instanceof OperationRefused ||
    error instanceof ExecutionRefused ||
    error instanceof PlaygroundRefused;
  return isRefusal ? new CommandRefused(error.message) : undefined;
}
