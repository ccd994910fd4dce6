/** Reads the values of a text in Amazon Ion, of which JSON is a subset: rows of internal storage (flow-language §6.6). */
export { parseIon } from '../expression/java/ionReader.ts';
