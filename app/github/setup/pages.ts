/** The page with the one button: it posts the manifest to GitHub. */
export function startPage(action: string, manifest: string): string {
  return page(
    'Create the GitHub App',
    `<p>GitHub shows the name, asks you to confirm, and sends you back here.</p>
     <form action="${escaped(action)}" method="post">
       <input type="hidden" name="manifest" value="${escaped(manifest)}">
       <button>Create the GitHub App</button>
     </form>`,
  );
}

/** The App is there; the next step is to install it. */
export function createdPage(installUrl: string): string {
  return page(
    'The App is created',
    `<p>Its credentials are kept on this machine. Now <a href="${escaped(installUrl)}">install it on repositories</a>, and start
     <code>tutti serve</code>.</p>`,
  );
}

export function problemPage(problem: string): string {
  return page('That did not work', `<p>${escaped(problem)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · Tutti</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem; }
  button { font: inherit; padding: 0.6rem 1.2rem; }
</style>
<h1>${title}</h1>
${content}
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
