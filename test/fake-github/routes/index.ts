import { appRoutes } from './app.ts';
import { checkRoutes } from './checks.ts';
import { gitDataRoutes } from './gitData.ts';
import { issueRoutes } from './issues.ts';
import { pullRoutes } from './pulls.ts';
import { repositoryRoutes } from './repositories.ts';
import { searchRoutes } from './search.ts';

/** Everything that the fake serves of REST; the first route that fits answers. */
export const routes = [
  ...[appRoutes, repositoryRoutes, gitDataRoutes, pullRoutes, issueRoutes, checkRoutes, searchRoutes],
];

/** Methods and templates, as GitHub's description writes them. */
export function routeKeys(): string[] {
  return routes.flatMap((group) => Object.keys(group)).map((key) => key.replaceAll('+}', '}'));
}
