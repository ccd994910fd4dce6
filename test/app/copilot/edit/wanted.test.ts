import { describe, expect, it } from 'vitest';
import { mergeFlow } from '../../../../app/copilot/edit/index.ts';

const original = `# Ours
id: a
namespace: b
tasks:
  - id: one # first
    type: x
    message: hello
  - id: two
    type: x
    message: there
`;
const proposed = original.replace('hello', 'bye').replace('there', 'here').replace('id: a', 'id: z');

describe('changes that were not wanted', () => {
  it('are undone, and told', () => {
    expect(mergeFlow(original, proposed, ['tasks[one].message'])).toEqual({
      text: original.replace('hello', 'bye'),
      changes: ['tasks[one].message'],
      undone: ['id', 'tasks[two].message'],
    });
  });

  it.each([['tasks.one'], ['tasks[one]'], ['tasks[one].message.more']])(
    'are none inside or around %s',
    (path) => {
      expect(mergeFlow(original, proposed, [path]).changes).toEqual(['tasks[one].message']);
    },
  );

  it('may be tasks that came or went', () => {
    const more = `${proposed}  - id: three\n    type: y\n`.replace(/ {2}- id: two[\s\S]*here\n/, '');
    const merged = mergeFlow(original, more, ['id']);
    expect(merged.text).toBe(original.replace('id: a', 'id: z'));
    expect(merged.undone).toEqual(
      expect.arrayContaining(['tasks[one].message', 'tasks[three]', 'tasks[two]']),
    );
  });

  it('are all kept where the paths fit none of them', () => {
    expect(mergeFlow(original, proposed, ['triggers'])).toMatchObject({ text: proposed, undone: [] });
  });

  it('may be a key that got another name', () => {
    const renamed = original.replace('tasks:', 'jobs:');
    expect(mergeFlow(original, `${renamed}triggers: []\n`, ['jobs'])).toEqual({
      text: renamed,
      changes: ['jobs'],
      undone: ['triggers'],
    });
  });
});

describe('a text that cannot be edited', () => {
  it.each([
    ['is no YAML', 'id: [a\n'],
    ['is empty', ''],
    ['has an alias of nothing', 'id: *none\n'],
  ])('is replaced where it %s', (_, broken) => {
    expect(mergeFlow(broken, original)).toEqual({
      text: original,
      changes: ['(the whole file)'],
      undone: [],
    });
    expect(mergeFlow(original, broken).text).toBe(broken);
  });

  it('is replaced where its list changes as a whole inside brackets', () => {
    const flow = 'id: a\ntags: [one, two]   # why\n';
    expect(mergeFlow(flow, 'id: a\ntags:\n  - one\n').text).toBe('id: a\ntags:\n  - one   # why\n');
  });
});
