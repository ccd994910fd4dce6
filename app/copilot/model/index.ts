import type OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsBase,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { CopilotError } from '../errors.ts';
import type { ChatAnswer, ChatMessage, ChatRequest, Model, ModelSettings } from '../types.ts';
import { failureOf } from './failures.ts';

export { type CopilotSection, modelSettings, notConfigured, providers } from './settings.ts';

/** Bytes of one request: what is larger is a mistake of ours, and would cost. */
const mostInput = 1_000_000;

/** A model behind a server that speaks OpenAI's protocol. Nothing is asked before the first `chat`. */
export function openModel(settings: ModelSettings): Model {
  const { apiKey: _, ...shown } = settings;
  let opened: ReturnType<typeof openClient> | undefined;
  return {
    settings: shown,
    async chat(request) {
      opened ??= openClient(settings);
      const { client, sdk } = await opened;
      const parameters = parametersOf(settings, request);
      const size = Buffer.byteLength(JSON.stringify(parameters));
      if (size > mostInput)
        throw new CopilotError(
          'forbidden',
          `The question holds ${size} bytes, more than ${mostInput}: ask about less at once`,
        );
      try {
        return await answerOf(client, parameters, request);
      } catch (error) {
        throw failureOf(error, sdk, settings);
      }
    },
  };
}

async function openClient({ provider, baseUrl, apiKey = 'none', apiVersion, model, timeout }: ModelSettings) {
  const sdk = await import('openai');
  const common = { apiKey, timeout, maxRetries: 2 };
  const client: OpenAI =
    provider === 'azure'
      ? new sdk.AzureOpenAI({ ...common, endpoint: baseUrl, deployment: model, apiVersion: apiVersion! })
      : // Organisation and project of the environment belong to OpenAI alone.
        new sdk.OpenAI({
          ...common,
          baseURL: baseUrl,
          ...(provider !== 'openai' && { organization: null, project: null }),
        });
  return { sdk, client };
}

function parametersOf(
  { provider, model, temperature, maxOutputTokens }: ModelSettings,
  { messages, tools = [] }: ChatRequest,
): ChatCompletionCreateParamsBase {
  return {
    model,
    messages: messages.map(messageOf),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: { ...tool } })) }),
    ...(temperature !== undefined && { temperature }),
    // Newer models of OpenAI know only the one, other servers only the other.
    ...(provider === 'openai' || provider === 'azure'
      ? { max_completion_tokens: maxOutputTokens }
      : { max_tokens: maxOutputTokens }),
  };
}

function messageOf(message: ChatMessage): ChatCompletionMessageParam {
  if (message.role === 'tool')
    return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  if (message.role !== 'assistant' || !message.toolCalls?.length)
    return { role: message.role, content: message.content };
  return {
    role: 'assistant',
    content: message.content,
    tool_calls: message.toolCalls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    })),
  };
}

async function answerOf(
  client: OpenAI,
  parameters: ChatCompletionCreateParamsBase,
  { signal, onText }: ChatRequest,
): Promise<ChatAnswer> {
  const options = signal ? { signal } : {};
  if (!onText) return read(await client.chat.completions.create({ ...parameters, stream: false }, options));
  const stream = client.chat.completions.stream(
    { ...parameters, stream: true, stream_options: { include_usage: true } },
    options,
  );
  stream.on('content', onText);
  return read(await stream.finalChatCompletion());
}

function read({ choices, usage }: ChatCompletion): ChatAnswer {
  const choice = choices?.[0];
  if (!choice?.message) throw new CopilotError('unreachable', 'The model sent no answer');
  const { content, refusal, tool_calls = [] } = choice.message;
  const finishes = { length: 'length', tool_calls: 'tools', content_filter: 'filtered' } as const;
  if (refusal) throw new CopilotError('refused', `The model will not: ${refusal.slice(0, 500)}`);
  return {
    content: content ?? '',
    toolCalls: tool_calls.flatMap((call) =>
      call.type === 'function'
        ? { id: call.id, name: call.function.name, arguments: call.function.arguments }
        : [],
    ),
    usage: { input: usage?.prompt_tokens ?? 0, output: usage?.completion_tokens ?? 0 },
    finish: finishes[choice.finish_reason as keyof typeof finishes] ?? 'stop',
  };
}
