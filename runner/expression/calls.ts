import { statementsOf } from './analysis.ts';
import type { Expression } from './syntax/ast.ts';

/**
 * The texts that a template passes to a function as its first argument, where they are written out, each with its 0-based offset
 * into the template. A template that cannot be parsed calls nothing.
 */
export function argumentsOf(template: string, name: string): { text: string; at: number }[] {
  if (!template.includes(name)) return [];
  return [...callsIn(statementsOf(template))].flatMap((call) => {
    const first = call.name === name ? call.args[0]?.value : undefined;
    return first?.kind === 'literal' && typeof first.value === 'string'
      ? [{ text: first.value, at: first.at }]
      : [];
  });
}

type Call = Expression & { kind: 'call' };

/** Every call in a part of a template's tree, in its order. */
function* callsIn(part: unknown): Generator<Call> {
  if (typeof part !== 'object' || part === null) return;
  if ('kind' in part && part.kind === 'call') yield part as Call;
  for (const inner of Object.values(part)) yield* callsIn(inner);
}
