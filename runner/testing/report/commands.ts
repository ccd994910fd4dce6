import type { Annotation } from './annotations.ts';

/** GitHub shows so many annotations of a level for a step, and drops the others without a word (github §5.3). */
const mostOfLevel = 10;
/** Characters of a message; GitHub cuts longer ones. */
const mostMessage = 4000;

/**
 * Annotations as workflow commands, which GitHub reads from what a step writes to stdout (github §5.3): the first ten errors, the
 * first ten warnings, the first ten notices, and a line that says how many more there are. Lines with their ends.
 */
export function workflowCommands(annotations: readonly Annotation[]): string {
  const kept = annotations.filter(
    (annotation, index) =>
      annotations.slice(0, index).filter(({ level }) => level === annotation.level).length < mostOfLevel,
  );
  const omitted = annotations.length - kept.length;
  return [...kept.map(command), ...(omitted === 0 ? [] : [`… and ${omitted} more, see the report`])]
    .map((line) => `${line}\n`)
    .join('');
}

function command({ file, line, column, level, title, message }: Annotation): string {
  const properties = { file, line, col: column, title };
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${level} ${listed.join(',')}::${data(message.slice(0, mostMessage).toWellFormed())}`;
}

/** The runner reads these back; anything else would end the command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
