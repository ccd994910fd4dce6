import { parseIon } from '../java/ionReader.ts';
import { parseJson } from '../java/json.ts';
import { parseYaml } from '../java/yaml.ts';
import { ExpressionError, type PebbleFunction } from '../types.ts';
import { argument, callable, textOf } from './define.ts';

/** Functions that read values out of texts (flow-language §4.9). */
export const parsingFunctions: Readonly<Record<string, PebbleFunction>> = {
  fromJson: jsonReader('fromJson'),
  json: jsonReader('json'),
  fromIon: callable(['ion', 'allRows'], ([ion, allRows]) => {
    if (argument(ion, 'fromIon', 'ion') === null) {
      return null;
    }
    const rows = parseIon(textOf(ion, 'fromIon', 'ion'));
    return allRows === true ? rows : (rows[0] ?? null);
  }),
  yaml: callable(['yaml'], ([yaml]) => parseYaml(textOf(yaml, 'yaml', 'yaml'))),
};

function jsonReader(name: string): PebbleFunction {
  return callable(['json'], ([json]) => {
    if (argument(json, name, 'json') === null) {
      return null;
    }
    const text = textOf(json, name, 'json');
    try {
      return parseJson(text);
    } catch (error) {
      throw new ExpressionError(`Invalid json: ${(error as Error).message}`);
    }
  });
}
