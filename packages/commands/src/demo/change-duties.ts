import { OperatorError } from '@dutybell/shared/errors'
import { sql } from 'kysely'
import { query } from './database.ts'
import { dateIn, type Demo, granted, personWith, type Registered, until } from './demo.ts'
import type { Trouble } from './season.ts'

/** Duties that end after people were told, and one that ends before its e-mail left. */
export async function changeDuties(demo: Demo, people: readonly Registered[]): Promise<void> {
  const { api } = demo
  const cancel = async (id: string) =>
    granted(await api.POST('/v1/duty-assignments/{id}/cancel', { params: { path: { id } } }))
  const dutyOf = async (trouble: Trouble) => {
    const registration_id = personWith(people, trouble).id
    const query = {
      registration_id,
      duty_date_from: dateIn(demo, 1),
      allotment: 'published',
      sort: 'duty_date',
    } as const
    const [duty] = granted(await api.GET('/v1/duty-assignments', { params: { query } })).items
    if (duty === undefined)
      throw new OperatorError(`The plan of the demonstration has no duty for ${trouble}.`)
    return duty
  }
  await cancel((await dutyOf('owed')).id)
  const { id, version } = await cancel((await dutyOf('told_by_phone')).id)
  granted(
    await api.POST('/v1/duty-assignments/{id}/told-by-phone', {
      params: { path: { id } },
      body: { version, note: 'Spoke to his wife, she tells him.' },
    }),
  )
  const moved = await dutyOf('moved')
  const body = {
    duty_date: dateIn(demo, 6),
    duty_time: 'Iftar Serving',
    override: { reason: 'He asked for it.' },
  }
  granted(await api.PATCH('/v1/duty-assignments/{id}', { params: { path: { id: moved.id } }, body }))

  const channel = { params: { path: { channel: 'email' } } } as const
  granted(await api.POST('/v1/channels/{channel}/pause', { ...channel, body: {} }))
  const registration_id = personWith(people, 'withdrawn').id
  const unsent = {
    registration_id,
    duty_date: dateIn(demo, 5),
    duty_time: 'Sehri Kitchen',
    override: { reason: 'Needed' },
  }
  const duty_assignment_id = granted(await api.POST('/v1/duty-assignments', { body: unsent })).id
  await until(demo, 'a message by WhatsApp', async () => {
    const query = { duty_assignment_id, channel: 'whatsapp' } as const
    const { items } = granted(await api.GET('/v1/deliveries', { params: { query } }))
    return items.some(({ state }) => !['pending', 'sending'].includes(state))
  })
  await cancel(duty_assignment_id)
  granted(await api.POST('/v1/channels/{channel}/resume', channel))
}

/** Time cannot be hurried through the API: the deadline of one message is set to now while it waits. */
export async function expireMessage(demo: Demo, people: readonly Registered[]): Promise<void> {
  const { api } = demo
  const { id: registration_id } = personWith(people, 'too_late')
  const channel = { params: { path: { channel: 'whatsapp' } } } as const
  granted(await api.POST('/v1/channels/{channel}/pause', { ...channel, body: {} }))
  const body = {
    registration_id,
    duty_date: dateIn(demo, 5),
    duty_time: 'Taraweeh Stall',
    override: { reason: 'Needed' },
  }
  granted(await api.POST('/v1/duty-assignments', { body }))
  await query(demo.database_url, (db) =>
    sql`update deliveries set expires_at = clock_timestamp()
      where state = 'pending' and recipient = ${personWith(people, 'too_late').phone_number}`.execute(db),
  )
  granted(await api.POST('/v1/channels/{channel}/resume', channel))
  await until(demo, 'the expiry of a message', async () => {
    const query = { state: ['expired' as const], registration_id }
    return granted(await api.GET('/v1/deliveries', { params: { query } })).items.length > 0
  })
}

/** Meta does not answer to a message: it is being sent until the time-out, and in doubt after it. */
export async function leaveUnanswered(demo: Demo, people: readonly Registered[]): Promise<void> {
  const { api, simulator } = demo
  const { id: registration_id, phone_number: to } = personWith(people, 'unanswered')
  await simulator.behave({ messages: [{ to, answer: { kind: 'hang', taken: false } }] })
  const body = {
    registration_id,
    duty_date: dateIn(demo, 8),
    duty_time: 'Fajar Azaan',
    override: { reason: 'Needed' },
  }
  granted(await api.POST('/v1/duty-assignments', { body }))
  await until(demo, 'a message that is being sent', async () => {
    const query = { state: ['sending' as const], registration_id }
    return granted(await api.GET('/v1/deliveries', { params: { query } })).items.length > 0
  })
}
