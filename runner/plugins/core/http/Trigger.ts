import { z } from 'zod';
import { defineTrigger } from '../../../plugin/define.ts';
import { boolean, duration, template } from '../../../plugin/properties.ts';
import { isTruthy } from '../../../plugin/truth.ts';
import { httpRequest } from './client.ts';
import { encryptText } from './encryptedBody.ts';
import { optionsOf, requestProperties } from './options.ts';

/** flow-language §6.10, Trigger. */
export default defineTrigger({
  type: 'io.kestra.plugin.core.http.Trigger',
  title: 'Start the flow when an HTTP response fits.',
  description: `Sends a request again and again. When \`responseCondition\` holds, the flow starts and reads the response as
\`{{ trigger.body }}\`, \`{{ trigger.code }}\` and \`{{ trigger.headers }}\`. Responses with an error code are responses like
others here: the condition decides.`,
  properties: z.object({
    ...requestProperties,
    encryptBody: boolean().default(false).describe('Whether the body of the response is encrypted.'),
    interval: duration().default(60_000).describe('Pause between two requests.'),
    responseCondition: template()
      .default('{{ response.statusCode < 400 }}')
      .describe('Expression over `response.statusCode`, `response.body` and `response.headers`.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the request.'),
    code: z.number().describe('Status code.'),
    headers: z.record(z.string(), z.array(z.string())).describe('Headers of the response.'),
    body: z.unknown().optional().describe('Body of the response, as text.'),
    encryptedBody: z.unknown().optional().describe('Body of the response with `encryptBody`.'),
  }),
  async evaluate(context) {
    const { uri, params, method, body, formData, contentType, headers, encryptBody, responseCondition } =
      context.properties;
    const answer = await httpRequest({
      uri,
      params,
      method,
      body,
      formData,
      contentType,
      headers,
      options: { ...optionsOf(context.properties), allowFailed: true },
      signal: context.signal,
      egress: context.confinement?.egress,
      storage: context.storage,
      log: (message) => context.log('INFO', message),
    });
    const text = await answer.text();
    const response = { statusCode: answer.code, body: text, headers: answer.headers };
    if (!isTruthy((await context.render(responseCondition, { response })).trim())) return undefined;
    const outputs = { uri: answer.uri, code: answer.code, headers: answer.headers };
    return encryptBody ? { ...outputs, encryptedBody: encryptText(text) } : { ...outputs, body: text };
  },
  examples: [
    {
      title: 'Every thirty seconds, when a price is low',
      code: `id: price
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body }}"

triggers:
  - id: low
    type: io.kestra.plugin.core.http.Trigger
    uri: https://example.org/price
    interval: PT30S
    responseCondition: "{{ fromJson(response.body).price < 100 }}"
`,
    },
  ],
});
