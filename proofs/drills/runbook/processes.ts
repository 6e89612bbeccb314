import { glob } from 'node:fs/promises'
import { eventually } from '../eventually.ts'
import type { Drill } from './drill.ts'

/** Jobs, settings, clocks and loops. */
export const PROCESSES: readonly Drill[] = [
  {
    section: 'job_failed',
    name: 'a payload does not parse, and the job is added again',
    is_short: true,
    async run({ site, operator }) {
      await site.sql(
        `select graphile_worker.add_job('send_template', '{"template_name": "registration_received"}')`,
      )
      await eventually(
        'the job fails',
        () =>
          site.sql(
            `select from graphile_worker.jobs where task_identifier = 'send_template' and attempts >= max_attempts and locked_at is null`,
          ),
        (rows) => rows.length === 1,
      )
      const alert = await operator.opened('job_failed')
      await site.sql(
        `select graphile_worker.add_job('send_template', '{"template_name":"registration_received", "phone_number":"919876543210", "parameters":["Ahmed Ali"]}')`,
      )
      await site.sql(statementOf(alert.action))
      await operator.closed(alert)
    },
  },
  {
    section: 'job_unknown',
    name: 'the name of the task is misspelt, and the job is added again',
    async run({ site, operator }) {
      const parameters = `'{"template_name":"registration_received", "phone_number":"919876543210", "parameters":["Ahmed Ali"]}'`
      await site.sql(`select graphile_worker.add_job('send_templates', ${parameters})`)
      const alert = await operator.opened('job_unknown')
      const [, meant] = /with the task name (\w+)\./.exec(alert.action) ?? []
      await site.sql(`select graphile_worker.add_job('${meant}', ${parameters})`)
      await site.sql(statementOf(alert.action))
      await operator.closed(alert)
    },
  },
  {
    section: 'settings_differ',
    name: 'a second notifier has another REMINDER_TIME, and is started again with the one of all',
    async run({ site, operator }) {
      await site.register()
      const other = await site.start('notifier', { REMINDER_TIME: '17:00' })
      await other.ready()
      const alert = await operator.opened('settings_differ')
      await other.stop()
      await (await site.start('notifier')).ready()
      await operator.closed(alert)
    },
  },
  {
    section: 'clock_differs',
    name: 'the clock of a second machine is ten minutes ahead, and is corrected',
    async run({ site, operator }) {
      await site.register()
      const [library = ''] = await Array.fromAsync(glob('/usr/lib/*/faketime/libfaketime.so.1'))
      if (library === '') throw new Error('Install faketime.')
      const ahead = await site.start('notifier', { LD_PRELOAD: library, FAKETIME: '+10m' })
      await ahead.ready()
      const alert = await operator.opened('clock_differs')
      await ahead.stop()
      await (await site.start('notifier')).ready()
      await operator.closed(alert)
    },
  },
  {
    section: 'loop_stopped',
    name: 'five internal errors in a row stop the loop for e-mail, and the notifier is started again',
    variables: { PUBLIC_URL: 'https://duties.example.org' },
    async run({ site, operator }) {
      // Without its key no link can be made, so composing each e-mail throws.
      await site.sql('create table kept as select * from unsubscribe_key')
      await site.sql('delete from unsubscribe_key')
      for (let n = 0; n < 5; n += 1) await site.register()
      const alert = await operator.opened('loop_stopped')
      const { output } = site.notifier
      if (!output.includes('Internal error')) throw new Error('The log has no "Internal error".')
      await site.sql('insert into unsubscribe_key select * from kept')
      await site.restart()
      await operator.closed(alert)
    },
  },
]

/** The SQL that an action names. */
function statementOf(action: string): string {
  const [statement] = /select graphile_worker\.complete_jobs\([^)]*\]::bigint\[\]\)/.exec(action) ?? []
  if (statement === undefined) throw new Error(`No statement in: ${action}`)
  return statement
}
