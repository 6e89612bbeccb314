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
  sign_up: {
    title: 'Volunteer for Ramadan duties',
    intro: 'We write to you when a duty is allotted to you, and on the evening before it.',
    organisers: 'The organisers',
    full_name: 'Full name',
    phone_number: 'WhatsApp number',
    phone_hint: 'Begin with + and the country code, unless the number is from {country}.',
    email: 'E-mail',
    optional: '(optional)',
    language: 'Language of the messages',
    consent:
      '{community} may write to me by WhatsApp about my registration and my duties. I can stop this at any time by answering STOP.',
    button: 'Sign up',
    privacy: 'Your details are used for these messages alone and are deleted on request.',
    error: 'Please correct',
    faults_below: 'You are not signed up yet. Please correct what is marked below.',
    faults: {
      full_name: 'Give your full name, 200 characters at most.',
      phone_number: 'Give one mobile number that has WhatsApp, and nothing else.',
      email: 'Give one address such as name@example.org, or leave the field empty.',
      consent: 'Tick this, or give an e-mail address: otherwise no message can reach you.',
      language: 'Choose one of the languages.',
    },
    too_many:
      'You are not signed up yet: too many people have signed up from here just now. Please press the button again in {minutes} min.',
    busy: 'You are not signed up yet: too many people are signing up just now. Please go back and try again in a minute.',
    broken: 'Something went wrong. Please go back and press the button again: nobody is signed up twice.',
    back: 'To the form',
    done: {
      title: 'Thank you, you are signed up',
      text: 'Your details have arrived. You can close this page.',
    },
    exists: {
      title: 'You are signed up already',
      text: 'This name has been signed up with these details before. Nothing was changed. To change your details, tell the organisers.',
    },
    next: {
      title: 'What comes next',
      whatsapp:
        'Within a few minutes a WhatsApp message confirms this. If none comes, check your number and sign up again.',
      email: 'Within a few minutes an e-mail confirms this. If none comes, look among the unwanted mails.',
      no_whatsapp: 'You get no WhatsApp messages, because you did not tick the box.',
      duty: 'When a duty is allotted to you, we tell you its date and time, and remind you on the evening before.',
      stop: 'To end the WhatsApp messages, answer STOP. START brings them back.',
      another: 'Sign up somebody else',
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
