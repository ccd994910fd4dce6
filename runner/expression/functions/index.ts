import type { PebbleFunction } from '../types.ts';
import { chanceFunctions } from './chance.ts';
import { encryptionFunctions } from './encryption.ts';
import { executionFunctions } from './execution.ts';
import { fileFunctions } from './files.ts';
import { parsingFunctions } from './parsing.ts';
import { rangeFunctions } from './ranges.ts';
import { remoteFunctions } from './remote.ts';
import { renderingFunctions } from './rendering.ts';

/**
 * All functions by name (flow-language §4.9), but for `block`, `parent` and `i18n`, which belong to the evaluation of
 * templates.
 */
export const functions: ReadonlyMap<string, PebbleFunction> = new Map(
  [
    parsingFunctions,
    renderingFunctions,
    executionFunctions,
    remoteFunctions,
    fileFunctions,
    chanceFunctions,
    encryptionFunctions,
    rangeFunctions,
  ].flatMap((group) => Object.entries(group)),
);
