import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { repositoryOf, tutti } from '../tutti.ts';

const good = `id: good
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hello
`;
const { root, remove } = repositoryOf({
  'flows/good.yaml': good,
  'broken.yaml': 'id: a\n  x: [\n',
  'two.yaml': 'id: a\nnamespace: b.c\n---\nid: c\n',
  'empty.yaml': '',
  'comment.yaml': '# only a comment\n',
  'list.yaml': '- a\n',
  'text.yaml': 'just words\n',
  'unclosed.yaml': 'id: a\nnamespace: b.c\ntasks: [\n',
  'wrongType.yaml': 'id: a\nnamespace: b.c\ntasks: none\n',
  'unknownProperty.yaml': good.replace('message:', 'mesage:'),
  'unknownType.yaml': good.replace('log.Log', 'log.Lgo'),
  'noTrigger.yaml': `${good}triggers:\n  -\n`,
  'numberTrigger.yaml': `${good}triggers: [5]\n`,
  'duplicate.yaml': good.replace('id: good', 'id: good\nid: again'),
  'brackets.yaml': `id: a\nnamespace: b.c\ntasks: ${'['.repeat(3000)}\n`,
  'keys.yaml': `id: a\nnamespace: b.c\nvariables:\n${'? '.repeat(3000)}\n`,
  'bomb.yaml': `id: a\nnamespace: b.c\n${Array.from({ length: 9 }, (_, i) => `v${i}: &v${i} [${i === 0 ? '1' : Array(9).fill(`*v${i - 1}`)}]\n`).join('')}`,
  'circle.yaml': 'id: a\nnamespace: b.c\ntasks: &tasks [*tasks]\n',
  'long.yaml': `id: a\nnamespace: b.c\ndescription: ${'x'.repeat(1_100_000)}\n`,
  'binary.yaml': 'id: a\nnamespace: b\u0000c\n',
  'escape.yaml': 'id: a\nnamespace: b\u001b[2Jc\n',
});
afterAll(remove);
const options = { cwd: root };

describe('a flow document', () => {
  test.each([
    ['broken', 1, 5, 'Illegal flow yaml: '],
    ['two', 3, 1, 'the text holds more than one document'],
    ['empty', 1, 1, 'a flow must be a map, but found nothing'],
    ['comment', 1, 1, 'a flow must be a map, but found nothing'],
    ['list', 1, 1, 'a flow must be a map, but found a list'],
    ['text', 1, 1, 'a flow must be a map, but found the text "just words"'],
    ['unclosed', 4, 1, 'Illegal flow yaml: '],
    ['wrongType', 3, 8, 'tasks: must be a list, but found the text "none"'],
    ['unknownProperty', 6, 5, 'Unrecognized field "mesage"'],
    ['unknownType', 5, 11, 'did you mean “io.kestra.plugin.core.log.Log”?'],
    ['noTrigger', 8, 4, 'triggers[0]: must not be null'],
    ['numberTrigger', 7, 12, 'triggers[0]: must be a map, but found the number 5'],
    ['duplicate', 2, 1, "Duplicate field 'id'"],
    ['brackets', 3, 108, 'values are nested more than 100 deep'],
    ['keys', 4, 203, 'values are nested more than 100 deep'],
    ['bomb', 5, 10, 'more than 100 aliases'],
    ['circle', 3, 16, 'values are nested more than 100 deep'],
    ['long', 1, 1, 'the text is longer than 1048576 characters'],
    ['binary', 2, 13, 'special characters are not allowed, but found U+0000'],
    ['escape', 2, 13, 'special characters are not allowed, but found U+001B'],
  ])('%s is refused at line %i, column %i', async (name, line, column, message) => {
    const run = await tutti(['run', `${name}.yaml`], options);
    expect({ code: run.code, out: run.out }).toEqual({ code: 2, out: '' });
    expect(run.err).toContain(`  ${line}:${column}  error  `);
    expect(run.err).toContain(message);
    expect(run.err).toContain('nothing was executed');
    expect(run.err).not.toMatch(/^ +at /m);
    expect(run.err).not.toContain('\u001b');
  });

  test('that is a pipe is read like a file', () => {
    const shell = `"${process.execPath}" "$0" run <(cat flows/good.yaml)`;
    const command = join(import.meta.dirname, '../../../cli/tutti.js');
    const out = execFileSync('bash', ['-c', shell, command], { cwd: root, encoding: 'utf8' });
    expect(out).toContain('✔ SUCCESS  company.team.good');
  });
});

describe('a path', () => {
  test.each([
    ['', 'Expected a flow file or NAMESPACE.FLOW, found an empty text.'],
    ['x'.repeat(5000), 'its name is too long'],
    ['circle', 'Cannot read circle: its symbolic links lead in a circle.'],
    ['/dev/zero', 'it is longer than 8 MB'],
  ])('%.10s is refused with a sentence', async (path, sentence) => {
    symlinkIn(root, 'circle', 'circle');
    const { code, out, err } = await tutti(['run', path], options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err).not.toContain('--verbose');
  });

  test('with spaces, quotes and other scripts works, and is quoted in what is suggested', async () => {
    const { root: odd, remove: removeOdd } = repositoryOf({ "it's ünï ✓/flows/hé llo.yaml": good });
    const run = await tutti(['run', "it's ünï ✓/flows/hé llo.yaml"], { cwd: odd });
    expect(run.code).toBe(0);
    expect(run.out).toContain(String.raw` --repo 'it'\''s ünï ✓'`);
    const command = /next: tutti (.*)/.exec(run.out)![1]!;
    const shell = `"${process.execPath}" "$0" ${command}`;
    const tuttiJs = join(import.meta.dirname, '../../../cli/tutti.js');
    const shown = execFileSync('bash', ['-c', shell, tuttiJs], { cwd: odd, encoding: 'utf8' });
    expect(shown).toContain('✔ SUCCESS');
    removeOdd();
  });
});

describe('a repository', () => {
  test('with links in circles and to nowhere is read once, without what they lead to', async () => {
    const { root: linked, remove: removeLinked } = repositoryOf({ 'flows/good.yaml': good });
    symlinkIn(linked, '..', 'flows/up');
    symlinkIn(linked, '.', 'self');
    symlinkIn(linked, 'nowhere.yaml', 'flows/dangling.yaml');
    expect((await tutti(['flows', 'list'], { cwd: linked })).out).toBe(
      'company.team.good  flows/good.yaml\n',
    );
    expect((await tutti(['validate'], { cwd: linked })).out).toBe('✔ 1 flow is valid\n');
    removeLinked();
  });

  test('with bytes that are no text still has its other flows checked', async () => {
    const { root: mixed, remove: removeMixed } = repositoryOf({ 'flows/good.yaml': good });
    writeFileSync(join(mixed, 'flows/bytes.yaml'), Buffer.from([0, 255, 254, 1, 2, 3]));
    mkdirSync(join(mixed, 'flows/folder.yaml'));
    const { code, out } = await tutti(['validate', '--json'], { cwd: mixed });
    expect(code).toBe(1);
    expect(JSON.parse(out).violations).toEqual([
      expect.objectContaining({ file: 'flows/bytes.yaml', line: 1, column: 1, severity: 'error' }),
    ]);
    removeMixed();
  });

  // Root may read everything, so that the command runs as somebody else.
  test.skipIf(process.getuid?.() !== 0)('that may not be read is named, with the reason', async () => {
    const { root: closed, remove: removeClosed } = repositoryOf({
      'flows/good.yaml': good,
      'flows/closed.yaml': good,
      'other/flows/good.yaml': good,
    });
    chmodSync(closed, 0o755);
    chmodSync(join(closed, 'flows/closed.yaml'), 0);
    chmodSync(join(closed, 'other'), 0);
    const asNobody = { cwd: closed, uid: 65534, gid: 65534 };
    const run = await tutti(['run', 'flows/closed.yaml'], asNobody);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain('Cannot read flows/closed.yaml: permission denied.');
    const all = await tutti(['validate'], asNobody);
    expect(all.code).toBe(2);
    expect(all.err).toContain(`Cannot read the folder ${join(closed, 'other')}: permission denied`);
    const state = await tutti(['run', 'flows/good.yaml'], asNobody);
    expect(state).toMatchObject({ code: 2, out: '' });
    expect(state.err).toContain(
      `Cannot create the folder for state, ${join(closed, '.tutti')}: permission denied.`,
    );
    removeClosed();
  });
});

describe('inputs', () => {
  const typed = `${good}inputs:
  - {id: yaml, type: YAML, required: false}
  - {id: json, type: JSON, required: false}
  - {id: n, type: INT, required: false}
`;
  writeFileSync(join(root, 'flows/typed.yaml'), typed.replace('id: good', 'id: typed'));
  const given = async (inputs: string) => {
    writeFileSync(join(root, 'inputs.json'), inputs);
    return tutti(['run', 'flows/typed.yaml', '--inputs', 'inputs.json'], options);
  };

  test.each([
    ['[1]', 'expected a JSON object of input ids'],
    ['null', 'expected a JSON object of input ids'],
    ['{"n":', 'Cannot read the inputs in inputs.json: Unexpected end of JSON input'],
    ['{"n": "x"}', 'Invalid input for `n`, Expected `INT` but received `x`'],
    [JSON.stringify({ yaml: '['.repeat(3000) }), 'Nesting Depth exceeded max 100'],
    [JSON.stringify({ yaml: bomb() }), 'Excessive alias count'],
    [JSON.stringify({ json: '['.repeat(9000) + ']'.repeat(9000) }), 'exceeds the maximum allowed (1000)'],
    [`{"json": ${'['.repeat(9000)}${']'.repeat(9000)}}`, 'exceeds the maximum allowed (1000)'],
  ])('%.30s are refused with the reason', async (inputs, reason) => {
    const { code, out, err } = await given(inputs);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
    // What was received is shown, not repeated whole.
    expect(err.length).toBeLessThan(4_000);
  });

  test('of 20 MB are taken', async () => {
    const rows = Array.from({ length: 200_000 }, (_, id) => ({ id, text: 'x'.repeat(80) }));
    const { code, out } = await given(JSON.stringify({ json: rows }));
    expect(code).toBe(0);
    expect(out).toContain('✔ SUCCESS');
  });

  test('in a file that does not exist, or is a folder, are refused', async () => {
    const missing = await tutti(['run', 'flows/good.yaml', '--inputs', 'missing.json'], options);
    expect(missing.err).toBe('error: Cannot read the inputs in missing.json: there is no such file.\n');
    const folder = await tutti(['run', 'flows/good.yaml', '--inputs', 'flows'], options);
    expect(folder.err).toBe('error: Cannot read the inputs in flows: it is a folder.\n');
  });

  test('may be ten thousand', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `  - {id: i${i}, type: STRING, defaults: v${i}}\n`);
    writeFileSync(
      join(root, 'many.yaml'),
      `inputs:\n${many.join('')}${good.replace('hello', '"{{ inputs.i9999 }}"')}`,
    );
    const { code, out } = await tutti(['run', 'many.yaml'], options);
    expect(code).toBe(0);
    expect(out).toContain('say v9999');
  });

  function bomb(): string {
    return Array.from(
      { length: 9 },
      (_, i) => `v${i}: &v${i} [${i === 0 ? '1' : Array(9).fill(`*v${i - 1}`)}]\n`,
    ).join('');
  }
});

function symlinkIn(folder: string, target: string, path: string): void {
  try {
    symlinkSync(target, join(folder, path));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
}
