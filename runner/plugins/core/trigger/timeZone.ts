import { z } from 'zod';
import { fixed } from '../../../plugin/properties.ts';

/** A time zone: an IANA name or an offset (flow-language §1.4). */
export const timeZone = () =>
  fixed(z.string().refine(isTimeZone, { error: (issue) => `invalid timezone '${String(issue.input)}'` }));

function isTimeZone(text: string): boolean {
  return text === 'Z' || /^(UTC|GMT|UT)?[+-]\d{1,2}(:?\d{2}){0,2}$/.test(text) || isNamedZone(text);
}

function isNamedZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
