import type { GitHubRepository, Records } from '../types.ts';
import type { ShownExecution } from './types.ts';

const kind = 'execution';

/** Which executions are checks: durable, by repository and id of the execution (github §10). */
export interface ShownExecutions {
  get(repository: GitHubRepository, executionId: string): ShownExecution | undefined;
  /** The first one stays. */
  claim(repository: GitHubRepository, executionId: string, shown: ShownExecution): void;
  put(repository: GitHubRepository, executionId: string, shown: ShownExecution): void;
  delete(repository: GitHubRepository, executionId: string): void;
  /** `updated`: epoch, milliseconds. */
  list(repository: GitHubRepository): { executionId: string; shown: ShownExecution; updated: number }[];
}

export function shownExecutions(records: Records): ShownExecutions {
  const keyOf = ({ id }: GitHubRepository, executionId: string) => `${id}/${executionId}`;
  return {
    get: (repository, executionId) => records.get(kind, keyOf(repository, executionId)),
    claim: (repository, executionId, shown) =>
      void records.claim(kind, keyOf(repository, executionId), shown),
    put: (repository, executionId, shown) => records.put(kind, keyOf(repository, executionId), shown),
    delete: (repository, executionId) => records.delete(kind, keyOf(repository, executionId)),
    list: (repository) =>
      records.list<ShownExecution>(kind, `${repository.id}/`).map(({ key, value, updated }) => ({
        executionId: key.slice(key.indexOf('/') + 1),
        shown: value,
        updated,
      })),
  };
}
