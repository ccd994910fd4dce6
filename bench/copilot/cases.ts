import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { EvaluationCase } from './types.ts';

const folder = new URL('./cases/', import.meta.url);

const texts = z.array(z.string()).default([]);

const outcomes = ['proposal', 'refused', 'unchanged', 'forbidden', 'invalid'] as const;

const expectation = z
  .strictObject({
    outcome: z.enum(outcomes).default('proposal'),
    has: z.array(z.unknown()).default([]),
    lacks: z.array(z.unknown()).default([]),
    at: z.record(z.string(), z.unknown()).default({}),
    matches: texts,
    never: texts,
    loses: texts,
    secrets: texts,
    cases: z.number().default(0),
  })
  .prefault({});

const violation = z.strictObject({
  file: z.string(),
  line: z.number(),
  column: z.number(),
  path: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
});

const evaluationCase: z.ZodType<EvaluationCase> = z.strictObject({
  id: z.string(),
  level: z.enum(['easy', 'medium', 'hard']),
  prompt: z.string(),
  namespace: z.string().default('company.team'),
  files: z.record(z.string(), z.string()).default({}),
  flow: z.string().optional(),
  tests: z.boolean().default(false),
  conversation: z
    .array(z.strictObject({ author: z.enum(['person', 'copilot']), text: z.string() }))
    .optional(),
  failure: z
    .strictObject({
      violations: z.array(violation).optional(),
      log: z.string().optional(),
      state: z.string().optional(),
    })
    .optional(),
  expect: expectation,
});

/** The evaluation set, in the order of its files. @throws ZodError where a case is not written as one */
export async function readCases(): Promise<EvaluationCase[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const sources = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return sources.flatMap((source) => z.array(evaluationCase).parse(parse(source)));
}
