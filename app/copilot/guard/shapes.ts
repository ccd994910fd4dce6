/**
 * Tokens and keys that are known by how they look. Every part that repeats is bounded where it could begin anywhere: logs are
 * searched too.
 */
export const tokenShapes: readonly RegExp[] = [
  /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_\w{22,}/,
  /\bglpat-[\w-]{20,}/,
  /\bxox[abeoprs]-[\w-]{10,}/,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bAIza[\w-]{35}\b/,
  /\beyJ[\w-]{10,4000}\.eyJ[\w-]{10,4000}\.[\w-]+/,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  /\bhttps:\/\/hooks\.slack\.com\/services\/\S+/,
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/{}]{1,200}:[^\s:@/{}]{3,200}@/i,
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{16,}/,
];

/** Stands in texts for a model where a credential was. One that comes back is a credential still. */
export const withheldMark = /\(withheld [0-9a-f]{8}\)/;
