import { isMap, parseDocument } from 'yaml';
import { readYaml } from '../../../runner/flow/yaml.ts';
import { isNamespaceId } from '../../../runner/repository/changes.ts';
import { type FlowIdentity, flowIdentity } from '../../../runner/repository/index.ts';
import { mergeFlow } from '../edit/index.ts';
import { CopilotError } from '../errors.ts';
import { limits } from '../guard/paths.ts';
import { guardSecrets } from '../guard/secrets.ts';
import { restoreTokens } from '../guard/withheld.ts';
import type { Answer } from '../prompt/answer.ts';
import type { Proposal, Wish } from '../types.ts';
import { type Layout, newFlowFile } from './place.ts';

/** A flow as it would be written. */
export interface Draft extends Pick<Proposal, 'changes' | 'undone' | 'secrets'> {
  file: string;
  before?: string;
  text: string;
}

/** What a new or changed flow is drafted with. */
export interface DraftPlace {
  wish: Wish;
  layout: Layout;
  /** Of a new flow, where the model chose none that there is. */
  namespace: string;
}

/** Stands for the file of a flow whose name cannot be read yet. */
const nameless = 'flows/new.yaml';

/**
 * Makes a draft of what a model wrote: credentials become secrets, id and namespace of an existing flow stay, and of its text only
 * what means something else is changed (surfaces §4.7). A text that cannot be read as YAML is given as it is: nothing is done
 * with it but to say what is wrong.
 *
 * @param wanted property paths that may change; by default all
 * @throws CopilotError `forbidden` where it is larger than what may be written
 */
export async function draftFlow(
  answer: Pick<Answer, 'flow'>,
  { wish, layout, namespace }: DraftPlace,
  wanted?: readonly string[],
): Promise<Draft> {
  assertSize(answer.flow);
  const existing = wish.flow;
  // The model was shown marks where the flow has credentials.
  const flow = restoreTokens(answer.flow, existing?.source ?? '');
  const nothing = { changes: [], undone: [], secrets: [] };
  if (readYaml(flow).problems.length > 0)
    return {
      ...nothing,
      file: existing?.file ?? nameless,
      ...(existing && { before: existing.source }),
      text: flow,
    };
  const kept = existing
    ? withIdentity(flow, await flowIdentity(existing.source))
    : withIdentity(flow, { namespace: await namespaceOf(flow, { wish, layout, namespace }) });
  const guarded = guardSecrets(kept.text, existing?.source);
  if (!existing) {
    const identity = await flowIdentity(guarded.text);
    const file = identity && isPlainId(identity) ? newFlowFile(identity, layout) : nameless;
    return { ...nothing, ...kept, file, text: withLineEnd(guarded.text), secrets: guarded.secrets };
  }
  const merged = mergeFlow(existing.source, guarded.text, wanted);
  return {
    file: existing.file,
    before: existing.source,
    text: merged.text,
    changes: merged.changes,
    undone: [...new Set([...kept.undone, ...merged.undone])],
    secrets: guarded.secrets.filter(({ name }) => merged.text.includes(name)),
  };
}

/** @throws CopilotError `forbidden` */
export function assertSize(text: string): void {
  const size = Buffer.byteLength(text);
  if (size > limits.bytes)
    throw new CopilotError('forbidden', `The model wrote ${size} bytes, more than ${limits.bytes}`);
}

export function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** The one that was asked for; else the model's, where there is such a namespace. */
async function namespaceOf(flow: string, { wish, layout, namespace }: DraftPlace): Promise<string> {
  const written = (await flowIdentity(flow))?.namespace;
  const isKnown = wish.namespace === undefined && written !== undefined && layout.byNamespace.has(written);
  return isKnown ? written : namespace;
}

/** The same text with these names; `undone` says which were others. */
function withIdentity(
  text: string,
  names: Partial<FlowIdentity> | undefined,
): { text: string; undone: string[] } {
  const document = parseDocument(text, { logLevel: 'silent' });
  const root = document.contents;
  if (!names || !isMap(root)) return { text, undone: [] };
  const undone = Object.entries(names).flatMap(([key, name]) => {
    if (String(root.get(key)) === name) return [];
    const isOther = root.has(key);
    document.set(key, name);
    return isOther ? [key] : ['+'];
  });
  if (undone.length === 0) return { text, undone: [] };
  return { text: document.toString({ lineWidth: 0 }), undone: undone.filter((key) => key !== '+') };
}

function isPlainId({ id, namespace }: FlowIdentity): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(id) && isNamespaceId(namespace);
}
