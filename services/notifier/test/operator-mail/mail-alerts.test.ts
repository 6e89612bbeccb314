import { sql } from 'kysely'
import { test } from 'tap'
import { watch } from '../../src/alerts/watch.ts'
import { openBench, startMeta } from '../fixture.ts'
import { letPass, pause, resume, subjects, watcher } from '../alerts/support.ts'

const RAISED = '[Dutybell] WhatsApp is paused'
const OVER = '[Dutybell] Cleared: WhatsApp is paused'

test('mail-alerts: the mail server is unavailable, the mail is sent later', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await pause(bench)
  await watch({ ...ctx, mail: { ...ctx.mail, smtp_url: 'smtp://127.0.0.1:1' } })
  smtp.behave({ mails: [{ answer: { kind: 'refuse', at: 'data', smtp_code: 451 } }] })
  await watch(ctx)
  t.same(subjects(smtp), [])

  smtp.behave({})
  await watch(ctx)
  await watch(ctx)
  t.same(subjects(smtp), [RAISED])
})

test('mail-alerts: cleared before its start was mailed, one mail reports both', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await pause(bench)
  await watch({ ...ctx, mail: { ...ctx.mail, smtp_url: 'smtp://127.0.0.1:1' } })
  await resume(bench)
  await watch(ctx)
  await watch(ctx)
  t.same(subjects(smtp), [OVER])
  t.match(smtp.mails[0]?.text, /It began at .* and ended at [^]*The token has expired\./)
})

test('mail-alerts: a flapping alert, its return is mailed and its end only after it has lasted', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  for (let times = 0; times < 5; times += 1) {
    await pause(bench)
    await watch(ctx)
    await resume(bench)
    await watch(ctx)
  }
  t.same(subjects(smtp), [RAISED, OVER, RAISED])
  await letPass(bench, 11)
  await watch(ctx)
  await watch(ctx)
  t.same(subjects(smtp), [RAISED, OVER, RAISED, OVER])
})

test('mail-alerts: the condition returns long after, a new alert', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await pause(bench)
  await watch(ctx)
  await resume(bench)
  await watch(ctx)
  await letPass(bench, 11)
  await pause(bench)
  await watch(ctx)
  await resume(bench)
  await watch(ctx)
  t.same(subjects(smtp), [RAISED, OVER, RAISED, OVER])
  t.equal((await bench.db.selectFrom('alerts').select('id').execute()).length, 2)
})

test('mail-alerts: leased by a notifier, another does not mail it; the lease expired, another does', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await pause(bench)
  await watch({ ...ctx, mail: { ...ctx.mail, to: undefined } })
  await sql`update alerts set mailing_until = clock_timestamp() + interval '1 minute'`.execute(bench.db)
  await watch(ctx)
  t.same(subjects(smtp), [])
  await sql`update alerts set mailing_until = clock_timestamp() - interval '1 second'`.execute(bench.db)
  await watch(ctx)
  t.same(subjects(smtp), [RAISED])
})
