import type { Condition, ConditionContext } from './types.ts';

/** A property rendered to text; `undefined` where it is not written and has no default. */
export async function optionalText(
  condition: Condition,
  name: string,
  { render }: ConditionContext,
  fallback?: string,
): Promise<string | undefined> {
  const written = condition[name] ?? fallback;
  return written === undefined ? undefined : render(String(written));
}

/** As `optionalText`. Throws where there is none. */
export async function text(
  condition: Condition,
  name: string,
  context: ConditionContext,
  fallback?: string,
): Promise<string> {
  const rendered = await optionalText(condition, name, context, fallback);
  if (rendered === undefined) throw new Error(`\`${name}\` of ${condition.type} is missing`);
  return rendered;
}
