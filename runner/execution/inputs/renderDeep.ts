/** Renders every text of a value, those in lists and maps and the keys of maps too, one after another. */
export async function renderDeep(
  value: unknown,
  render: (template: string) => Promise<string>,
): Promise<unknown> {
  if (typeof value === 'string') return render(value);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await renderDeep(item, render));
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    entries.push([await render(key), await renderDeep(item, render)]);
  }
  return Object.fromEntries(entries);
}
