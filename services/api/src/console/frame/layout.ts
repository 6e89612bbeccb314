import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import type { Frame, View } from './frame.ts'
import { type Destination, destinationsFor, type Place } from './navigation.ts'

interface Document {
  readonly view: View
  readonly stylesheet: string
  readonly community_name: string
  /** Null for a browser that is not signed in. */
  readonly frame: Frame | null
  readonly here?: Place | undefined
  readonly notice?: string | undefined
}

/** The whole page: head, content and navigation. */
export function layOut({ view, stylesheet, community_name, frame, here, notice }: Document): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${view.title} · ${community_name}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${stylesheet}"></head>
<body${frame === null && html` class="page"`}><a class="skip" href="#main">To the content</a>
<main id="main" tabindex="-1">${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}${view.body}</main>
${frame !== null && navigation(frame, here, community_name)}</body></html>`.toString()
}

/** A bar below on a phone, with a menu for the rest; a column beside on a desktop. Both without a script. */
function navigation(frame: Frame, here: Place | undefined, community_name: string): Html {
  const all = destinationsFor(frame.may)
  const minor = all.filter(({ is_minor }) => is_minor)
  const link = ({ path, icon: shape, name }: Destination) => html`
<li><a href="${path}"${path === here && html` aria-current="page"`}>${icon(shape)}<span>${name}</span></a></li>`
  return html`<nav class="tabs" aria-label="Console"><div><span class="brand">${icon('bell')}<bdi>${community_name}</bdi></span>
<ul>${all.filter(({ is_minor }) => !is_minor).map(link)}</ul>
<button class="open-more${minor.some(({ path }) => path === here) && ' here'}" type="button" popovertarget="more">${icon('more')}<span>More</span></button>
<div id="more" class="more-pages" popover><ul>${minor.map(link)}</ul>
<div class="signed-in"><span class="soft">Signed in to <bdi>${community_name}</bdi> as ${frame.key_name}</span>
${form(frame, { action: '/console/sign-out' }, html`<button class="button">Sign out</button>`)}</div></div></div></nav>`
}
