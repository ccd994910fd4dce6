/** Reads one YAML document within bounds on its length and depth; throws where it is no YAML or beyond them. */
export { readYamlText } from '../expression/java/yamlText.ts';
