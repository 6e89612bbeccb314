/** The messages, without their words, which stand in `words/`: one file for each language. */

export const TEMPLATE_NAMES = [
  'registration_received',
  'duty_allotment_confirmed',
  'duty_reminder_tomorrow',
  'duty_cancelled',
  'duty_changed',
] as const

export type TemplateName = (typeof TEMPLATE_NAMES)[number]

export interface Template {
  readonly name: TemplateName
  readonly category: 'UTILITY'
  /** By WhatsApp it is sent only where a template of this name is approved in the account. E-mail needs no approval. */
  readonly optional: boolean
  /** Of an optional one: what is sent where it is not approved. */
  readonly without?: string
  /** How long Meta tries to deliver; -1 is its default of 30 days. */
  readonly time_to_live_seconds: number
  /** How the dedupe keys of its events begin. */
  readonly event_key: string
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

export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  registration_received: {
    name: 'registration_received',
    ...UTILITY,
    event_key: 'registration_received',
    speaks_of_duty: false,
    parameters: [NAME],
  },
  duty_allotment_confirmed: {
    name: 'duty_allotment_confirmed',
    ...UTILITY,
    event_key: 'duty_allotment_confirmed',
    speaks_of_duty: true,
    parameters: [NAME, DATE, TIME],
  },
  duty_reminder_tomorrow: {
    name: 'duty_reminder_tomorrow',
    ...UTILITY,
    time_to_live_seconds: 21_600, // later it would be delivered after the duty
    event_key: 'duty_reminder_tomorrow',
    speaks_of_duty: true,
    parameters: [NAME, DATE, TIME],
  },
  duty_cancelled: {
    name: 'duty_cancelled',
    ...UTILITY,
    optional: true,
    without: 'a cancellation is told by e-mail only',
    event_key: 'duty_cancelled',
    speaks_of_duty: true,
    is_correction: true,
    parameters: [NAME, DATE, TIME],
  },
  duty_changed: {
    name: 'duty_changed',
    ...UTILITY,
    optional: true,
    without: 'a move is told by duty_allotment_confirmed',
    event_key: 'duty_changed',
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
}

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

/** The dedupe key of an event: the same parts are published once. */
export function eventKey(name: TemplateName, ...parts: readonly string[]): string {
  return [TEMPLATES[name].event_key, ...parts].join(':')
}
