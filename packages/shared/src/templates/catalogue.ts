/** The messages: the names, categories and words approved by Meta, which e-mail, previews and the simulator use too. */

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
  /** The subject of the e-mail. */
  readonly subject: string
  /** The text as approved by Meta; `{{1}}` is the first parameter. */
  readonly body: string
  /** What each parameter is, in order. */
  readonly parameters: readonly string[]
  /** The seed's own example, for previews, payload checks and template submission. */
  readonly example: readonly string[]
}

export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  registration_received: {
    name: 'registration_received',
    category: 'UTILITY',
    optional: false,
    subject: 'Your registration has been received',
    body: 'Hello {{1}},\nYour registration has been received successfully.',
    parameters: ['full name'],
    example: ['Ahmed Ali'],
  },
  duty_allotment_confirmed: {
    name: 'duty_allotment_confirmed',
    category: 'UTILITY',
    optional: false,
    subject: 'You have been assigned a duty',
    body: 'Assalamu Alaikum {{1}},\nYou have been assigned duty on {{2}} for {{3}}.',
    parameters: ['full name', 'duty date', 'duty time'],
    example: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
  },
  duty_reminder_tomorrow: {
    name: 'duty_reminder_tomorrow',
    category: 'UTILITY',
    optional: false,
    subject: 'Reminder: your duty is tomorrow',
    body: 'Reminder: {{1}}, your duty is tomorrow on {{2}} for {{3}}.',
    parameters: ['full name', 'duty date', 'duty time'],
    example: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
  },
  duty_cancelled: {
    name: 'duty_cancelled',
    category: 'UTILITY',
    optional: true,
    subject: 'Your duty has been cancelled',
    body: 'Assalamu Alaikum {{1}},\nYour duty on {{2}} for {{3}} has been cancelled.',
    parameters: ['full name', 'duty date', 'duty time'],
    example: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
  },
  duty_changed: {
    name: 'duty_changed',
    category: 'UTILITY',
    optional: true,
    subject: 'Your duty has changed',
    body: 'Assalamu Alaikum {{1}},\nYour duty on {{2}} for {{3}} has changed: it is now on {{4}} for {{5}}.',
    parameters: ['full name', 'old duty date', 'old duty time', 'new duty date', 'new duty time'],
    example: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan', '16 March 2026', 'Maghrib Azaan'],
  },
}

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(TEMPLATES, name)
}
