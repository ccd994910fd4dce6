import type { CommentCreated } from '../handlers.ts';
import { code, fenced, link, prose } from '../report/index.ts';
import type { Conversation } from './conversation.ts';
import type { CommandPorts, CommandRefused } from './types.ts';

/** How long a refusal is not said again to the same person, milliseconds. */
const silence = 3_600_000;

/** Says why a command is not done, once in a while to each person (github §4.3): a refusal must not be a way to flood a thread. */
export async function refuse(
  { services }: CommandPorts,
  { repository, number, author }: CommentCreated,
  talk: Conversation,
  { message, reaction, usage, details, repeated, holder }: CommandRefused,
): Promise<void> {
  const { records, now } = services;
  await talk.react(reaction);
  if (repeated !== undefined) {
    const key = `${repository.id} ${number} ${author.id} ${repeated}`;
    const said = records.get<number>('command-told', key);
    if (said !== undefined && said > now() - silence) return;
    records.put('command-told', key, now());
  }
  const block = usage === undefined ? '' : `\`\`\`text\n${usage}\n\`\`\``;
  await talk.reply({
    icon: reaction === 'confused' ? 'ℹ️' : '🚫',
    sentence: sentenceOf(message),
    parts: [
      { text: holder === undefined ? '' : link('The command that runs it', holder) },
      { text: block },
      { text: details === undefined ? '' : fenced(details, 'text') },
    ],
  });
}

/** Our sentences hold code spans; all else in them, such as what others wrote, is made harmless. */
function sentenceOf(message: string): string {
  const pieces = message.split(/(`[^`\n]+`)/);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) return code(piece.slice(1, -1), 200);
      const [, before = '', text = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(piece) ?? [];
      return `${before && ' '}${prose(text, 1_000)}${after && ' '}`;
    })
    .join('');
}
