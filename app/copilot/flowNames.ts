import { flowIdentity } from '../../runner/repository/index.ts';
import type { Repository } from '../../runner/repository/types.ts';
import { plainName } from './prompt/data.ts';

/** `NAMESPACE.ID` of what the first `most` files of flows declare, valid or not, as words. */
export async function flowNames(repository: Repository, most = Number.POSITIVE_INFINITY): Promise<string[]> {
  const names: string[] = [];
  for (const file of (await repository.flowFiles()).slice(0, most)) {
    // One that cannot be read is no matter of the others.
    const identity = await repository.readFlow(file).then(
      ({ source }) => flowIdentity(source),
      () => undefined,
    );
    if (identity) names.push(plainName(`${identity.namespace}.${identity.id}`));
  }
  return names;
}
