import type { Alert, Operator } from '../operator.ts'
import { eventually } from '../eventually.ts'
import type { Site } from '../site.ts'
import type { Drill } from './drill.ts'

const TEMPLATE = {
  message_template_id: '13870000000000001',
  message_template_name: 'registration_received',
  message_template_language: 'en',
}

/** What Meta reports of the account, the number and the templates. */
export const NEWS: readonly Drill[] = [
  {
    section: 'account_update',
    name: 'the account is restricted, and reinstated after a review',
    async run({ site, operator }) {
      const restriction_info = [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }]
      await site.webhook('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info })
      const alert = await operator.opened('account_update')
      const pause = await operator.opened('channel_paused')
      await site.register()
      await nextSecond()
      await site.webhook('account_update', { event: 'REINSTATE' })
      await operator.closed(alert)
      await operator.closed(pause)
    },
  },
  drill('phone_number_quality', 'the quality of the number falls, and rises again', {
    field: 'phone_number_quality_update',
    bad: { event: 'FLAGGED', current_limit: 'TIER_2K' },
    good: { event: 'UNFLAGGED', current_limit: 'TIER_2K' },
  }),
  drill('phone_number_quality_update', 'an event about the quality that has no rule', {
    field: 'phone_number_quality_update',
    bad: { event: 'SOMETHING_NEW' },
  }),
  {
    section: 'messaging_limit',
    name: "Meta's limit is below what is configured, which is set to it",
    async run({ site, operator }) {
      await site.webhook('business_capability_update', { max_daily_conversations_per_business: 250 })
      const alert = await operator.opened('messaging_limit')
      const [, limit = ''] = /Set META_WA_DAILY_RECIPIENTS to (\d+)/.exec(alert.action) ?? []
      await site.restart({ META_WA_DAILY_RECIPIENTS: limit })
      await site.register()
      await operator.closed(alert)
    },
  },
  drill('business_capability_update', 'an event about the limits that has no rule', {
    field: 'business_capability_update',
    bad: { event: 'SOMETHING_NEW' },
  }),
  drill('template_quality', 'the quality of a template falls, and rises again', {
    field: 'message_template_quality_update',
    bad: { ...TEMPLATE, previous_quality_score: 'GREEN', new_quality_score: 'RED' },
    good: { ...TEMPLATE, previous_quality_score: 'RED', new_quality_score: 'GREEN' },
  }),
  drill('template_status', 'Meta flags a template, and approves it again', {
    field: 'message_template_status_update',
    bad: { ...TEMPLATE, event: 'FLAGGED', reason: 'NONE' },
    good: { ...TEMPLATE, event: 'APPROVED', reason: 'NONE' },
  }),
  {
    section: 'template_category',
    name: 'Meta changes the category of a template, which is accepted',
    async run({ site, operator }) {
      await site.webhook('template_category_update', {
        ...TEMPLATE,
        previous_category: 'UTILITY',
        new_category: 'MARKETING',
      })
      const alert = await operator.opened('template_category')
      const hold = await operator.opened('template_held')
      await site.register()
      const release = operator
        .commands('template_held')
        .replace('duty_reminder_tomorrow', TEMPLATE.message_template_name)
      await operator.run(release)
      await operator.closed(hold)
      await operator.closed(alert)
    },
  },
  drill('template_category', 'Meta changes the category of a template, and takes it back after a review', {
    field: 'template_category_update',
    bad: { ...TEMPLATE, previous_category: 'UTILITY', new_category: 'MARKETING' },
    good: { ...TEMPLATE, previous_category: 'MARKETING', new_category: 'UTILITY' },
  }),
  drill('template_category_impending', 'Meta announces another category, and leaves it after a review', {
    field: 'template_category_update',
    bad: { ...TEMPLATE, new_category: 'UTILITY', correct_category: 'MARKETING' },
    good: { ...TEMPLATE, previous_category: 'UTILITY', new_category: 'UTILITY' },
  }),
  drill('standby', 'another agent answers for the number', {
    field: 'standby',
    bad: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
      contacts: [{ profile: { name: 'Ahmed' }, wa_id: '919876543210' }],
      messages: [
        {
          from: '919876543210',
          id: 'wamid.A',
          timestamp: '1700000000',
          type: 'text',
          text: { body: 'Salam' },
        },
      ],
    },
  }),
]

interface Report {
  readonly field: string
  readonly bad: Readonly<Record<string, unknown>>
  /** What Meta reports after the repair. Without it the alert ends after seven days, as the section says. */
  readonly good?: Readonly<Record<string, unknown>>
}

function drill(section: string, name: string, { field, bad, good }: Report): Drill {
  return {
    section,
    name,
    async run({ site, operator }) {
      await site.webhook(field, bad)
      const alert = await operator.opened(section)
      await site.register()
      if (good === undefined) await passSevenDays(site, alert, operator)
      else {
        await nextSecond()
        await site.webhook(field, good)
      }
      await operator.closed(alert)
    },
  }
}

async function passSevenDays(site: Site, { key }: Alert, operator: Operator): Promise<void> {
  const section = key.split(':', 1)[0] ?? key
  if (!/seven\s+days/.test(operator.page.text(section)))
    throw new Error(`The section ${section} does not say that the alert ends after seven days.`)
  await site.sql(`update account_news set at = at - interval '7 days' where key = '${key}'`)
}

/** Meta's times are whole seconds: an event of the same second is no later one. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1_000)
  await eventually(
    'the next second',
    () => Math.floor(Date.now() / 1_000),
    (now) => now > second,
  )
}
