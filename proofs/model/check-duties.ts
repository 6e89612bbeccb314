import { strict as assert } from 'node:assert'
import { isCorrection } from '@dutybell/shared/templates/catalogue'
import {
  PLACES,
  correctionsOf,
  isKnown,
  lastKnown,
  mayHaveReached,
  messagesOf,
  saysTheSame,
} from './duties.ts'
import type { DutySeen, Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

const MARGIN_MS = 1_000 // the functions of the database read their clock later than the snapshot

/** Invariants about who knows what of duties, which hold after every step. */
export function checkDuties(world: World, before: Snapshot, after: Snapshot): void {
  if (after.duties.length === 0) return
  checkNobodyForgotten(after)
  checkToldOnce(world, after)
  checkNewMessages(before, after)
  checkPlaces(after)
}

/** Who may know a version that has ended was corrected, or is on the call list. */
function checkNobodyForgotten(after: Snapshot): void {
  const dutyOf = new Map(after.duties.map((duty) => [duty.id, duty]))
  for (const version of after.versions) {
    const duty = dutyOf.get(version.duty_id)
    if (duty === undefined || !duty.is_active || !version.is_ended || version.status !== 'assigned') continue
    if (version.day_ends_at <= after.now + MARGIN_MS || saysTheSame(version, duty)) continue
    if (!isKnown(after, version)) continue
    const is_settled =
      correctionsOf(after, version).some(({ state }) => ['delivered', 'read'].includes(state)) ||
      after.versions.some(
        (later) => later.duty_id === version.duty_id && later.version > version.version && later.is_ticked,
      )
    const is_listed = after.owed.some(
      ({ duty_id, version: told }) => duty_id === version.duty_id && told === version.version,
    )
    assert.ok(
      is_settled || is_listed,
      `a known version that ended is corrected or on the call list: ${show(version)}`,
    )
  }
}

/** A version arrives by one message of a kind, unless the second is marked or was retried by an operator. */
function checkToldOnce(world: World, after: Snapshot): void {
  for (const { duty_id, version } of after.versions) {
    const arrived = messagesOf(after, duty_id, version).filter(
      ({ id }) => world.ledger.arrivalsOf(id).length > 0,
    )
    for (const [template, deliveries] of Map.groupBy(arrived, (delivery) => delivery.template)) {
      const is_excused = deliveries.some(
        ({ id, possible_duplicate }) => possible_duplicate || world.retried.has(id),
      )
      assert.ok(
        deliveries.length < 2 || is_excused,
        `version ${version} of duty ${duty_id} is told by one ${template}: ${show(deliveries)}`,
      )
    }
  }
}

/** A new message names duties as they are, which do not wait, and tells what the person does not know. */
function checkNewMessages(before: Snapshot, after: Snapshot): void {
  const known = new Set(before.deliveries.map(({ id }) => id))
  for (const delivery of after.deliveries) {
    if (known.has(delivery.id)) continue
    for (const { duty_id, version, corrects } of after.named.filter(
      ({ outbox_id }) => outbox_id === delivery.outbox_id,
    )) {
      const duty = after.duties.find(({ id }) => id === duty_id)
      assert.equal(duty?.version, version, `a new message names the present version: ${show(delivery)}`)
      assert.notEqual(duty.allotment, 'waiting', `a waiting duty is not told: ${show(delivery)}`)
      const last = lastKnown(before, duty_id)
      assert.ok(
        last === undefined || !saysTheSame(last, duty),
        `a person who knows the duty is told nothing: ${show(delivery)}`,
      )
      const corrects_something = isCorrection(delivery.template)
      assert.equal(
        corrects,
        corrects_something ? (last?.version ?? null) : null,
        `a correction speaks of the last version that the person may know: ${show(delivery)}`,
      )
      assert.ok(
        corrects_something || last === undefined || !after.approved.includes('duty_changed'),
        `a known duty is corrected, not allotted: ${show(delivery)}`,
      )
    }
  }
}

function checkPlaces(after: Snapshot): void {
  const assigned = after.duties.filter(
    ({ status, key }) => status === 'assigned' && PLACES[key] !== undefined,
  )
  for (const [place, duties] of Map.groupBy(assigned, ({ day, key }) => `${key} on ${day}`)) {
    const places = PLACES[duties[0]?.key ?? ''] ?? 0
    assert.ok(duties.length <= places, `no more than ${places} have ${place}: ${show(duties)}`)
  }
}

/** After a change or a sweep: each of these duties is known as it is, or a message that tells it was tried. */
export function checkTold(after: Snapshot, duties: readonly DutySeen[]): void {
  for (const duty of duties) {
    if (!duty.is_reachable || duty.allotment === 'waiting') continue
    const last = lastKnown(after, duty.id)
    const is_owed =
      duty.status === 'assigned'
        ? duty.day_ends_at > after.now + MARGIN_MS && (last === undefined || !saysTheSame(last, duty))
        : last?.status === 'assigned' &&
          last.day_ends_at > after.now + MARGIN_MS &&
          after.approved.includes('duty_cancelled')
    if (!is_owed) continue
    assert.ok(
      messagesOf(after, duty.id, duty.version).some(
        (delivery) =>
          !delivery.withdrawn || delivery.reason === 'suppressed' || mayHaveReached(after, delivery),
      ),
      `a duty is told as it is: ${show(duty)}`,
    )
  }
}

function show(what: unknown): string {
  return JSON.stringify(what)
}
