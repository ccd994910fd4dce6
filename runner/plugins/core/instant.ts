/**
 * The instant of a date with an offset, as ISO text; the name of its zone may follow in brackets. Exact to the millisecond.
 *
 * @throws Error that names the property, where the text is no date.
 */
export function instantOf(property: string, text: string): string {
  const date = new Date(text.trim().replace(/\[[^\]]*\]$/, ''));
  if (Number.isNaN(date.getTime()))
    throw new Error(
      `Property \`${property}\`: expected a date such as 2025-01-31T08:00:00Z, found \`${text}\``,
    );
  return date.toISOString();
}
