import { receiveWebhooks } from '@dutybell/testing/webhook-receiver'
import { sql } from 'kysely'
import { test } from 'tap'
import { readMetaTemplates } from '../../src/templates/meta-templates.ts'
import { graphAccount } from '../../src/templates/graph-account.ts'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import {
  type Bench,
  configFor,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
  startNotifierFor,
} from '../fixture.ts'
import { contextOf, OWN_ACCOUNT, store } from '../webhooks/support.ts'

type T = Parameters<typeof receiveWebhooks>[0]

const CANCELLED = ['Ahmed Ali', '15 March 2026', 'Fajar Azaan']
const CHANGED = [...CANCELLED, '16 March 2026', 'Maghrib Azaan']
const STOPPED = ['PAUSED', 'DISABLED', 'REJECTED', 'PENDING_DELETION', 'DELETED']

/** The simulator's webhooks are stored as the API stores them. */
async function begin(t: T, language = 'en') {
  const bench = await openBench(t)
  const { url } = await receiveWebhooks(t, ({ bytes }) => store(bench, bytes))
  const meta = await startMeta(t, { webhook_url: url, languages: [language] })
  const set = async (name: string, status: string) => {
    meta.changeTemplate({ name, status })
    await meta.waitForCallbacks()
    await applyWebhooks({
      ...contextOf(bench),
      own_account: { ...OWN_ACCOUNT, template_languages: [language] },
    })
  }
  return { bench, meta, set }
}

/** The question of the publication of a correction. */
async function isApproved({ db }: Bench, name: string, language: string): Promise<boolean> {
  const { rows } = await sql<{ is_approved: boolean }>`
    select exists (
      select from meta_templates where name = ${name} and language = ${language} and status = 'APPROVED'
    ) as is_approved`.execute(db)
  return rows[0]?.is_approved ?? false
}

test('optional-templates: webhooks, approved in exactly META_WA_TEMPLATE_LANGUAGE until Meta stops it', async (t) => {
  const { bench, set } = await begin(t, 'en_US')
  t.notOk(await isApproved(bench, 'duty_changed', 'en_US'))
  for (const status of STOPPED) {
    await set('duty_changed', 'APPROVED')
    t.ok(await isApproved(bench, 'duty_changed', 'en_US'), `approved before ${status}`)
    await set('duty_changed', status)
    t.notOk(await isApproved(bench, 'duty_changed', 'en_US'), status)
  }
  await set('duty_changed', 'APPROVED')
  t.notOk(await isApproved(bench, 'duty_cancelled', 'en_US'), 'the other template')
  t.notOk(await isApproved(bench, 'duty_changed', 'en'), 'another language')
})

test('optional-templates: the list of Meta, approved until it is paused or deleted', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { languages: ['en_US'] })
  const config = configFor(bench, meta, { META_WA_BUSINESS_ACCOUNT_ID: meta.business_account_id })
  const isListed = async (status?: string) => {
    if (status !== undefined) meta.changeTemplate({ name: 'duty_changed', status })
    const ctx = {
      db: bench.db,
      log: bench.log,
      account: graphAccount(config),
      template_languages: ['en_US'] as const,
    }
    await readMetaTemplates(ctx, new AbortController().signal)
    return isApproved(bench, 'duty_changed', 'en_US')
  }
  t.notOk(await isListed())
  t.ok(await isListed('APPROVED'))
  t.notOk(await isListed('PAUSED'))
  t.ok(await isListed('APPROVED'))
  t.notOk(await isListed('DELETED'))
})

test('optional-templates: paused in the second in which the list was read, not approved', async (t) => {
  const { bench, meta, set } = await begin(t)
  await set('duty_changed', 'APPROVED')
  const config = configFor(bench, meta, { META_WA_BUSINESS_ACCOUNT_ID: meta.business_account_id })
  const ctx = {
    db: bench.db,
    log: bench.log,
    account: graphAccount(config),
    template_languages: ['en'] as const,
  }
  await readMetaTemplates(ctx, new AbortController().signal)
  t.ok(await isApproved(bench, 'duty_changed', 'en'))
  await set('duty_changed', 'PAUSED')
  t.notOk(await isApproved(bench, 'duty_changed', 'en'))
})

test('optional-templates: corrections go by e-mail at once, by WhatsApp after the approval', async (t) => {
  const { bench, meta, set } = await begin(t)
  const email = 'ahmed.ali@example.org'
  const cancelled = await publishOne(bench, { type: 'duty_cancelled', parameters: CANCELLED, email })
  const changed = await publishOne(bench, { type: 'duty_changed', parameters: CHANGED, email })
  await startNotifierFor(t, bench, meta)
  await meta.waitForMails((mails) => mails.length === 2)
  t.match(
    meta.mails.toSorted((a, b) => a.subject.localeCompare(b.subject)),
    [
      {
        subject: 'Your duty has been cancelled',
        text: 'Assalamu Alaikum Ahmed Ali,\nYour duty on 15 March 2026 for Fajar Azaan has been cancelled.\n',
        html: /<title>Your duty has been cancelled<\/title>[^]*>Assalamu Alaikum Ahmed Ali,<\/p>\n<p[^>]*>Your duty on 15 March 2026 for Fajar Azaan has been cancelled\.<\/p>/,
      },
      {
        subject: 'Your duty has changed',
        text: 'Assalamu Alaikum Ahmed Ali,\nYour duty on 15 March 2026 for Fajar Azaan has changed: it is now on 16 March 2026 for Maghrib Azaan.\n',
        html: />Your duty on 15 March 2026 for Fajar Azaan has changed: it is now on 16 March 2026 for Maghrib Azaan\.<\/p>/,
      },
    ],
  )
  for (const { whatsapp_delivery_id } of [cancelled, changed]) {
    const held = await eventually(
      () => deliveryOf(bench, whatsapp_delivery_id),
      ({ state }) => state === 'held',
    )
    t.match(held, { reason: 'template', last_error_code: '132001' })
  }
  await set('duty_cancelled', 'APPROVED')
  await set('duty_changed', 'APPROVED')
  await meta.waitForMessages((messages) => messages.filter(({ taken }) => taken).length === 2)
  t.strictSame(
    meta.messages.filter(({ taken }) => taken).map(({ text }) => text),
    [
      'Assalamu Alaikum Ahmed Ali,\nYour duty on 15 March 2026 for Fajar Azaan has been cancelled.',
      'Assalamu Alaikum Ahmed Ali,\nYour duty on 15 March 2026 for Fajar Azaan has changed: it is now on 16 March 2026 for Maghrib Azaan.',
    ],
  )
})
