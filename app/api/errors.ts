import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { BackendError } from '../../runner/backend/errors.ts';
import { EngineStopped, FlowRefused, StateUnwritable } from '../../runner/engine/errors.ts';
import { TriggerRefused } from '../../runner/engine/triggers/types.ts';
import { InputsError } from '../../runner/execution/inputs/index.ts';
import { OperationRefused } from '../../runner/execution/operations/records.ts';
import { SuiteRefused } from '../../runner/testing/errors.ts';
import { CopilotError } from '../copilot/errors.ts';
import type { CopilotFailure } from '../copilot/types.ts';

/** A request that is refused; the message is for the client. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  /** One message for each thing that was wrong; by default the message alone. */
  readonly details: readonly string[];
  constructor(status: number, message: string, details: readonly string[] = [message]) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** 404 in the words of Kestra's clients. */
export function notFound(what: string): Refused {
  return new Refused(404, `${what} was not found`);
}

/** What is answered to an error, and whether it is a defect of the server: then the client learns no more than that. */
export function describeError(error: unknown): {
  status: number;
  message: string;
  details: readonly string[];
  unexpected: boolean;
} {
  const found = statusOf(error);
  if (found === undefined)
    return { status: 500, message: 'Internal Server Error', details: [], unexpected: true };
  const message = (error as Error).message;
  return { status: found, message, details: detailsOf(error) ?? [message], unexpected: false };
}

/** The body of an error as Kestra answers it: a message, the messages one by one, and the request as a link. */
export function errorResponse(
  context: Context,
  { status, message, details }: { status: number; message: string; details: readonly string[] },
  mask: (text: string) => string,
): Response {
  const body = {
    message: mask(message),
    _links: { self: { href: mask(context.req.path), templated: false } },
    _embedded: { errors: details.map((detail) => ({ message: mask(detail) })) },
  };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** Others are 422: the request was understood, and there is no flow to answer with. */
const copilotStatuses: Partial<Record<CopilotFailure, number>> = {
  unauthorized: 502,
  unreachable: 502,
  timeout: 504,
  rateLimited: 429,
  quota: 429,
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof Refused || error instanceof HTTPException) return error.status;
  if (error instanceof InputsError) return 422;
  if (error instanceof SuiteRefused) return error.reason === 'missing' ? 404 : 422;
  if (error instanceof CopilotError) return copilotStatuses[error.failure] ?? 422;
  if (error instanceof FlowRefused || error instanceof TriggerRefused) return 409;
  if (error instanceof OperationRefused)
    return /^No (execution|task run) found/.test(error.message) ? 404 : 409;
  if (error instanceof EngineStopped || error instanceof StateUnwritable) return 503;
  if (error instanceof BackendError && error.code === 'INVALID_PATH') return 422;
  if (error instanceof BackendError && (error.code === 'LOCKED' || error.code === 'FULL')) return 503;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 404;
  return undefined;
}

function detailsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof Refused) return error.details;
  if (error instanceof CopilotError && error.violations.length > 0)
    return error.violations.map(({ line, column, message }) => `${line}:${column} ${message}`);
  if (error instanceof InputsError) return error.violations.map(({ message }) => message);
  return undefined;
}
