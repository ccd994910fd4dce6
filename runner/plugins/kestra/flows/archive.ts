import { z } from 'zod';

/** What an export gives. */
export const archive = z.object({ flowsZip: z.string().describe('URI of the archive.') });

/** How it is stored. */
export const archiveName = { name: 'exported_flows.zip' };
