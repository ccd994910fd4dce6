import { z } from 'zod';
import { defineTask } from '../../../plugin/define.ts';
import { boolean, string } from '../../../plugin/properties.ts';
import { type HttpResponse, headerOf, httpRequest, reasonOf } from './client.ts';
import { fileNameOf } from './fileName.ts';
import { optionsOf, requestProperties } from './options.ts';

/** flow-language §6.10, Download. */
export default defineTask({
  type: 'io.kestra.plugin.core.http.Download',
  title: 'Download a file into internal storage.',
  description: `The file gets the name that the server gives it by \`Content-Disposition\`, else one with the extension of the URI. A status
of 400 and more fails the task, unless \`options.allowFailed\` is set, and so does an empty file, unless \`failOnEmptyResponse\` is false.`,
  properties: z.object({
    ...requestProperties,
    failOnEmptyResponse: boolean().default(true).describe('Whether an empty response fails the task.'),
    saveAs: string().optional().describe('Name of the stored file.'),
  }),
  outputs: z.object({
    uri: z.string().describe('Storage URI of the file.'),
    code: z.number().describe('Status code.'),
    length: z.number().describe('Size of the file in bytes.'),
    headers: z.record(z.string(), z.array(z.string())).describe('Headers of the response.'),
  }),
  runs: 'inline',
  async run(context) {
    const { uri, params, method, body, formData, contentType, headers, failOnEmptyResponse, saveAs } =
      context.properties;
    const options = optionsOf(context.properties);
    const response = await httpRequest({
      uri,
      params,
      method,
      body,
      formData,
      contentType,
      headers,
      options,
      signal: context.signal,
      egress: context.confinement?.egress,
      storage: context.storage,
      log: (message) => context.log('INFO', message),
    });
    const name = saveAs ? { name: saveAs } : fileNameOf(response);
    const content = checkedBody(response, context.signal);
    const file = await context.storage.put(content.bytes(), name).catch((error: unknown) => {
      response.body.destroy();
      throw content.failure() ?? error;
    });
    if (file.size === 0) {
      if (failOnEmptyResponse && !options.allowFailed) throw new Error('No response from server');
      context.log('WARN', `The response of ${response.uri} is empty`);
    }
    return { outputs: { uri: file.uri, code: response.code, length: file.size, headers: response.headers } };
  },
  examples: [
    {
      title: 'Download a file and read it',
      code: `id: http_download
namespace: company.team

tasks:
  - id: download
    type: io.kestra.plugin.core.http.Download
    uri: https://example.org/orders.csv
  - id: size
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.download.length }} bytes"
`,
    },
  ],
});

/** The body, which fails at its end when it is not as long as the server said; and why it failed. */
function checkedBody(response: HttpResponse, signal: AbortSignal) {
  const announced = lengthOf(response);
  let size = 0;
  let failure: unknown;

  async function* bytes(): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        yield chunk;
      }
      if (announced !== undefined && size !== announced) throw wrongSize();
    } catch (error) {
      failure = signal.aborted
        ? signal.reason
        : announced !== undefined && size !== announced
          ? wrongSize()
          : brokenOff(error);
      throw failure;
    }
  }

  const wrongSize = () => new Error(`Invalid size, got ${size}, expected ${announced}`);
  const brokenOff = (error: unknown) =>
    new Error(`The download of ${response.uri} broke off: ${reasonOf(error)}`, { cause: error });

  return { bytes, failure: () => failure };
}

/** What the server announced; an answer to HEAD announces what it does not send. */
function lengthOf({ method, headers }: HttpResponse): number | undefined {
  if (method === 'HEAD') return undefined;
  // What is compressed has another length on its way.
  if (headerOf(headers, 'content-encoding') !== undefined) return undefined;
  const length = headerOf(headers, 'content-length');
  return length === undefined ? undefined : Number(length);
}
