import type { Context } from 'hono';
import { Refused } from './errors.ts';

/** The JSON of a request. Its shape is the caller's to check. @throws Refused 400 where it is none */
export async function jsonBody<T = unknown>(context: Context): Promise<T> {
  try {
    return (await context.req.json()) ?? ({} as T);
  } catch (error) {
    throw new Refused(400, `The body is no JSON: ${(error as Error).message}`);
  }
}

/** A list of texts. @throws Refused */
export async function textList(context: Context): Promise<string[]> {
  const body = await jsonBody(context);
  if (!Array.isArray(body) || body.some((item) => typeof item !== 'string'))
    throw new Refused(400, 'Expected a JSON list of ids');
  return body as string[];
}

/** A file of a form, or a text of it. @throws Refused 422 where the request has no such part */
export async function filePart(context: Context, name: string): Promise<Uint8Array> {
  const form = await context.req.formData().catch(() => undefined);
  const part = form?.get(name);
  if (part === null || part === undefined) throw new Refused(422, `The part ${name} is missing`);
  return typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(await part.arrayBuffer());
}
