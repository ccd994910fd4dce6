import { describe, expect, it } from 'vitest';
import { replaceValue, setDisabled } from '../../../app/flows/edit.ts';

const source = `id: orders # the id
namespace: shop   # where

tasks:
  # first
  - id: log
    type: Log # what
    # about the message
    message: >-
      long
      text
    # tail

  # second task
  - { id: two, type: Log,  message: 'q' } # why
  # end
triggers: []
`;

describe('a value of a YAML text', () => {
  it('is replaced where it stands; comments and layout of everything else stay', () => {
    const task = { id: 'log', type: 'Return', message: 'long text' };
    expect(replaceValue(source, ['tasks', 0], task)).toBe(source.replace('type: Log #', 'type: Return #'));
  });

  it('that is the same leaves the text as it is', () => {
    const task = { id: 'two', type: 'Log', message: 'q' };
    expect(replaceValue(source, ['tasks', 1], task)).toBe(source);
  });

  it('with more properties than before is written anew, with the comments of those that stay', () => {
    const task = { id: 'log', type: 'Log', message: 'a\nb\n', retry: { maxAttempts: 3 } };
    expect(replaceValue(source, ['tasks', 0], task)).toBe(
      source.replace(
        '>-\n      long\n      text\n',
        '|\n      a\n      b\n    retry:\n      maxAttempts: 3\n',
      ),
    );
    const other = { id: 'two', type: 'Log', message: 'new', level: 'WARN' };
    expect(replaceValue(source, ['tasks', 1], other)).toBe(
      source.replace(
        "{ id: two, type: Log,  message: 'q' }",
        '{ id: two, type: Log, message: new, level: WARN }',
      ),
    );
  });

  it('in a list is known by its id', () => {
    const value = {
      id: 'orders',
      namespace: 'shop',
      tasks: [
        { id: 'two', type: 'Log', message: 'q' },
        { id: 'log', type: 'Log', message: 'long text' },
        { id: 'three', type: 'Log' },
      ],
      triggers: [],
    };
    const text = replaceValue(source, [], value);
    expect(text).toMatch(/two.*# why.*id: log.*# about the message.*id: three/s);
    expect(text).toContain('id: orders # the id\nnamespace: shop   # where\n');
  });

  it('with an anchor keeps its aliases', () => {
    const text = replaceValue('tasks:\n  - &a\n    id: x\n    t: 1\n  - *a\n', ['tasks', 0], {
      id: 'y',
      t: 1,
      k: 2,
    });
    expect(text).toMatch(/&a\n\s+id: y.*- \*a/s);
  });

  it('is refused where there is no such place', () => {
    expect(() => replaceValue(source, ['tasks', 7], {})).toThrow('The text has nothing at tasks.7');
  });
});

describe('a flow', () => {
  it('is switched off by one line more, and on by what that line says', () => {
    const off = source.replace('# where\n', '# where\ndisabled: true\n');
    expect(setDisabled(source, true)).toBe(off);
    expect(setDisabled(off, true)).toBe(off);
    expect(setDisabled(off, false)).toBe(off.replace('disabled: true', 'disabled: false'));
    expect(setDisabled(source, false)).toBe(source);
  });

  it.each([
    ['without a line break at its end', 'id: a\nnamespace: b', 'id: a\nnamespace: b\ndisabled: true\n'],
    [
      'with the line breaks of Windows',
      'id: a\r\nnamespace: b\r\n',
      'id: a\r\nnamespace: b\r\ndisabled: true\r\n',
    ],
    ['in one line', '{ id: a, namespace: b }', '{ id: a, namespace: b, disabled: true }\n'],
  ])('is switched off %s too', (_, text, expected) => {
    expect(setDisabled(text, true)).toBe(expected);
  });
});
