import { createHash } from 'node:crypto'

/** In the page itself: on a slow connection the form is there after one answer. */
export const STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#faf8f4, #14181a); --card: light-dark(#ffffff, #1c2224); --ink: light-dark(#1d2426, #e8ebe9); --soft: light-dark(#57615f, #a4b0ad); --line: light-dark(#e2ddd3, #2f383a); --accent: light-dark(#0b6b57, #5fd1b3); --accent-ink: light-dark(#ffffff, #062019); --accent-wash: light-dark(#e3f2ec, #15322b); --bad: light-dark(#a8281c, #ff9d8f); --bad-wash: light-dark(#fdeae6, #3d1b16) }
* { box-sizing: border-box }
html { font: 100%/1.5 system-ui, "Noto Sans", "Noto Sans Devanagari", "Noto Nastaliq Urdu", sans-serif; background: var(--paper); color: var(--ink) }
body { margin: 0; display: grid; justify-items: center }
main { inline-size: 100%; max-inline-size: 32rem; padding: 2.5rem 1rem; display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr) }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2rem); line-height: 1.25; margin: 0; text-wrap: balance; overflow-wrap: anywhere }
h2 { font-size: 1.125rem; margin: 0 }
p, ol { margin: 0; text-wrap: pretty; overflow-wrap: anywhere }
ol { padding-inline-start: 1.4rem; display: grid; gap: 0.75rem }
a { color: var(--accent); text-underline-offset: 0.2em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.3rem }
.soft { color: var(--soft); font-size: 0.9375rem }
.hero { display: grid; gap: 0.75rem; justify-items: start }
.bell { inline-size: 3rem; block-size: 3rem; color: var(--accent); fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.community { font-weight: 600; color: var(--accent) }
.languages { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; justify-content: end; margin-block: -1rem -0.5rem }
.languages a { display: inline-flex; align-items: center; min-block-size: 2.75rem }
.languages a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1.25rem 1.1rem; display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr) }
.field { display: grid; gap: 0.3rem; grid-template-columns: minmax(0, 1fr) }
.field > label { font-weight: 600 }
.optional { color: var(--soft); font-weight: 400 }
.field > input, select { font: inherit; min-block-size: 3rem; padding: 0.5rem 0.8rem; border-radius: 0.6rem; border: 1px solid var(--soft); background: var(--card); color: inherit; inline-size: 100% }
[dir=rtl] input[dir=ltr] { text-align: end }
.hint { font-size: 0.875rem; color: var(--soft) }
.wrong > input, .wrong > select { border: 2px solid var(--bad) }
.why { color: var(--bad); font-weight: 600; font-size: 0.9375rem }
.field > .tick { font-weight: 400; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.75rem; align-items: start; padding: 0.75rem; border-radius: 0.6rem; background: var(--accent-wash); cursor: pointer }
.tick input { inline-size: 1.5rem; block-size: 1.5rem; accent-color: var(--accent); margin: 0 }
.wrong .tick { outline: 2px solid var(--bad) }
.alert { background: var(--bad-wash); color: var(--bad); border-inline-start: 4px solid var(--bad); border-radius: 0.4rem; padding: 0.75rem 1rem; font-weight: 600 }
.button { font: inherit; font-weight: 600; inline-size: 100%; min-block-size: 3rem; padding: 0.5rem 1rem; border: 1px solid var(--accent); border-radius: 0.6rem; background: var(--accent); color: var(--accent-ink); cursor: pointer }
.button:active { translate: 0 1px }
:lang(ur) { line-height: 2 } /* Nastaliq hangs down: its lines would touch */
:is(.hint, .why):lang(ur) { padding-block-start: 0.35rem }
@media (forced-colors: active) { .tick, .alert { border: 1px solid CanvasText } }
`

/** Nothing is loaded and nothing runs: the page has one style sheet, known by its hash, and one form. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:', // the empty icon, so that browsers ask for none
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join(';')
