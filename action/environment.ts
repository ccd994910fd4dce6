import type { Environment } from './inputs.ts';

/**
 * What flows may know of the environment of the step: neither the inputs, of which one is a token, nor the files that the runner
 * takes outputs, variables and paths from, nor its own services.
 */
export function forFlows(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isKept(name)));
}

function isKept(name: string): boolean {
  return /^(INPUT_.*|ACTIONS_.*|GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY|TOKEN))$/i.test(name);
}
