import { html, type Html } from '../html.ts'

/** The link to the next page of a list, with the filters of this one. */
export function nextPage(url: string, next_cursor: string | null): Html {
  if (next_cursor === null) return html``
  return html`<nav class="row" aria-label="Pages">
    <a class="button" href="${withQuery(url, { cursor: next_cursor })}" rel="next">Next page</a>
  </nav>`
}

/** The URL with parameters set, or, where undefined, removed. A changed filter begins at the first page. */
export function withQuery(
  url: string,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const [path = '', query = ''] = url.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.delete('cursor')
  for (const [name, value] of Object.entries(changes)) {
    parameters.delete(name)
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) parameters.append(name, one)
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`
}
