import type { Fault } from '@dutybell/shared/errors'
import { type Content, html, type Html } from '../html.ts'

export interface Field {
  readonly name: string
  readonly label: string
  /** As typed. */
  readonly value: string
  readonly type?: 'text' | 'tel' | 'email' | 'search'
  readonly hint?: Content
  readonly is_required?: boolean
  readonly is_focused?: boolean
  /** Why what was typed is refused. */
  readonly fault?: string | undefined
}

/** An input with its label; what is wrong with it stands beneath. */
export function field({ name, label, value, type = 'text', hint, fault, ...is }: Field): Html {
  const is_wrong = fault !== undefined
  const described = [...(is_wrong ? [`${name}-fault`] : []), ...(hint ? [`${name}-hint`] : [])].join(' ')
  return html`<div class="field${is_wrong && ' wrong'}"><label for="${name}">${label}</label>
<input id="${name}" type="${type}" name="${name}" value="${value}" autocomplete="off" dir="auto"${is.is_required === true && html` required`}${is_wrong && html` aria-invalid="true"`}${described !== '' && html` aria-describedby="${described}"`}${is.is_focused === true && html` autofocus`}>
${is_wrong && html`<span class="why" id="${name}-fault">${fault}</span>`}${hint && html`<span class="hint" id="${name}-hint">${hint}</span>`}</div>`
}

/** The sentences about each field, by its name: `consent_source` for `/consent/source`. */
export function faultsByField(faults: readonly Fault[]): ReadonlyMap<string, string> {
  return new Map(faults.map(({ pointer, detail }) => [pointer.slice(1).replaceAll('/', '_'), detail]))
}
