/** Which flow a document declares. */
export interface FlowIdentity {
  namespace: string;
  id: string;
}

/**
 * The top-level `id` and `namespace` of a flow document (flow-language §1.2), found by looking at its lines: about a
 * hundred times cheaper than parsing it. Documents that write them in an unusual way (JSON, block scalars, anchors) are
 * parsed. `undefined` where there are none.
 */
export async function flowIdentity(source: string): Promise<FlowIdentity | undefined> {
  const id = topLevel(source, 'id');
  const namespace = topLevel(source, 'namespace');
  return id !== undefined && namespace !== undefined ? { id, namespace } : parsedIdentity(source);
}

/** A plain or quoted scalar on the line of its key. Content of block scalars is indented, so it cannot be mistaken. */
function topLevel(source: string, key: string): string | undefined {
  const line = new RegExp(
    `^\\uFEFF?["']?${key}["']?[ \\t]*:[ \\t]+(?:"([\\w.-]+)"|'([\\w.-]+)'|([A-Za-z0-9][\\w.-]*))[ \\t]*(?:#.*)?\\r?$`,
    'm',
  ).exec(source);
  return line?.[1] ?? line?.[2] ?? line?.[3];
}

async function parsedIdentity(source: string): Promise<FlowIdentity | undefined> {
  // Not worth the parser where neither word occurs.
  if (!source.includes('namespace') || !source.includes('id')) return undefined;
  const { readYaml } = await import('../flow/yaml.ts');
  // Broken YAML declares nothing; validation says what is wrong with it.
  const { value, problems } = readYaml(source);
  if (problems.length > 0 || typeof value !== 'object' || value === null) return undefined;
  const { id, namespace } = value as Record<string, unknown>;
  return id == null || namespace == null ? undefined : { id: String(id), namespace: String(namespace) };
}
