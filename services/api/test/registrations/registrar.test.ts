import { newEventIds } from '@dutybell/shared/outbox/publish'
import { WAKE_CHANNEL } from '@dutybell/shared/outbox/wake'
import { once } from 'node:events'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { type NewRegistration, NO_LIMITS } from '../../src/registrations/insert-registrations.ts'
import { Registrar } from '../../src/registrations/registrar.ts'
import { deliveriesOf, startApi } from '../start-api.ts'

function person(n: number, more: Partial<NewRegistration> = {}): NewRegistration {
  return {
    id: randomUUIDv7(),
    event: newEventIds(),
    full_name: `Ali ${n}`,
    name_key: `ali ${n}`,
    phone_number: `+9198765432${10 + n}`,
    email: null,
    mailbox: null,
    whatsapp_opt_in: true,
    language: 'en',
    consent: { source: 'registration_form', words: null },
    is_public: true,
    is_published: true,
    traceparent: null,
    ...more,
  }
}

void test('registrar', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })

  await t.test('a commit that may notify wakes the notifiers itself', async (t) => {
    const listener = await api.pool.connect()
    t.teardown(() => listener.release(true))
    await listener.query(`listen ${WAKE_CHANNEL}`)
    const heard = once(listener, 'notification')
    const registrar = new Registrar({
      db: api.db,
      limits: { per_address: true, confirmations_per_hour: 0 },
      waker: { wake: () => t.fail('Nothing follows the commit.'), withNotice: (_, work) => work(true) },
    })
    t.match(await registrar.insert(api.db, person(0)), { outcome: 'created' })
    t.match(await heard, [{ payload: 'drain_outbox' }])
  })

  await t.test(
    'many come at once, they share a few statements, each with an answer of its own',
    async (t) => {
      let statements = 0
      const registrar = new Registrar({
        db: api.db,
        limits: NO_LIMITS,
        waker: {
          wake: () => undefined,
          withNotice: (_, work) => {
            statements += 1
            return work(false)
          },
        },
      })
      const people = Array.from({ length: 40 }, (_, n) => person(n, { is_published: n % 4 !== 0 }))
      const all = [...people, { ...person(7), id: randomUUIDv7() }]
      const answers = await Promise.all(all.map((one) => registrar.insert(api.db, one)))
      t.same(
        new Set([answers[7]?.outcome, answers[40]?.outcome]),
        new Set(['created', 'exists']),
        'one person twice is registered once',
      )
      const created = answers.map((answer) => (answer.outcome === 'created' ? answer.registration : null))
      t.equal(created.filter((registration) => registration !== null).length, 40)
      t.ok(created.every((registration, n) => registration === null || registration.id === all[n]?.id))
      t.ok(statements <= 4, `${statements} statements: two at once, the others, the repeated one`)
      t.same(
        (await deliveriesOf(api)).map(({ recipient }) => recipient).toSorted(),
        people.filter(({ is_published }) => is_published).map(({ phone_number }) => phone_number),
      )

      const others = Array.from({ length: 10 }, (_, n) => registrar.insert(api.db, person(50 + n)))
      await t.rejects(registrar.insert(api.db, person(60, { phone_number: 'no number' })), { code: '23514' })
      t.same(
        (await Promise.all(others)).map(({ outcome }) => outcome),
        Array(10).fill('created'),
        'the one that the database refuses fails no other',
      )
    },
  )

  await t.test('more at once than the hour has room for, the confirmations beyond it are held', async (t) => {
    const registrar = new Registrar({
      db: api.db,
      limits: { per_address: true, confirmations_per_hour: 5 },
      waker: { wake: () => undefined, withNotice: (_, work) => work(false) },
    })
    await Promise.all(Array.from({ length: 40 }, (_, n) => registrar.insert(api.db, person(n))))
    const states = (await deliveriesOf(api)).map(({ state, reason }) => `${state} ${reason}`)
    const published = states.filter((state) => state === 'pending null').length
    t.ok(published >= 5 && published <= 6, `${published}: two statements at once do not see one another`)
    t.equal(states.filter((state) => state === 'held sign_up_flood').length, 40 - published)
  })

  await t.test('the statements before it do not end, one that waits is told to come back', async (t) => {
    let statements = 0
    const { promise: end, reject: endStatements } = Promise.withResolvers<never>()
    const registrar = new Registrar({
      db: api.db,
      limits: NO_LIMITS,
      waker: {
        wake: () => undefined,
        withNotice: () => {
          statements += 1
          return end
        },
      },
    })
    const running = [1, 2].map((n) => registrar.insert(api.db, person(n)))
    await t.rejects(registrar.insert(api.db, person(3)), { code: 'overloaded', retry_after_seconds: 5 })
    endStatements(new Error('The end'))
    t.equal(statements, 2, 'it is not inserted')
    await Promise.all(running.map((one) => t.rejects(one, { message: 'The end' })))
  })
})
