import { createHash } from 'node:crypto'
import { findLanguage } from '@dutybell/shared/templates/languages'
import { ENGLISH } from '@dutybell/shared/templates/words/en'
import type { StopPages } from '@dutybell/shared/templates/words/language'

/** What holds now: the page offers the button that changes it. */
export type PageName = keyof StopPages

const BUTTONS = { wanted: 'stop', stopped: 'start', resumed: 'stop' } as const

const STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#faf8f4, #14181a); --card: light-dark(#ffffff, #1c2224); --ink: light-dark(#1d2426, #e8ebe9); --soft: light-dark(#57615f, #a4b0ad); --line: light-dark(#e2ddd3, #2f383a); --accent: light-dark(#0b6b57, #5fd1b3); --accent-ink: light-dark(#ffffff, #062019) }
* { box-sizing: border-box }
html { font: 100%/1.5 system-ui, "Noto Sans", "Noto Sans Devanagari", "Noto Nastaliq Urdu", sans-serif; background: var(--paper); color: var(--ink) }
body { margin: 0; min-block-size: 100dvh; display: grid; align-content: center; justify-items: center; padding: 1rem }
main { inline-size: 100%; max-inline-size: 30rem; padding: 1.5rem; display: grid; gap: 1rem; background: var(--card); border: 1px solid var(--line); border-block-start: 4px solid var(--accent); border-radius: 0.75rem }
h1 { font-size: clamp(1.35rem, 1.1rem + 1.4vw, 1.75rem); line-height: 1.2; margin: 0; text-wrap: balance }
p { margin: 0; text-wrap: pretty }
.address { font-weight: 600; overflow-wrap: anywhere }
.soft { color: var(--soft) }
button { font: inherit; font-weight: 600; inline-size: 100%; min-block-size: 3rem; padding: 0.5rem 1rem; border: 1px solid var(--accent); border-radius: 0.6rem; background: var(--accent); color: var(--accent-ink); cursor: pointer }
button[value=start] { background: none; color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
:lang(ur) { line-height: 2 } /* Nastaliq hangs down: its lines would touch */
`

/** Nothing is loaded and nothing runs: the page has one style sheet, known by its hash, and one form. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join(';')

/**
 * @param code of the language of the message; English unless it has these pages
 * @param masked_address of the token, not in full: a link may be passed on
 */
export function renderPage(name: PageName, code: string, masked_address?: string): string {
  const found = findLanguage(code)
  const language = found?.stop_pages === undefined ? ENGLISH : found
  const pages = language.stop_pages ?? ENGLISH.stop_pages
  const { title, text } = pages[name]
  const form =
    name === 'invalid'
      ? ''
      : `<form method="post"><button name="preference" value="${BUTTONS[name]}">${pages[name].button}</button></form>\n`
  const address =
    masked_address === undefined ? '' : `<p class="address"><bdi>${escapeHtml(masked_address)}</bdi></p>\n`
  return `<!doctype html>
<html lang="${language.code.replace('_', '-')}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${address}<p class="soft">${text}</p>
${form}</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`)
}
