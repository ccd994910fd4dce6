/**
 * What the App may do and what it is told (github §1.6): docs/github/permissions.md says why. `app.yml` beside this file says the
 * same to those who create it by hand. Never asked for: `workflows`, `administration`, `secrets` (github §0.13).
 */
export const permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
} as const;

/** `installation` and `installation_repositories` always arrive. */
export const events = [
  'check_run',
  'check_suite',
  'create',
  'delete',
  'deployment_status',
  'issue_comment',
  'issues',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
  'release',
  'repository',
  'repository_dispatch',
  'workflow_run',
] as const;

export interface ManifestOptions {
  /** The App's name, unique on GitHub. */
  name: string;
  /** Where GitHub reaches the server, without a slash at the end. */
  url: string;
  /** Where GitHub sends the browser with the code. */
  redirectUrl: string;
  /** Whether others may install it. */
  isPublic: boolean;
}

/** The manifest that creates the App in one click (github §1.6). The webhook's URL is explicit, for GitHub guesses none. */
export function manifestOf({ name, url, redirectUrl, isPublic }: ManifestOptions) {
  return {
    name,
    url,
    hook_attributes: { url: `${url}/api/github/webhooks`, active: true },
    redirect_url: redirectUrl,
    description: 'Runs the flows of a repository: validates, tests and previews them where you work.',
    public: isPublic,
    default_permissions: permissions,
    default_events: events,
  };
}
