import { z } from 'zod';
import { CopilotError } from '../errors.ts';
import type { ChatAnswer, ToolCall, ToolDefinition } from '../types.ts';

/** What a model proposes, as it wrote it: nothing of it has been checked. */
export interface Answer {
  kind: 'proposal';
  /** Source of the whole flow. */
  flow: string;
  title?: string;
  explanation?: string;
  /** Property paths that it means to change. */
  changed?: string[];
  /** Source of a suite of unit tests. */
  tests?: string;
}

/** The model cannot, or need not. */
export interface Declined {
  kind: 'declined';
  reason: 'unsupported' | 'already' | 'unclear';
  message: string;
}

/** Characters of an answer, and of each of its texts. */
const longest = 300_000;

const text = z.string().max(longest);

const proposal = z.object({
  flow: text.describe('The YAML of the whole flow, unchanged parts as they were'),
  title: text.optional().describe('One line in the imperative that says what changes'),
  explanation: text.optional().describe('What changes and why, in a few sentences for the reviewer'),
  changed: z
    .array(z.string())
    .optional()
    .describe('Property paths that had to change, such as tasks[fetch].retry or triggers'),
  tests: text.optional().describe('The YAML of a suite of unit tests, where tests are asked for'),
});

const declined = z.object({
  reason: z.enum(['unsupported', 'already', 'unclear']).catch('unsupported'),
  message: text.describe('One sentence for the person who asked'),
});

/** The tools by which a model ends its work; those that look things up are in `tools/`. */
export const answerTools: readonly ToolDefinition[] = [
  {
    name: 'propose_flow',
    description:
      'Proposes the flow. Call it once, when the flow is complete and validate_flow found nothing.',
    parameters: schemaOf(proposal),
  },
  {
    name: 'decline',
    description:
      'Says that no flow can be proposed: it is impossible, the flow does it already, or the wish is unclear.',
    parameters: schemaOf(declined),
  },
];

/** Whether a tool ends the work. */
export function isAnswerTool(name: string): boolean {
  return answerTools.some((tool) => tool.name === name);
}

/**
 * Reads the end of a model's work: one of `answerTools`, or for models without tools a fenced or bare YAML, or JSON of the same
 * shape in the text.
 *
 * @throws CopilotError `unreachable` where there is nothing that could be one; a sentence that can be told to the model
 */
export function readAnswer({ content, toolCalls, finish }: ChatAnswer): Answer | Declined {
  const call = toolCalls.find(({ name }) => isAnswerTool(name));
  if (call) return ofTool(call);
  if (finish === 'length') throw unreadable('Your answer was cut off: it was too long');
  if (finish === 'filtered') throw new CopilotError('refused', 'The provider’s filter held the answer back');
  if (content.length > longest) throw unreadable('Your answer was too long');
  const clean = content.replace(/^\ufeff/, '').trim();
  if (clean === '') throw unreadable('Your answer was empty');
  return ofJson(clean) ?? ofYaml(clean);
}

function ofTool({ name, arguments: json }: ToolCall): Answer | Declined {
  const value = parsed(json);
  if (value === undefined) throw unreadable(`The arguments of ${name} were no JSON`);
  const answer = shaped(name === 'decline', value);
  if (!answer) throw unreadable(`The arguments of ${name} did not have its shape`);
  return answer;
}

function ofJson(content: string): Answer | Declined | undefined {
  const start = content.indexOf('{');
  const end = content.lastIndexOf('}');
  const isAlone = start !== -1 && /^(?:```(?:json)?\s*)?$/.test(content.slice(0, start).trim());
  const value = isAlone ? parsed(content.slice(start, end + 1)) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('refusal' in value) return shaped(true, { message: String(value.refusal) });
  return shaped('message' in value && !('flow' in value), value);
}

/** The block that looks most like a flow; without blocks, all of it. */
function ofYaml(content: string): Answer {
  const { blocks, others } = fencedBlocks(content);
  const isFlow = (yaml: string) => /^tasks\s*:/m.test(yaml) && /^id\s*:/m.test(yaml);
  const isSuite = (yaml: string) => /^testCases\s*:/m.test(yaml);
  const tests = blocks.find(isSuite);
  const flow =
    blocks.find(isFlow) ??
    blocks.find((block) => block !== tests) ??
    (blocks.length === 0 ? content : undefined);
  if (flow === undefined || !/^[\w"']+\s*:/m.test(flow)) throw unreadable('There was no flow in your answer');
  const prose = blocks.length > 0 ? others.trim() : '';
  return {
    kind: 'proposal',
    flow,
    ...(prose !== '' && { explanation: prose }),
    ...(tests !== undefined && { tests }),
  };
}

/** Reads each line once: an expression over all of them takes as long as a model wants. */
function fencedBlocks(content: string): { blocks: string[]; others: string } {
  const blocks: string[] = [];
  const others: string[] = [];
  let open: { fence: string; lines: string[] } | undefined;
  for (const line of content.split('\n')) {
    const [, fence, info = ''] = /^[ \t]*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open && fence === open.fence && info.trim() === '') {
      blocks.push(`${open.lines.join('\n')}\n`);
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence !== undefined && !info.includes('`')) open = { fence, lines: [] };
    else others.push(line);
  }
  // One that nothing ends is text.
  return { blocks, others: [...others, ...(open?.lines ?? [])].join('\n') };
}

function shaped(isDeclined: boolean, value: unknown): Answer | Declined | undefined {
  if (isDeclined) {
    const read = declined.safeParse({ reason: undefined, ...(value as object) });
    return read.success ? { kind: 'declined', ...read.data } : undefined;
  }
  const read = proposal.safeParse(value);
  if (!read.success) return undefined;
  const { flow, ...others } = read.data;
  const given = Object.fromEntries(Object.entries(others).filter(([, one]) => one !== undefined));
  return { kind: 'proposal', flow: unfenced(flow), ...given };
}

/** Some models fence even in arguments. */
function unfenced(yaml: string): string {
  return /^\s*```[^\n]*\n([\s\S]*?)```\s*$/.exec(yaml)?.[1] ?? yaml;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function unreadable(message: string): CopilotError {
  return new CopilotError(
    'unreachable',
    `${message}. Call propose_flow, or answer with the YAML of the flow alone.`,
  );
}

function schemaOf(shape: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return schema;
}
