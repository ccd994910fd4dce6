/**
 * What people read on GitHub (github §2.2, §9): pure functions from plain data to Markdown that fits GitHub's limits and in
 * which text of others has no meaning.
 *
 * - `validationReport`, `flowReport`: the checks of a commit. `executionReport`: the check of an execution.
 * - `stickyComment`: the one comment of a pull request. `commandReply` and its kin: answers to commands.
 * - `prose`, `code`, `cell`, `fenced`, `link`, `html`: how text of others gets into Markdown, and the only way.
 */

export { cell, code, fenced, html, link, prose } from '../../../runner/report/escape.ts';
export { count, durationText, table } from '../../../runner/report/markdown.ts';
export { checkLimit, cutMarkdown } from './budget.ts';
export { executionReport } from './execution.ts';
export { previewText } from './preview.ts';
export {
  commandReply,
  dependenciesReply,
  graphReply,
  type ReplyBody,
  type ReplyTo,
  replyMarker,
  usageReply,
} from './reply.ts';
export { checkStateOf, iconOf } from './states.ts';
export { hasToSay, isSticky, stickyComment } from './sticky.ts';
export { testsReply, testsReport } from './tests.ts';
export { shortSha, utc } from './text.ts';
export { flowReport, type ReportPlace, validationReport } from './validation.ts';
