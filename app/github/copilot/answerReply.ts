import type { Answer } from '../../ask/answer.ts';
import { code, prose, type ReplyBody } from '../report/index.ts';

/** Characters of an answer, and of a passage. */
const longest = { answer: 6_000, passage: 300 } as const;

/** The answer to a question, with the passages that it cites; text of the model can do nothing (github §8.2). */
export function answerReply({ text, sources }: Answer): ReplyBody {
  if (sources.length === 0)
    return { icon: 'ℹ️', sentence: 'The documentation of Tutti says nothing about this' };
  const passages = sources.map(({ title, path, anchor, text: passage }, index) => {
    const address = code(`${path}${anchor === '' ? '' : `#${anchor}`}`);
    const excerpt = text === undefined ? `\n   ${prose(passage.replace(/\s+/g, ' '), longest.passage)}` : '';
    return `${index + 1}. ${prose(title, 200)}, ${address}${excerpt}`;
  });
  const paragraphs = (text ?? '')
    .slice(0, longest.answer)
    .split(/\n{2,}/)
    .map((one) => prose(one, 2_000));
  return {
    icon: 'ℹ️',
    sentence:
      text === undefined ? 'Passages of the documentation about this' : 'From the documentation of Tutti',
    parts: [{ text: paragraphs.filter((one) => one !== '').join('\n\n') }, { text: passages.join('\n') }],
  };
}
