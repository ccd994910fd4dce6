import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean } from '../../../plugin/properties.ts';
import { httpRequest } from './client.ts';
import { encryptText } from './encryptedBody.ts';
import { optionsOf, requestProperties } from './options.ts';

/** flow-language §6.10, Request. */
export default defineTask({
  type: 'io.kestra.plugin.core.http.Request',
  title: 'Send an HTTP request and keep the response.',
  description: `The body of the response becomes an output, as text; use \`io.kestra.plugin.core.http.Download\` for large or binary ones. A
status of 400 and more fails the task, unless \`options.allowFailed\` is set.`,
  properties: z.object({
    ...requestProperties,
    encryptBody: boolean()
      .default(false)
      .describe('Whether the body is stored encrypted; needs `TUTTI_ENCRYPTION_KEY`.'),
  }),
  outputs: z.object({
    uri: z.string().describe('URI of the request.'),
    code: z.number().describe('Status code.'),
    headers: z.record(z.string(), z.array(z.string())).describe('Headers of the response.'),
    body: z.unknown().optional().describe('Body of the response, as text.'),
    encryptedBody: z.unknown().optional().describe('Body of the response with `encryptBody`.'),
  }),
  runs: 'inline',
  async run(context) {
    const { uri, params, method, body, formData, contentType, headers, encryptBody } = context.properties;
    const response = await httpRequest({
      uri,
      params,
      method,
      body,
      formData,
      contentType,
      headers,
      options: optionsOf(context.properties),
      signal: context.signal,
      egress: context.confinement?.egress,
      storage: context.storage,
      log: (message) => context.log('INFO', message),
    });
    const text = await response.text();
    checkUnicode(text);
    const outputs = { uri: response.uri, code: response.code, headers: response.headers };
    return {
      outputs: encryptBody ? { ...outputs, encryptedBody: encryptText(text) } : { ...outputs, body: text },
    };
  },
  examples: [
    {
      title: 'Send JSON and read the answer',
      code: `id: http_request
namespace: company.team

tasks:
  - id: create
    type: io.kestra.plugin.core.http.Request
    uri: https://example.org/products
    method: POST
    headers:
      Accept: application/json
    body:
      title: Pencil
    options:
      auth:
        type: BEARER
        token: "{{ secret('PRODUCTS_TOKEN') }}"
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ fromJson(outputs.create.body).id }}"
`,
    },
    {
      title: 'Send a file in a form',
      code: `id: http_form
namespace: company.team

inputs:
  - id: report
    type: FILE

tasks:
  - id: upload
    type: io.kestra.plugin.core.http.Request
    uri: https://example.org/upload
    method: POST
    contentType: multipart/form-data
    formData:
      title: Report
      file:
        name: report.csv
        content: "{{ inputs.report }}"
`,
    },
  ],
});

/** Refuses text with characters that Unicode does not define: it was no text. Characters beyond the first plane pass. */
function checkUnicode(text: string): void {
  const found = /(?![\u{10000}-\u{10ffff}])\p{Cn}/u.exec(text);
  if (!found) return;
  throw new Error(
    `Illegal unicode code point in request body: ${found[0].codePointAt(0)}, the Request task only support valid Unicode strings as body.\nYou can try using the Download task instead.`,
  );
}
