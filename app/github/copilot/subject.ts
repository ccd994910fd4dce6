import { flowIdentity, type GitTree } from '../../../runner/repository/index.ts';
import type { Wish } from '../../copilot/types.ts';
import { CommandRefused } from '../commands/types.ts';

/** A flow of the commit, as far as it can be read without being valid. */
interface Known {
  file: string;
  id: string;
  name: string;
}

/**
 * The flow that a wish is about: the one that is named, else the only one that the pull request changes, else the one that its
 * words name. Undefined: a new one is wanted.
 *
 * @throws CommandRefused where several are meant, or none has the name
 */
export async function subjectOf(
  tree: GitTree,
  { prompt, flow, changed }: { prompt: string; flow?: string; changed: readonly string[] },
): Promise<Wish['flow']> {
  const known: Known[] = [];
  for (const file of await tree.flowFiles()) {
    const source = await tree.readFlow(file).then(
      (read) => read.source,
      () => '',
    );
    const identity = await flowIdentity(source);
    const id = identity?.id ?? file;
    known.push({ file, id, name: identity ? `${identity.namespace}.${identity.id}` : file });
  }
  const file = flow === undefined ? meant(known, prompt, changed) : named(known, flow);
  return file === undefined ? undefined : { file, source: (await tree.readFlow(file)).source };
}

function named(known: readonly Known[], flow: string): string {
  const exact = known.filter(({ file, name }) => file === flow || name === flow);
  const found = exact.length > 0 ? exact : known.filter(({ id }) => id === flow);
  const [first] = found;
  if (found.length === 1 && first) return first.file;
  if (!first) throw new CommandRefused(`There is no flow “${flow}” here.`);
  throw new CommandRefused(`Several flows are called “${flow}”. Name one of ${list(found)} with \`--flow\`.`);
}

function meant(known: readonly Known[], prompt: string, changed: readonly string[]): string | undefined {
  const own = known.filter(({ file }) => changed.includes(file));
  if (own.length === 1) return own[0]!.file;
  // By its full name or path anywhere; by its id alone only among those that the pull request changes.
  const spoken = known.filter(({ file, name }) => says(prompt, name) || says(prompt, file));
  const found = spoken.length > 0 ? spoken : own.filter(({ id }) => says(prompt, id));
  if (found.length === 1) return found[0]!.file;
  const open = found.length > 1 ? found : own;
  if (open.length === 0) return undefined;
  throw new CommandRefused(`Which flow is meant? Name one of ${list(open)} with \`--flow\`.`);
}

function says(prompt: string, name: string): boolean {
  return prompt.split(/[^\w./-]+/).some((word) => word.replace(/[.]+$/, '') === name);
}

function list(flows: readonly Known[]): string {
  return flows
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ');
}
