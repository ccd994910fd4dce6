import type { Language } from '../script.ts';

/** Shell commands need nothing but an interpreter. */
export const shell: Language = { image: 'ubuntu' };
