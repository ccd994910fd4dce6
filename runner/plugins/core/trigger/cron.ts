/**
 * Whether a text is a cron expression: five fields, with a field of seconds before them where `withSeconds`
 * (flow-language §6.13, Schedule).
 */
export function isCron(text: string, withSeconds: boolean): boolean {
  const expression = text.trim();
  if (nicknames.has(expression)) return true;
  const parts = expression.split(/\s+/);
  const expected = withSeconds ? [seconds, ...fields] : fields;
  return (
    parts.length === expected.length && expected.every((field, index) => isField(parts[index] ?? '', field))
  );
}

interface Field {
  min: number;
  max: number;
  names?: readonly string[];
}

const nicknames = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

const seconds: Field = { min: 0, max: 59 };

const fields: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ') },
  // 7 is Sunday too; the names begin with Sunday as 0.
  { min: 0, max: 7, names: 'SUN MON TUE WED THU FRI SAT'.split(' ') },
];

/** A field: a list of values, ranges and `*`, each with a step or without. */
function isField(text: string, field: Field): boolean {
  return text.split(',').every((part) => {
    const [range = '', step, ...rest] = part.split('/');
    return (
      rest.length === 0 && (step === undefined || isStep(step)) && (range === '*' || isRange(range, field))
    );
  });
}

function isStep(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) > 0;
}

/** A value, or two with a dash between that are in order. */
function isRange(text: string, field: Field): boolean {
  const bounds = text.split('-').map((value) => numberOf(value, field));
  const [first, last = first] = bounds;
  return (
    bounds.length <= 2 &&
    first !== undefined &&
    last !== undefined &&
    first <= last &&
    !bounds.includes(undefined)
  );
}

function numberOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.min === 0 ? named : named + 1;
  if (!/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : undefined;
}
