/**
 * Clear text of a secret (flow-language §4.9 `secret`): `TUTTI_SECRET_<KEY>` holds it as it is, `SECRET_<KEY>` in base64 as
 * Kestra has it; the key in upper case.
 *
 * @throws Error `Cannot find secret for key 'k'.`
 */
export function findSecret(environment: Readonly<Record<string, string | undefined>>, key: string): string {
  const name = key.toUpperCase();
  const plain = environment[`TUTTI_SECRET_${name}`];
  if (plain !== undefined) return plain;
  const encoded = environment[`SECRET_${name}`];
  if (encoded === undefined) throw new Error(`Cannot find secret for key '${key}'.`);
  return Buffer.from(encoded, 'base64')
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** Names of the secrets that an environment holds, sorted; only those in upper case can be read. */
export function secretKeys(environment: Readonly<Record<string, string | undefined>>): string[] {
  const keys = Object.keys(environment).flatMap((name) => /^(?:TUTTI_)?SECRET_(.+)$/.exec(name)?.[1] ?? []);
  return [...new Set(keys)].filter((key) => key === key.toUpperCase()).sort();
}
