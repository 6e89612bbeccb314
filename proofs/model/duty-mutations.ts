import { inFunction, type Mutation } from './mutation.ts'

/** Defects in who is told what of a duty. */
export const DUTY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a duty that moves to another day silences the others of its message',
    seed: 2,
    changes: [
      inFunction(
        'change_duties',
        "select c.registration_id, c.was_date from unnest(v_written) c where c.kind <> 'create'",
        'select c.registration_id, c.was_date from unnest(v_written) c where false',
      ),
    ],
  },
  {
    name: 'a correction speaks of the version that ended, known or not',
    seed: 1,
    changes: [
      inFunction(
        'messages_due',
        'max(x.version) filter (where x.is_told) as last_told',
        'max(x.version) filter (where x.version < a.version) as last_told',
      ),
    ],
  },
  {
    name: 'a waiting duty is told',
    seed: 4,
    changes: [inFunction('messages_due', "and own.allotment <> 'waiting'", '')],
  },
  {
    name: 'a message that was withdrawn before it left counts as tried',
    seed: 1,
    changes: [
      inFunction('duty_tellings', "not d.withdrawn or d.reason = 'suppressed' or arrived.is_told", 'true'),
    ],
  },
  {
    name: 'a message in flight does not count as told',
    seed: 9,
    changes: [
      inFunction(
        'duty_tellings',
        "d.queue_state = 'done' or may_have_arrived(d.id, d.queue_state)",
        "d.queue_state = 'done'",
      ),
    ],
  },
  {
    name: 'a duty that was moved away and back is told again',
    seed: 2,
    changes: [
      inFunction(
        'messages_due',
        'or (was.duty_date, was.duty_time_key) = (known.duty_date, known.duty_time_key) then null',
        'then null',
      ),
    ],
  },
  {
    name: 'a waiting duty is published again by each call',
    seed: 23,
    changes: [inFunction('publish_waiting_duties', "set allotment = 'published', ", 'set ')],
  },
  {
    name: 'a correction that was accepted takes a person off the call list',
    seed: 10,
    changes: [
      inFunction(
        'owed_corrections',
        "y.state in ('delivered', 'read')",
        "y.state in ('accepted', 'sent', 'delivered', 'read')",
      ),
    ],
  },
  {
    name: 'places are counted without the lock of the duty time',
    seed: 1,
    changes: [inFunction('change_duties', 'order by t.id for no key update', 'order by t.id')],
  },
]
