import type { Report } from '../report.ts';
import { didYouMean, suggest } from '../suggest.ts';
import { isAbsent, isScalar, listOf, type Mapping, type Path } from '../values.ts';
import { eachMapping } from './document.ts';
import { checkId, inputId } from './ids.ts';
import { checkShape, type Shape } from './shape.ts';

const common: Shape = {
  id: { kind: 'text' },
  name: { kind: 'text', deprecated: 'id' },
  type: { kind: 'text' },
  description: { kind: 'text' },
  displayName: { kind: 'text' },
  required: { kind: 'boolean' },
  defaults: { kind: 'any' },
  prefill: { kind: 'any' },
  dependsOn: { kind: 'map' },
};

const validator: Shape = { validator: { kind: 'text' } };
const range: Shape = { min: { kind: 'any' }, max: { kind: 'any' } };
const period: Shape = { after: { kind: 'text' }, before: { kind: 'text' } };
const choice: Shape = {
  values: { kind: 'list' },
  expression: { kind: 'text' },
  allowCustomValue: { kind: 'boolean' },
  autoSelectFirst: { kind: 'boolean' },
};

/** Properties of each input type besides the common ones (flow-language §2.2). */
const ofType: Readonly<Record<string, Shape>> = {
  STRING: validator,
  ENUM: { values: { kind: 'list', required: true } },
  SELECT: { ...choice, isRadio: { kind: 'boolean' } },
  MULTISELECT: { ...choice, options: { kind: 'list', deprecated: 'values' }, itemType: { kind: 'text' } },
  INT: range,
  FLOAT: range,
  BOOL: {},
  BOOLEAN: {},
  DATETIME: period,
  DATE: period,
  TIME: period,
  DURATION: range,
  FILE: { extension: { kind: 'text' }, allowedFileExtensions: { kind: 'list' } },
  JSON: {},
  YAML: {},
  URI: {},
  EMAIL: {},
  SECRET: validator,
  ARRAY: { itemType: { kind: 'text', required: true } },
};

/** Names of the input types, which flow outputs share. */
const inputTypes: readonly string[] = Object.keys(ofType);

const dependsOn: Shape = { inputs: { kind: 'list', required: true }, condition: { kind: 'text' } };

// For the JSON Schema of a flow.
export { common as inputShape, dependsOn as dependsOnShape, ofType as inputShapes };

/** Checks declared inputs, of a flow or of a pause (flow-language §1.4, §2.1, §2.2). */
export function checkInputs(report: Report, inputs: unknown, path: Path): void {
  eachMapping(report, inputs, path, checkInput);
}

/** Reports an absent or unknown `type` of an input or output; gives the type in capitals where it is known. */
export function checkValueType(report: Report, value: Mapping, path: Path, list: string): string | undefined {
  const written = value['type'];
  if (isAbsent(written)) {
    report.error(path, `missing type id property 'type' (for POJO property '${list}')`);
    return undefined;
  }
  const type = String(written).toUpperCase();
  if (inputTypes.includes(type)) return type;
  report.error([...path, 'type'], `Invalid type: ${String(written)}${didYouMean(suggest(type, inputTypes))}`);
  return undefined;
}

/** Checks an `itemType`: a known type that is not ARRAY itself. */
export function checkItemType(report: Report, value: Mapping, path: Path): void {
  const written = value['itemType'];
  if (!isScalar(written)) return;
  const itemType = String(written).toUpperCase();
  const at = [...path, 'itemType'];
  if (itemType === 'ARRAY') report.error(at, '`itemType` cannot be `ARRAY`');
  else if (!inputTypes.includes(itemType)) {
    report.error(at, `Invalid type: ${String(written)}${didYouMean(suggest(itemType, inputTypes))}`);
  }
}

function checkInput(report: Report, input: Mapping, path: Path): void {
  // `name` is how ids were called once.
  const named = isAbsent(input['id']) && !isAbsent(input['name']) ? { ...input, id: input['name'] } : input;
  checkId(report, named, path, inputId);
  const type = checkValueType(report, input, path, 'inputs');
  if (type === undefined) return;
  checkShape(report, input, path, `io.kestra.core.models.flows.input.${className(type)}`, {
    ...common,
    ...ofType[type],
  });
  checkItemType(report, input, path);
  if (type === 'ENUM' && Array.isArray(input['values']) && input['values'].length === 0) {
    report.error([...path, 'values'], 'must not be empty');
  }
  if (type === 'FILE') checkFileDefault(report, input, path);
  if (type === 'MULTISELECT' && !isAbsent(input['values']) && !isAbsent(input['options'])) {
    report.error([...path, 'options'], "you can't define both `values` and `options`");
  }
  if (isScalar(input['validator']) && !isPattern(String(input['validator']))) {
    report.error([...path, 'validator'], `invalid pattern [${String(input['validator'])}]`);
  }
  const depends = input['dependsOn'];
  if (typeof depends === 'object' && depends !== null && !Array.isArray(depends)) {
    checkShape(
      report,
      depends as Mapping,
      [...path, 'dependsOn'],
      'io.kestra.core.models.flows.DependsOn',
      dependsOn,
    );
  }
}

function checkFileDefault(report: Report, input: Mapping, path: Path): void {
  const { defaults } = input;
  if (isAbsent(defaults) || /^(file|nsfile):\/\/(?!.*\{[{%])/.test(String(defaults))) return;
  report.error(
    [...path, 'defaults'],
    "inputs of type 'FILE' only support `defaults` as local files using a file URI or as namespace files using a nsfile URI",
  );
}

/** Whether Java would compile a pattern, as far as JavaScript can tell: syntax that only Java has is let pass. */
function isPattern(pattern: string): boolean {
  const common = pattern
    .replace(/\(\?[a-zA-Z-]+(:|\))/g, (_, end: string) => (end === ':' ? '(?:' : ''))
    .replace(/\(\?>/g, '(?:')
    .replace(/([*+?}])\+/g, '$1');
  try {
    new RegExp(common);
    return true;
  } catch {
    return false;
  }
}

/** `StringInput` for STRING. */
function className(type: string): string {
  return `${type.charAt(0)}${type.slice(1).toLowerCase()}Input`;
}

/** An input with the ids of those it depends on, in the order of the document. */
export interface InputNode {
  id: string;
  dependsOn: string[];
  path: Path;
}

/** The inputs of a flow as a graph. */
export function inputGraph(inputs: unknown, path: Path): InputNode[] {
  return listOf(inputs).flatMap((input, index) => {
    const { id: written, name, dependsOn: depends } = (input ?? {}) as Mapping;
    const id = written ?? name;
    if (!isScalar(id)) return [];
    const ids = listOf((depends as Mapping | null | undefined)?.['inputs'])
      .filter(isScalar)
      .map(String);
    return [{ id: String(id), dependsOn: ids, path: [...path, index] }];
  });
}
