import { flowTaskLists, type TaskList, taskLists } from './nested.ts';
import { isMapping, listOf, type Mapping, type Path } from './values.ts';

/** A mapping of the document that is a plugin, by its place (see `nested.ts`). */
export interface TypedPlace {
  kind: 'task' | 'trigger' | 'condition' | 'taskRunner' | 'plugin';
  value: Mapping;
  path: Path;
  /** The nearest task or trigger around. */
  owner?: TypedPlace;
}

/** All plugins of a document, and the task lists they were found in. Nothing inside an unknown type is looked at. */
export interface Places {
  typed: TypedPlace[];
  taskLists: { list: TaskList; path: Path; owner?: TypedPlace }[];
}

/** Finds the plugins of a document. `isInstalled` tells whether a type is known. */
export function findPlaces(flow: Mapping, isInstalled: (type: string) => boolean): Places {
  const typed: TypedPlace[] = [];
  const lists: Places['taskLists'] = [];
  const isPlugin = (value: unknown): value is Mapping =>
    isMapping(value) &&
    typeof value['type'] === 'string' &&
    (value['type'].startsWith('io.kestra.') || isInstalled(value['type']));

  function visitList(list: TaskList, base: Path, owner?: TypedPlace): void {
    lists.push({ list, path: [...base, ...list.path], owner });
    for (const { value, path } of list.tasks) {
      if (isMapping(value)) visit({ kind: 'task', value, path: [...base, ...path], owner });
    }
  }

  function visit(place: TypedPlace): void {
    typed.push(place);
    const { value, path } = place;
    if (typeof value['type'] !== 'string' || !isInstalled(value['type'])) return;
    const own = place.kind === 'task' ? taskLists(value) : [];
    for (const list of own) visitList(list, path, place);
    const inLists = new Set(own.map((list) => list.path[0]));
    for (const [key, entry] of Object.entries(value)) {
      if (inLists.has(key)) continue;
      if (key === 'conditions' || key === 'scheduleConditions') visitConditions(entry, [...path, key], place);
      else if (key === 'taskRunner' && isMapping(entry))
        visit({ kind: 'taskRunner', value: entry, path: [...path, key], owner: place });
      else search(entry, [...path, key], place);
    }
  }

  /** A list; or a map, as MultipleCondition has it. Other texts of that name (Assert) are no conditions. */
  function visitConditions(conditions: unknown, path: Path, owner?: TypedPlace): void {
    if (typeof conditions !== 'object' || conditions === null) return;
    for (const [key, value] of Object.entries(conditions)) {
      const step = Array.isArray(conditions) ? Number(key) : key;
      if (isMapping(value)) visit({ kind: 'condition', value, path: [...path, step], owner });
    }
  }

  function search(value: unknown, path: Path, owner: TypedPlace): void {
    if (isPlugin(value)) visit({ kind: 'plugin', value, path, owner });
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) search(item, [...path, index], owner);
    else if (isMapping(value))
      for (const [key, entry] of Object.entries(value)) search(entry, [...path, key], owner);
  }

  for (const list of flowTaskLists(flow)) visitList(list, []);
  listOf(flow['listeners']).forEach((listener, index) => {
    if (isMapping(listener)) visitConditions(listener['conditions'], ['listeners', index, 'conditions']);
  });
  listOf(flow['triggers']).forEach((value, index) => {
    if (isMapping(value)) visit({ kind: 'trigger', value, path: ['triggers', index] });
  });
  return { typed, taskLists: lists };
}
