import type { Context } from 'hono';
import { z } from 'zod';
import { flowIdentity } from '../../../runner/repository/index.ts';
import { notConfigured, providers } from '../../copilot/model/settings.ts';
import type { Wish } from '../../copilot/types.ts';
import type { FlowStore } from '../../flows/store.ts';
import { jsonBody } from '../body.ts';
import { Refused } from '../errors.ts';
import { json } from '../json.ts';
import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { openConversations } from './conversations.ts';

const longest = 256 * 1024;

/** The flow is in `flowYaml` for 1.0, in `yaml` for later clients (surfaces §4.3). */
const request = z.object({
  conversationId: z.string().min(1).max(200),
  userPrompt: z.string().min(1).max(20_000),
  flowYaml: z.string().max(longest).nullish(),
  yaml: z.string().max(longest).nullish(),
  namespace: z.string().nullish(),
  providerId: z.string().nullish(),
});

/**
 * Copilot for clients of Kestra (surfaces §4.3): the answer is a flow that is valid, or an error that says why there is none.
 * Nothing is written. Without a model, flows are refused with a sentence, and there are no providers.
 */
export function aiRoutes({ copilot, flows }: ApiServices): Route[] {
  const conversations = openConversations(Date.now);
  const answered = async (
    context: Context,
    { conversationId, userPrompt, providerId }: z.infer<typeof request>,
    subject: Omit<Wish, 'prompt'>,
  ): Promise<Response> => {
    if (!copilot) throw notConfigured();
    if (providerId && providerId !== copilot.settings.provider)
      throw new Refused(422, `There is no provider ${providerId}: it is ${copilot.settings.provider}`);
    const { files, explanation } = await copilot.propose({
      ...subject,
      prompt: userPrompt,
      conversation: conversations.of(conversationId),
      signal: context.req.raw.signal,
    });
    conversations.add(conversationId, userPrompt, explanation);
    return new Response(files[0]!.after, { headers: { 'content-type': 'application/yaml' } });
  };
  return [
    {
      method: 'post',
      path: '/ai/generate/flow',
      operationId: 'generateFlow',
      summary: 'Propose a flow, or a change of the one that the body holds; nothing is written',
      body: 'json',
      answers: 'yaml',
      async handle(context) {
        const body = await bodyOf(context);
        return answered(context, body, { ...(await subjectOf(body, flows)), tests: false });
      },
    },
    {
      method: 'post',
      path: '/ai/generate/test',
      operationId: 'generateTest',
      summary: 'Propose a suite of unit tests for the flow that the body holds; nothing is written',
      body: 'json',
      answers: 'yaml',
      async handle(context) {
        const body = await bodyOf(context);
        const { flow } = await subjectOf(body, flows);
        if (!flow) throw new Refused(422, 'The body needs the flow, in `yaml`');
        return answered(context, body, { flow, tests: true, only: 'tests' });
      },
    },
    {
      method: 'get',
      path: '/ai/providers',
      operationId: 'listAiProviders',
      summary: 'The model that is asked; none where none is configured',
      handle: () =>
        json(
          copilot
            ? [
                {
                  id: copilot.settings.provider,
                  displayName: `${providers[copilot.settings.provider].title}: ${copilot.settings.model}`,
                  isDefault: true,
                },
              ]
            : [],
          (text) => text,
        ),
    },
  ];
}

async function bodyOf(context: Context): Promise<z.infer<typeof request>> {
  const { data, error } = request.safeParse(await jsonBody(context));
  if (error) throw new Refused(422, `The body is not as expected: ${z.prettifyError(error)}`);
  return data!;
}

/** The flow that is meant, in the file that declares it; the text of an editor may be newer than that. */
async function subjectOf(
  { flowYaml, yaml, namespace }: z.infer<typeof request>,
  flows: FlowStore,
): Promise<Pick<Wish, 'flow' | 'namespace'>> {
  const source = yaml ?? flowYaml ?? '';
  if (source.trim() === '') return namespace ? { namespace } : {};
  const identity = await flowIdentity(source);
  const found = identity && (await flows.repository.findFlow(identity.namespace, identity.id));
  return { flow: { file: found?.file ?? `flows/${identity?.id ?? 'flow'}.yaml`, source } };
}
