import type { CatalogueEntry } from './entry.ts'

type Entry = CatalogueEntry & { readonly code: string }

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}'

export function errorPage({ code, status, title, means, to_do }: Entry): string {
  return page(
    title,
    `<p><code>${escape(code)}</code>, status ${status}</p>
<h2>What happened</h2>
<p>${prose(means)}</p>
<h2>What to do</h2>
<p>${prose(to_do)}</p>
<p>The answer's <code>detail</code> says it of your request, <code>errors</code> names each field, and
<code>request_id</code> finds the request in the log.</p>
<p><a href="../errors">All errors</a></p>`,
  )
}

export function errorList(entries: readonly Entry[]): string {
  const items = entries.map(
    ({ code, status, title }) =>
      `<li><a href="errors/${escape(code)}"><code>${escape(code)}</code></a>, ${status}: ${escape(title)}</li>`,
  )
  return page('Errors', `<ul>\n${items.join('\n')}\n</ul>`)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)} · Dutybell</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
${body}
</body>
</html>
`
}

/** Code between backticks, as in docs/errors.md. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
