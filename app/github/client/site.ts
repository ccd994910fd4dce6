/**
 * The site that an API belongs to, without a slash at the end: of `api.github.com`, `api.<tenant>.ghe.com`, or `<host>/api/v3` of a
 * GitHub Enterprise Server.
 */
export function siteOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  url.hostname = url.hostname.replace(/^api\./, '');
  url.pathname = url.pathname.replace(/\/api\/v3\/?$/, '');
  return url.href.replace(/\/+$/, '');
}
