import type { TemplateName } from '../catalogue.ts'
import type { Language, Words } from './language.ts'

/** The complete language: its words are used where another one, and the default, have none. */
export const ENGLISH = {
  code: 'en',
  direction: 'ltr',
  months: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  stop_mails: 'Stop these e-mails',
  more: 'and {n} more',
  stop_pages: {
    wanted: {
      title: 'Stop these e-mails?',
      text: 'No e-mail about your registration and your duties will be sent to this address any more, reminders included.',
      button: 'Stop e-mails',
    },
    stopped: {
      title: 'E-mails are stopped',
      text: 'Nothing more is sent by e-mail to this address. Messages by WhatsApp, if you get them, go on. If this was a mistake, undo it here.',
      button: 'Undo: send e-mails again',
    },
    resumed: {
      title: 'E-mails are sent again',
      text: 'This address gets e-mails about your registration and your duties from now on.',
      button: 'Stop e-mails',
    },
    invalid: {
      title: 'This link does not work',
      text: 'The link is not complete, or not ours. Open the link of the e-mail again, or answer the people who sent it to you.',
    },
  },
  templates: {
    registration_received: {
      subject: 'Your registration has been received',
      body: 'Hello {{1}},\nYour registration has been received successfully.',
    },
    duty_allotment_confirmed: {
      subject: 'You have been assigned a duty',
      body: 'Assalamu Alaikum {{1}},\nYou have been assigned duty on {{2}} for {{3}}.',
    },
    duty_reminder_tomorrow: {
      subject: 'Reminder: your duty is tomorrow',
      body: 'Reminder: {{1}}, your duty is tomorrow on {{2}} for {{3}}.',
    },
    duty_cancelled: {
      subject: 'Your duty has been cancelled',
      body: 'Assalamu Alaikum {{1}},\nYour duty on {{2}} for {{3}} has been cancelled.',
    },
    duty_changed: {
      subject: 'Your duty has changed',
      body: 'Assalamu Alaikum {{1}},\nYour duty on {{2}} for {{3}} has changed: it is now on {{4}} for {{5}}.',
    },
  },
} as const satisfies Language & { readonly templates: Record<TemplateName, Words> }
