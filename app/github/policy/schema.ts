import { z } from 'zod';
import { allowedFrom } from '../../../runner/plugin/egress/addresses.ts';
import { catalogue } from '../commands/verbs/index.ts';
import { type Role, roles } from '../permission.ts';

/** What `.github/tutti.yml` says, with the defaults of what it leaves out. */
export type PolicySettings = z.output<typeof policySchema>;

/** Who may use a command, in place of what is built in. */
export interface CommandRule {
  permission?: Role | undefined;
  users?: readonly string[] | undefined;
}

/** Whether it is a host, an address or a block of addresses. */
function isHost(written: string): boolean {
  try {
    allowedFrom([written]);
    return true;
  } catch {
    return false;
  }
}

const logins = z.array(
  z.string().regex(/^[A-Za-z\d][\w-]*(\[bot\])?$/, 'must be a login such as octocat or renovate[bot]'),
);

/**
 * The policy of a repository, `.github/tutti.yml` on its default branch (architecture, decision 7; github §4.3.5). For each
 * command only the roles from its own minimum on are offered: a policy asks for more, never for less.
 */
export const policySchema = z
  .strictObject({
    commands: z
      .strictObject(
        Object.fromEntries(catalogue.map(({ name, minimum }) => [name, ruleFrom(minimum).optional()])),
      )
      .prefault({})
      .describe('Who may use which command in comments, and the buttons that do the same.')
      .meta({ examples: [{ run: { permission: 'maintain', users: ['octocat'] } }] }),
    bots: logins
      .default([])
      .describe('Logins of bots whose comments may hold commands. Without it, commands of bots are ignored.')
      .meta({ examples: [['renovate[bot]']] }),
    checks: z
      .strictObject({
        perFlow: z
          .int()
          .min(0)
          .max(50)
          .default(10)
          .describe('Where more flows than this changed, they have no checks of their own beside `tutti`.'),
        warnings: z
          .enum(['neutral', 'failure'])
          .default('neutral')
          .describe(
            'What warnings, in flows and of executions, do to a check: `neutral` lets a merge through.',
          ),
        tests: z
          .strictObject({
            enabled: z
              .boolean()
              .default(true)
              .describe('Whether unit tests are run, and shown as `tutti tests`.'),
            timeout: z
              .int()
              .min(5)
              .max(600)
              .default(120)
              .describe('Seconds that all unit tests of a commit may take.'),
            coverage: z
              .number()
              .min(0)
              .max(100)
              .optional()
              .describe('Least coverage of the changed flows in percent; below, the check fails.')
              .meta({ examples: [80] }),
          })
          .prefault({})
          .describe('Unit tests of flows on commits and pull requests.'),
      })
      .prefault({})
      .describe('How results are shown on commits and pull requests.'),
    comments: z
      .strictObject({
        sticky: z
          .enum(['problems', 'always', 'never'])
          .default('problems')
          .describe('When a pull request gets the comment that sums it up.'),
      })
      .prefault({})
      .describe('What is written on pull requests.'),
    executions: z
      .strictObject({
        report: z
          .enum(['failures', 'all', 'none'])
          .default('failures')
          .describe('Which executions that triggers start in production are shown as checks.'),
      })
      .prefault({})
      .describe('How executions of production are shown.'),
    egress: z
      .strictObject({
        hosts: z
          .array(z.string().refine(isHost, 'must be a host such as api.example.com or *.example.com'))
          .max(100)
          .optional()
          .describe(
            'The only hosts that HTTP requests of flows may go to, of those that the operator of the server allows. Without it: all of those.',
          )
          .meta({ examples: [['api.example.com', '*.example.org']] }),
      })
      .prefault({})
      .describe('Where HTTP requests of flows may go.'),
    copilot: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe('Whether Copilot may be asked, by `/tutti copilot` and the button `Fix it`.'),
        maxFiles: z
          .int()
          .min(1)
          .max(5)
          .default(5)
          .describe('Files that one proposal may write: flows and their unit tests.'),
      })
      .prefault({})
      .describe('What Copilot may do.'),
    previews: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe('Whether changed flows of pull requests are run without consequences.'),
      })
      .prefault({})
      .describe('Runs of changed flows with their outside effects stubbed.'),
  })
  .describe('What Tutti may do in this repository. It counts as it stands on the default branch.');

/** What counts where nothing is said. */
export const defaultSettings: PolicySettings = policySchema.parse({});

function ruleFrom(minimum: Role) {
  const offered = roles.slice(Math.max(roles.indexOf(minimum), 1));
  return z
    .strictObject({
      permission: z.enum(offered).optional().describe('Least role. It cannot be less than what is built in.'),
      users: logins
        .optional()
        .describe(
          'Logins of people who may, if they reach the built-in role; without `permission`, nobody else may.',
        ),
    })
    .describe('Who may use this command.');
}
