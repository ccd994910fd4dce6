import { EvaluationFailed } from '../evaluate.ts';
import type { Flowable } from './types.ts';

/** Deprecated: there is no store of templates, so none is ever found (flow-language §6.1 Template). */
export const Template: Flowable = {
  open(_turn, { task }) {
    throw new EvaluationFailed(
      `Can't find flow template '${String(task['namespace'])}.${String(task['templateId'])}'`,
    );
  },
};
