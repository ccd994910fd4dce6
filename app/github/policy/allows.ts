import { type Role, reaches } from '../permission.ts';
import type { CommandRule } from './schema.ts';

/** Who wants to use a command. */
interface Person {
  login: string;
  role: Role;
}

/**
 * Whether a rule of the policy lets somebody use a command (github §4.3.5): who has its permission, or is named. The built-in
 * role is needed in any case, and who owns something may no more than others.
 */
export function allows(minimum: Role, { permission, users }: CommandRule, { login, role }: Person): boolean {
  if (!reaches(role, minimum)) return false;
  if (isNamed(users, login)) return true;
  return permission === undefined ? users === undefined : reaches(role, permission);
}

/** What the rule asks for, in words: `maintain, or to be named in the policy`. */
export function neededText(minimum: Role, { permission, users }: CommandRule): string {
  if (users === undefined) return `the permission ${permission ?? minimum}`;
  const named = `to be named in the policy of the repository`;
  return permission === undefined ? named : `the permission ${permission}, or ${named}`;
}

/** Who may use a command by the rule, for its help: `maintain, or who is named in the policy`. */
export function whoText(minimum: Role, { permission, users }: CommandRule): string {
  const named = 'who is named in the policy';
  if (users === undefined) return permission ?? (minimum === 'none' ? 'anybody' : minimum);
  return permission === undefined ? named : `${permission}, or ${named}`;
}

/** Logins are the same in any case. */
export function isNamed(logins: readonly string[] | undefined, login: string): boolean {
  return logins?.some((one) => one.toLowerCase() === login.toLowerCase()) ?? false;
}
