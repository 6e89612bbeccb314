import type { Case } from './case.ts'

export const TEMPLATE_CASES: readonly Case[] = [
  {
    name: 'templates that differ from the catalogue',
    templates: [
      { name: 'registration_received', language: 'en', category: 'MARKETING' },
      { name: 'registration_received', language: 'ur', new_name: 'welcome' },
      { name: 'duty_allotment_confirmed', language: 'en', parameter_format: 'NAMED' },
      { name: 'duty_allotment_confirmed', language: 'ur', body: '{{1}} 1 {{2}} 2' },
      { name: 'duty_reminder_tomorrow', language: 'en', time_to_live_seconds: -1 },
      { name: 'duty_reminder_tomorrow', language: 'ur', time_to_live_seconds: 43_200 },
      { name: 'duty_cancelled', language: 'en', time_to_live_seconds: 60 },
      { name: 'duty_cancelled', language: 'ur', quality: 'RED' },
      { name: 'duty_changed', language: 'ur', new_name: 'duty_was_changed' },
    ],
    lines: {
      'template:registration_received:en': ['failure', /category is MARKETING, not UTILITY/],
      'template:registration_received:ur': [
        'failure',
        /welcome has its words.*exactly registration_received/,
      ],
      'template:duty_allotment_confirmed:en': ['failure', /named, not positional/],
      'template:duty_allotment_confirmed:ur': ['failure', /2 parameters, not 3.*words differ/s],
      'template:duty_reminder_tomorrow:en': ['failure', /for 30 days.*to 21600 seconds/s],
      'template:duty_reminder_tomorrow:ur': ['warning', /for 43200 seconds: it can arrive after/],
      'template:duty_cancelled:en': ['warning', /for 60 seconds only/],
      'template:duty_cancelled:ur': ['warning', /quality is RED/],
      'template:duty_changed:ur': ['warning', /optional: without it a move/],
    },
  },
  {
    name: 'templates that are not approved, archived, of other words, or in other languages',
    variables: { META_WA_TEMPLATE_LANGUAGE: 'en,en_US' },
    templates: [
      { name: 'registration_received', language: 'en', status: 'PENDING' },
      { name: 'duty_allotment_confirmed', language: 'en', status: 'ARCHIVED' },
      { name: 'duty_reminder_tomorrow', language: 'en', body: 'Come tomorrow, {{1}}: {{2}}, {{3}}.' },
      { name: 'duty_cancelled', language: 'en', status: 'REJECTED' },
      { name: 'duty_changed', language: 'en', status: 'PAUSED' },
    ],
    lines: {
      'template:registration_received:en': ['failure', /PENDING.*Wait for the review/s],
      'template:duty_allotment_confirmed:en': ['failure', /ARCHIVED.*28 days/s],
      'template:duty_reminder_tomorrow:en': ['failure', /words differ.*"Come tomorrow.*"Reminder:/s],
      'template:duty_cancelled:en': ['failure', /REJECTED/],
      'template:duty_changed:en': ['failure', /PAUSED/],
      'template:registration_received:en_US': ['failure', /has it in en, ur, not in en_US/],
      'template:duty_allotment_confirmed:en_US': ['failure', /templates push/],
      'template:duty_reminder_tomorrow:en_US': ['failure', /templates push/],
      'template:duty_cancelled:en_US': ['warning', /optional/],
      'template:duty_changed:en_US': ['warning', /optional/],
    },
  },
]
