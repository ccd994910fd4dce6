/**
 * Kestra's truth of a condition rendered to text: that of `If`, `runIf`, `LoopUntil`, `Assert` and the like
 * (flow-language §4.10).
 */
export function isTruthy(rendered: string | null | undefined): boolean {
  return rendered != null && rendered !== '' && rendered !== 'false' && rendered !== '0' && rendered !== '-0';
}

/** The truth of the `Expression` condition: neither blank nor `false` (flow-language §4.10). */
export function isTruthyCondition(rendered: string | null | undefined): boolean {
  const text = rendered?.trim() ?? '';
  return text !== '' && text !== 'false';
}
