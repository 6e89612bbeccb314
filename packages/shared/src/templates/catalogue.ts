/** The messages, without their words, which stand in `words/`: one file for each language. */

export interface Template {
  /** What the console calls it. */
  readonly title: string
  readonly category: 'UTILITY'
  /** By WhatsApp it is sent only where a template of this name is approved in the account. E-mail needs no approval. */
  readonly optional: boolean
  /** Of an optional one: what is sent where it is not approved. */
  readonly without?: string
  /** How long Meta tries to deliver: 30 seconds to 12 hours; -1 is its default of 30 days. */
  readonly time_to_live_seconds: number
  /** It names duties, each with a version, and is withdrawn when one of them changes. */
  readonly speaks_of_duty: boolean
  /** It tells that an earlier message about the duty is void. */
  readonly is_correction: boolean
  readonly parameters: readonly Parameter[]
}

/** What a parameter is, and an example for previews, payload checks and template submission. */
export interface Parameter {
  readonly name: string
  /** A date, as 2026-03-15, is written in the language of the message. */
  readonly example: string
}

const NAME: Parameter = { name: 'full name', example: 'Ahmed Ali' }
const DATE: Parameter = { name: 'duty date', example: '2026-03-15' }
const TIME: Parameter = { name: 'duty time', example: 'Fajar Azaan' }

const UTILITY = {
  category: 'UTILITY',
  optional: false,
  time_to_live_seconds: -1,
  is_correction: false,
} as const

const CATALOGUE = {
  registration_received: {
    title: 'Registration received',
    ...UTILITY,
    speaks_of_duty: false,
    parameters: [NAME],
  },
  duty_allotment_confirmed: {
    title: 'Duty allotted',
    ...UTILITY,
    speaks_of_duty: true,
    parameters: [NAME, DATE, TIME],
  },
  duty_reminder_tomorrow: {
    title: 'Your duty is tomorrow',
    ...UTILITY,
    time_to_live_seconds: 21_600, // later it would be delivered after the duty
    speaks_of_duty: true,
    parameters: [NAME, DATE, TIME],
  },
  duty_cancelled: {
    title: 'Duty cancelled',
    ...UTILITY,
    optional: true,
    without: 'a cancellation is told by e-mail only',
    speaks_of_duty: true,
    is_correction: true,
    parameters: [NAME, DATE, TIME],
  },
  duty_changed: {
    title: 'Duty changed',
    ...UTILITY,
    optional: true,
    without: 'a move is told by duty_allotment_confirmed',
    speaks_of_duty: true,
    is_correction: true,
    parameters: [
      NAME,
      { name: 'old duty date', example: '2026-03-15' },
      { name: 'old duty time', example: 'Fajar Azaan' },
      { name: 'new duty date', example: '2026-03-16' },
      { name: 'new duty time', example: 'Maghrib Azaan' },
    ],
  },
} as const satisfies Readonly<Record<string, Template>>

export type TemplateName = keyof typeof CATALOGUE

export const TEMPLATES: Readonly<Record<TemplateName, Template>> = CATALOGUE

export const TEMPLATE_NAMES: readonly TemplateName[] = Object.keys(TEMPLATES).filter(isTemplateName)

/** The templates that tell that an earlier message about a duty is void. */
export const CORRECTIONS: readonly TemplateName[] = TEMPLATE_NAMES.filter(
  (name) => TEMPLATES[name].is_correction,
)

export function isCorrection(name: string): boolean {
  return isTemplateName(name) && TEMPLATES[name].is_correction
}

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(TEMPLATES, name)
}

/** The dedupe key of an event: it begins with the name of its template, and the same parts are published once. */
export function eventKey(name: TemplateName, ...parts: readonly string[]): string {
  return [name, ...parts].join(':')
}
