const mask = '******';

/** Replaces secrets in texts (flow-language §4.13): each occurrence, also in its forms in Base64, URLs and JSON, becomes `******`. */
export interface Masker {
  /** Registers a secret; empty ones are ignored. */
  add(secret: string): void;
  /** For a secret that is none any more, such as a revoked token: else each one would make masking slower for ever. */
  forget(secret: string): void;
  mask(text: string): string;
}

/** A masker that knows no secret yet. */
export function createMasker(): Masker {
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    add(secret) {
      const before = secrets.size;
      for (const form of formsOf(secret)) secrets.add(form);
      if (secrets.size > before) pattern = undefined;
    },
    forget(secret) {
      for (const form of formsOf(secret)) secrets.delete(form);
      pattern = undefined;
    },
    mask(text) {
      if (secrets.size === 0) return text;
      pattern ??= alternatives(secrets);
      return text.replace(pattern, mask);
    },
  };
}

/**
 * The text itself, its forms in Base64, URLs and JSON (github §8.2), and the lines of a longer one, since logs are written line
 * by line.
 */
function formsOf(secret: string): string[] {
  const trimmed = secret.trim();
  if (trimmed === '') return [];
  const lines = trimmed.split(/\r?\n/).filter((line) => line.trim().length >= 8);
  const base64 = [secret, trimmed].map((text) => Buffer.from(text).toString('base64'));
  const inUrls = [encodeURIComponent(trimmed), new URLSearchParams({ '': trimmed }).toString().slice(1)];
  return [trimmed, ...base64, ...inUrls, JSON.stringify(trimmed).slice(1, -1), ...lines];
}

/** Longest first, so that a secret within another does not leave the rest of it. */
function alternatives(secrets: ReadonlySet<string>): RegExp {
  const sorted = [...secrets].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((text) => RegExp.escape(text)).join('|'), 'g');
}
