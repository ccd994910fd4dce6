import { describe, expect, it } from 'vitest';
import { allows } from '../../../../app/github/policy/allows.ts';
import { parsePolicy } from '../../../../app/github/policy/document.ts';
import { defaultSettings } from '../../../../app/github/policy/schema.ts';

/** What is wrong, as `line:column path: message`. */
function faults(source: string): string[] {
  return parsePolicy(source).violations.map(
    ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
  );
}

describe('a policy (github §4.3.5)', () => {
  it.each(['', '# nothing yet\n', '{}', 'commands:\nchecks: ~\n'])('%j says nothing: defaults', (source) => {
    expect(parsePolicy(source)).toEqual({ source, settings: defaultSettings, violations: [] });
  });

  it('says what it says, and defaults fill the rest', () => {
    const { settings } = parsePolicy(
      'bots: ["renovate[bot]"]\ncommands:\n  run: { permission: admin, users: [octocat] }\nchecks: { warnings: failure }\n',
    );
    expect(settings).toEqual({
      ...defaultSettings,
      bots: ['renovate[bot]'],
      commands: { run: { permission: 'admin', users: ['octocat'] } },
      checks: { ...defaultSettings.checks, warnings: 'failure' },
    });
  });

  it('given unknown properties, then each is told at its place, with what was probably meant', () => {
    const found = faults('check: {}\nchecks:\n  perflow: 3\ncommands:\n  rnu: { permission: admin }\n');
    expect(found).toEqual([
      expect.stringMatching(/^1:1 check: Unrecognized field "check" .*did you mean “checks”\?$/),
      expect.stringMatching(/^3:3 checks\.perflow: Unrecognized field "perflow" .*did you mean “perFlow”\?$/),
      expect.stringMatching(/^5:3 commands\.rnu: Unrecognized field "rnu" .*did you mean “run”\?$/),
    ]);
  });

  it('given less than what is built in, then is refused', () => {
    expect(faults('commands:\n  run:\n    permission: triage\n')).toEqual([
      '3:17 commands.run.permission: must be one of [write, maintain, admin], but found "triage". A policy can only ask for more than what is built in',
    ]);
    expect(faults('commands: { status: { permission: none } }')).toHaveLength(1);
  });

  it.each([
    [
      'checks: { perFlow: 99 }',
      '1:20 checks.perFlow: must be less than or equal to 50, but found the number 99',
    ],
    ['checks: { perFlow: many }', '1:20 checks.perFlow: must be a whole number, but found the text "many"'],
    ['checks: { perFlow: 1.5 }', '1:20 checks.perFlow: must be a whole number, but found the number 1.5'],
    ['previews: { enabled: 1 }', '1:22 previews.enabled: must be true or false, but found the number 1'],
    ['bots: renovate', '1:7 bots: must be a list, but found the text "renovate"'],
    [
      'commands: { run: { users: ["@octocat"] } }',
      '1:28 commands.run.users[0]: must be a login such as octocat or renovate[bot], but found the text "@octocat"',
    ],
    ['executions: []', '1:13 executions: must be a map, but found a list'],
    ['- a', '1:1 : must be a map, but found a list'],
    [
      'comments: { sticky: alway }',
      '1:21 comments.sticky: must be one of [problems, always, never], but found "alway", did you mean “always”?',
    ],
    [
      'egress:\n  hosts: [api.example.com, "https://example.com/"]',
      '2:28 egress.hosts[1]: must be a host such as api.example.com or *.example.com, but found the text "https://example.com/"',
    ],
    ['bots: []\nbots: []', "2:1 bots: Duplicate field 'bots'"],
  ])('%s is told: %s', (source, fault) => {
    expect(faults(source)).toEqual([fault]);
  });

  it('given one that is too long, or keys of objects, then is refused', () => {
    expect(faults(`# ${'x'.repeat(65_536)}\n`)).toEqual([
      '1:1 : must not be longer than 65536 characters, but found 65539',
    ]);
    expect(faults('__proto__: {}\ncommands: { constructor: {} }')).toEqual([
      expect.stringContaining('Unrecognized field "__proto__"'),
      expect.stringContaining('Unrecognized field "constructor"'),
    ]);
  });

  it('given a text that is no YAML, then that is told', () => {
    expect(faults('commands: {\n')).toEqual([expect.stringContaining('Illegal policy yaml: ')]);
  });
});

describe('who may use a command', () => {
  const { commands } = parsePolicy(
    'commands: { run: { permission: maintain, users: [Ada] }, kill: { users: [ada] }, ok: { users: [] }, logs: {} }',
  ).settings!;

  it.each([
    ['run', 'write', 'ada', true],
    ['run', 'triage', 'ada', false],
    ['run', 'write', 'bob', false],
    ['run', 'admin', 'bob', true],
    ['kill', 'admin', 'bob', false],
    ['kill', 'write', 'ada', true],
    ['ok', 'admin', 'ada', false],
    ['logs', 'write', 'bob', true],
  ] as const)('%s: somebody with %s called %s: %s', (verb, role, login, may) => {
    expect(allows('write', commands[verb]!, { login, role })).toBe(may);
  });
});
