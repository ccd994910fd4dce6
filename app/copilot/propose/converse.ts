import { answerTools, isAnswerTool } from '../prompt/answer.ts';
import type { Tool } from '../tools/index.ts';
import type { ChatAnswer, ChatMessage, Model, TokenUsage, ToolCall, Wish } from '../types.ts';
import { abortable, assertWanted } from './abort.ts';

/** How much a model may look up. */
export const lookUps = { perAnswer: 8, inAll: 12 } as const;

/** A talk with a model: it looks things up, answers, and is told what is wrong with its answer. */
export interface Conversation {
  /** Its next answer. @throws CopilotError where none comes */
  answer(): Promise<ChatAnswer>;
  /** Says what is wrong with the last answer, before the next one. */
  object(text: string): void;
  /** Tokens of all requests so far. */
  readonly usage: TokenUsage;
}

/** What a conversation needs. */
export interface Talk {
  model: Model;
  /** What is said first. */
  messages: readonly ChatMessage[];
  tools: readonly Tool[];
  signal?: AbortSignal | undefined;
  progress: Wish['progress'] | undefined;
  /** Takes out of the results of tools what the model may not see. */
  withhold(text: string): string;
}

/**
 * Begins a talk (issue “Copilot”, how it works). After `lookUps` calls of tools the model is offered only those by which it ends
 * its work, so that every answer comes after a bounded number of requests.
 */
export function openConversation(talk: Talk): Conversation {
  const messages = [...talk.messages];
  const usage = { input: 0, output: 0 };
  let looked = 0;
  let last: ChatAnswer | undefined;

  const ask = async (mayLook: boolean): Promise<ChatAnswer> => {
    assertWanted(talk.signal);
    const looking = mayLook ? talk.tools.map(({ definition }) => definition) : [];
    const answer = await talk.model.chat({
      messages,
      tools: [...looking, ...answerTools],
      ...(talk.signal && { signal: talk.signal }),
    });
    usage.input += answer.usage.input;
    usage.output += answer.usage.output;
    messages.push({
      role: 'assistant',
      content: answer.content || (answer.toolCalls.length > 0 ? '' : '(no answer)'),
      ...(answer.toolCalls.length > 0 && { toolCalls: answer.toolCalls }),
    });
    return answer;
  };

  return {
    usage,
    async answer() {
      let left = Math.min(lookUps.perAnswer, lookUps.inAll - looked);
      for (;;) {
        const mayLook = left > 0;
        const answer = await ask(mayLook);
        const isEnd =
          answer.toolCalls.length === 0 || answer.toolCalls.some(({ name }) => isAnswerTool(name));
        if (isEnd || !mayLook) {
          last = answer;
          return answer;
        }
        for (const call of answer.toolCalls) {
          const content = left > 0 ? await use(call, talk) : 'No more look-ups: answer with what you know.';
          left -= 1;
          looked += 1;
          messages.push({ role: 'tool', toolCallId: call.id, content });
        }
      }
    },
    object(text) {
      const calls = last?.toolCalls ?? [];
      const ended = calls.find(({ name }) => isAnswerTool(name));
      // Every call wants a result before anything else is said.
      for (const call of calls)
        messages.push({
          role: 'tool',
          toolCallId: call.id,
          content: call === ended ? text : 'Not used.',
        });
      if (!ended) messages.push({ role: 'user', content: text });
    },
  };
}

async function use({ name, arguments: json }: ToolCall, talk: Talk): Promise<string> {
  const tool = talk.tools.find(({ definition }) => definition.name === name);
  if (!tool) {
    const names = talk.tools.map(({ definition }) => definition.name);
    return `There is no tool of this name. There are: ${names.join(', ')}`;
  }
  talk.progress?.({ kind: 'tool', name });
  return talk.withhold(await abortable(tool.run(json), talk.signal));
}
