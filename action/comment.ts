import type { Environment } from './inputs.ts';

const marker = '<!-- tutti:action -->';
/** GitHub refuses longer ones. */
const mostBody = 65_000;
const perPage = 100;
const mostPages = 10;

interface Comment {
  id: number;
  body?: string;
  user?: { type?: string } | null;
}

/** What a comment needs. */
export interface CommentRequest {
  environment: Environment;
  token: string;
  /** Number of the pull request. */
  pull: number;
  markdown: string;
}

/**
 * Keeps one comment in a pull request up to date. Gives why it could not, as a sentence: a token of a fork may not write, which
 * is no failure of the step (github §5.4).
 */
export async function stickyComment({
  environment,
  token,
  pull,
  markdown,
}: CommentRequest): Promise<string | undefined> {
  const { GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY: repository = '' } = environment;
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${api}/repos/${repository}/issues/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': 'tutti-action',
        'x-github-api-version': '2022-11-28',
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
    return response.json();
  };
  const body = `${marker}\n${fitting(markdown)}`;
  try {
    const own = await find(pull, request);
    if (own === undefined) await request('POST', `${pull}/comments`, { body });
    else if (own.body !== body) await request('PATCH', `comments/${own.id}`, { body });
    return undefined;
  } catch (error) {
    return `No comment was written: ${(error as Error).message}. The token needs the permission pull-requests: write, which forks do not get.`;
  }
}

/** The comment of an earlier run. Anybody can write the marker; only comments of bots are taken for ours. */
async function find(
  pull: number,
  request: (method: string, path: string) => Promise<unknown>,
): Promise<Comment | undefined> {
  for (let page = 1; page <= mostPages; page++) {
    const path = `${pull}/comments?per_page=${perPage}&page=${page}`;
    const comments = (await request('GET', path)) as Comment[];
    const own = comments.find(({ body, user }) => body?.startsWith(marker) && user?.type === 'Bot');
    if (own || comments.length < perPage) return own;
  }
  return undefined;
}

function fitting(markdown: string): string {
  if (markdown.length <= mostBody) return markdown;
  // Cut between blocks: half of one could leave a fence open.
  return `${markdown.slice(0, markdown.lastIndexOf('\n\n', mostBody))}\n\n_The rest is in the summary of the job._\n`;
}
