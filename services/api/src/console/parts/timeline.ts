import { type Content, html, type Html } from '../html.ts'

export interface TimelineEntry {
  readonly title: Content
  /** A state, or a time. */
  readonly mark?: Content
  /** The words as sent or written. */
  readonly words?: string | null
  /** Of the words; null where it is not known. */
  readonly language?: string | null
  readonly more?: Content
  /** Times and what happened then. */
  readonly steps?: readonly Content[]
  readonly kind?: 'bad' | 'theirs'
}

/** Also a name in a message that is in English. */
const ARABIC = /\p{Script=Arabic}/u

/** What happened, the newest first; messages are bubbles in the direction of their script. */
export function timeline(entries: readonly TimelineEntry[]): Html {
  return html`<ol class="timeline">
    ${entries.map(
      ({ title, mark, words, language, more, steps = [], kind }) =>
        html` <li class="${kind ?? ''}">
          <div class="head">
            <h3>${title}</h3>
            ${mark}
          </div>
          ${words !== null && words !== undefined && html`<div class="bubble ${kind ?? ''}${ARABIC.test(words) && ' nastaliq'}" dir="auto"${language && html` lang="${language.replace('_', '-')}"`}>${words}</div>`}${more}
          ${steps.length > 0 && html`<p class="steps">${steps.map((step) => html`<span>${step}</span>`)}</p>`}
        </li>`,
    )}
  </ol>`
}
