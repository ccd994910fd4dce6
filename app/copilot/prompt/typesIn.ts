import { isScalar, parseDocument, visit } from 'yaml';

/** Plugin types that a flow's text names, whether or not it is a flow: their texts are shown first (surfaces §4.4). */
export function typesIn(source: string): string[] {
  const types = new Set<string>();
  visit(parseDocument(source, { logLevel: 'silent', uniqueKeys: false }), {
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === 'type' && isScalar(value) && String(value.value).includes('.'))
        types.add(String(value.value));
    },
  });
  return [...types];
}
