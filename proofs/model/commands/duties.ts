import fc from 'fast-check'
import { strict as assert } from 'node:assert'
import { randomUUIDv7 } from 'node:crypto'
import { changeDuties, type Changed } from '../../../packages/shared/test/duties.ts'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { checkTold } from '../check-duties.ts'
import type { DutySeen } from '../snapshot.ts'
import { observe, pick, type Step, step } from '../step.ts'
import { MAX_DELIVERIES, type World } from '../world.ts'
import { personIndex } from './people.ts'

const HOUR_MS = 3_600_000
const DAYS = ['2026-03-15', '2026-03-16'] as const
const REFUSALS = [
  'duty_assignment_exists',
  'duty_full',
  'duty_in_the_past',
  'registration_unknown',
  'duty_assignment_cancelled',
  'unchanged',
]

interface When {
  readonly day: number
  readonly time: string
}

/** Two days and two times; one of the times has one place. */
const whens: fc.Arbitrary<When> = fc.record({
  day: fc.nat(1),
  time: fc.constantFrom('fajar', 'fajar', 'isha'),
})

interface Assignment extends When {
  readonly person: number
  readonly allotment: 'published' | 'waiting' | 'told_elsewhere'
}

const assignments: fc.Arbitrary<Assignment> = fc
  .tuple(whens, personIndex)
  .chain(([when, person]) =>
    fc
      .constantFrom<Assignment['allotment']>('published', 'published', 'waiting', 'told_elsewhere')
      .map((allotment) => ({ ...when, person, allotment })),
  )

function columnsOf(world: World, { day, time }: When) {
  const ends_ms = world.began_ms + (48 + 24 * day) * HOUR_MS - world.passed_ms
  return {
    duty_date: DAYS[day],
    duty_time: time,
    duty_time_key: time,
    day_ends_at: Temporal.Instant.fromEpochMilliseconds(Math.round(ends_ms)).toString(),
  }
}

export function creationOf(world: World, { person, allotment, ...when }: Assignment) {
  const registration_id = world.people[person]
  return {
    kind: 'create',
    duty_assignment_id: randomUUIDv7(),
    registration_id,
    ...columnsOf(world, when),
    allotment,
  }
}

/** Changes duties in one call and checks that everything on the days concerned is told. */
async function change(world: World, bench: Bench, changes: readonly object[]): Promise<void> {
  const before = world.last
  const changed = await changeDuties(bench.db, changes)
  await observe(world, bench)
  checkChanged(changed)
  checkTold(world.last, concerned(before.duties, world.last.duties))
}

function checkChanged(changed: readonly Changed[]): void {
  for (const { outcome } of changed)
    assert.ok(outcome === null || REFUSALS.includes(outcome), `the outcome of a change is ${outcome}`)
}

const dayOf = ({ registration_id, day }: DutySeen) => `${registration_id} ${day}`

/** The duties of the people and days that a change concerned. */
export function concerned(before: readonly DutySeen[], after: readonly DutySeen[]): readonly DutySeen[] {
  const days = new Set<string>()
  for (const duty of after) {
    const was = before.find(({ id }) => id === duty.id)
    if (was?.version === duty.version && was.allotment === duty.allotment) continue
    days.add(dayOf(duty))
    if (was) days.add(dayOf(was))
  }
  return after.filter((duty) => days.has(dayOf(duty)))
}

export async function assignOne(world: World, bench: Bench, assignment: Assignment): Promise<void> {
  await change(world, bench, [creationOf(world, assignment)])
}

export const isSmall = (world: World) => world.last.deliveries.length < 2 * MAX_DELIVERIES

/** A duty, or two of one day in one call. */
export const assigning: fc.Arbitrary<Step> = fc
  .record({ assignment: assignments, two: fc.boolean() })
  .map(({ assignment, two }) =>
    step(`assign(${JSON.stringify(assignment)}${two ? ', two' : ''})`, {
      when: (world) => world.last.deliveries.length < MAX_DELIVERIES,
      async act(world, bench) {
        const creations = [assignment, ...(two ? [{ ...assignment, time: 'asr' }] : [])]
        await change(
          world,
          bench,
          creations.map((creation) => creationOf(world, creation)),
        )
      },
    }),
  )

export const assigned = (world: World) => world.last.duties.filter(({ status }) => status === 'assigned')
const has = (count: number) => (world: World) => assigned(world).length >= count && isSmall(world)

export const moving: fc.Arbitrary<Step> = fc
  .record({ duty: fc.nat(9), when: whens, back: fc.boolean() })
  .map(({ duty: n, when, back }) =>
    step(`move(${n}, ${JSON.stringify(when)}${back ? ', and back' : ''})`, {
      when: has(1),
      async act(world, bench) {
        const duty = pick(assigned(world), n)
        if (duty === undefined) return
        const { id: duty_assignment_id, day, key } = duty
        const move = { kind: 'move', duty_assignment_id, ended_by: 'moved' }
        await change(world, bench, [{ ...move, ...columnsOf(world, when) }])
        if (!back) return
        const was = { day: DAYS.findIndex((date) => date === day), time: key }
        await change(world, bench, [{ ...move, ...columnsOf(world, was) }])
      },
    }),
  )

const cancellationOf = ({ id }: DutySeen, ended_by: string) => ({
  kind: 'cancel',
  duty_assignment_id: id,
  ended_by,
})

export const cancelling: fc.Arbitrary<Step> = fc.nat(9).map((n) =>
  step(`cancel duty(${n})`, {
    when: has(1),
    async act(world, bench) {
      const duty = pick(assigned(world), n)
      if (duty) await change(world, bench, [cancellationOf(duty, 'cancelled')])
    },
  }),
)

const copyOf = (copy_of: string, whose: object) => ({
  kind: 'create',
  duty_assignment_id: randomUUIDv7(),
  copy_of,
  ...whose,
})

/** A duty is handed over to another person, or two people swap. */
export const exchanging: fc.Arbitrary<Step> = fc
  .record({ duty: fc.nat(9), other: fc.nat(9), swaps: fc.boolean(), person: personIndex })
  .map(({ duty: n, other: m, swaps, person }) =>
    step(swaps ? `swap(${n}, ${m})` : `hand over(${n} to ${person})`, {
      when: has(swaps ? 2 : 1),
      async act(world, bench) {
        const [a, b] = [pick(assigned(world), n), pick(assigned(world), m)]
        if (a === undefined || b === undefined || (swaps && a === b)) return
        if (!swaps) {
          const registration_id = world.people[person]
          await change(world, bench, [cancellationOf(a, 'handed_over'), copyOf(a.id, { registration_id })])
          return
        }
        await change(world, bench, [
          cancellationOf(a, 'swapped'),
          cancellationOf(b, 'swapped'),
          copyOf(b.id, { person_of: a.id }),
          copyOf(a.id, { person_of: b.id }),
        ])
      },
    }),
  )
