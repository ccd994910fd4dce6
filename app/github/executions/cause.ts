import { executionIdOf } from '../../../runner/engine/triggers/ids.ts';
import type { GitHubRepository } from '../types.ts';
import type { FlowName } from '../verdict/types.ts';
import type { Cause } from './types.ts';

/** Id of the execution that a cause makes of a flow: the same cause, the same execution (github §10). */
export function idOfCause(repository: GitHubRepository, cause: Cause, flow: FlowName): string {
  return executionIdOf('github', String(repository.id), ...occasion(cause), flow.namespace, flow.id);
}

/** The source as people read it: `a comment`. */
export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case 'comment':
      return 'a comment';
    case 'button':
      return 'a button of a check';
    case 'rerequest':
      return 're-running a check';
    case 'event':
      return `the event ${cause.event}`;
  }
}

function occasion(cause: Cause): string[] {
  switch (cause.kind) {
    case 'comment':
      return ['comment', String(cause.id)];
    case 'button':
    case 'rerequest':
      return [cause.kind, cause.deliveryId];
    case 'event':
      return ['event', cause.deliveryId, cause.triggerId];
  }
}
