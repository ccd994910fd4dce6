import { json, unmasked } from './json.ts';
import { openApiDocument } from './openapi.ts';
import type { Route } from './route.ts';
import type { ApiServices } from './services.ts';

/** What clients ask before anything else (surfaces §14.3). */
export function instanceRoutes({ instance, registry }: ApiServices, routes: () => readonly Route[]): Route[] {
  return [
    {
      method: 'get',
      path: '/configs',
      operationId: 'getConfiguration',
      summary: 'What this server is',
      handle: () =>
        json(
          {
            uuid: instance.uuid,
            version: instance.version,
            edition: 'OSS',
            isCustomDashboardsEnabled: false,
            isTaskRunEnabled: false,
            isAnonymousUsageEnabled: false,
            isUiAnonymousUsageEnabled: false,
            isTemplateEnabled: false,
            isAiEnabled: false,
            isBasicAuthInitialized: true,
            environment: instance.environment,
            url: instance.url,
            systemNamespace: 'system',
            hiddenLabelsPrefixes: ['system.'],
            resourceToFilters: [],
            pluginsHash: registry.types().length,
          },
          unmasked,
        ),
    },
    {
      method: 'get',
      path: '/basicAuthValidationErrors',
      operationId: 'getBasicAuthConfigErrors',
      summary: 'What is wrong with the credentials; a server with wrong ones does not start',
      handle: () => json([], unmasked),
    },
    {
      method: 'get',
      path: '/openapi.json',
      operationId: 'getOpenApiDocument',
      summary: 'This document',
      handle: () => json(openApiDocument(routes(), instance), unmasked),
    },
  ];
}
