/** Amazon Ion text, of which JSON is a subset: rows of internal storage (flow-language §6.6). */
export { toIon } from '../expression/java/ion.ts';
export { parseIon } from '../expression/java/ionReader.ts';
