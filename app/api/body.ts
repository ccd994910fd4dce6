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
