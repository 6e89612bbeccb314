import { inFunction, type Mutation } from './mutation.ts'

/** Defects in where an attempt stands: in its delivery alone, or in a row. */
export const ATTEMPT_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a receipt that names the running attempt finds none',
    seed: 7,
    changes: [
      inFunction(
        'apply_receipts',
        'i.attempt between 1 and named.attempts',
        `exists (select from attempts a where a.delivery_id = named.id and a.number = i.attempt)`,
      ),
    ],
  },
  {
    name: 'the end of a lease leaves no attempt',
    seed: 3,
    changes: [
      inFunction(
        'apply_results',
        'from result r\n    on conflict',
        "from result r where r.reason is distinct from 'lease_ran_out'\n    on conflict",
      ),
    ],
  },
  {
    name: 'an attempt recorded after an erasure keeps its message id',
    seed: 19,
    changes: [inFunction('apply_results', 'r.failed_at, r.erased\n', 'r.failed_at, false\n')],
  },
  {
    name: 'a retry does not write the carried attempt first',
    seed: 16,
    changes: [inFunction('retry_deliveries', 'select store_carried_attempts(p_ids);', '')],
  },
  {
    name: 'a failed receipt or a late answer does not write the carried attempt first',
    seed: 7,
    changes: [
      inFunction(
        'apply_results',
        'perform store_carried_attempts(array(select r.delivery_id from unnest(p_results) r));',
        '',
      ),
    ],
  },
  {
    name: 'an erasure loses the message id of a carried attempt',
    seed: 7,
    changes: [inFunction('redact_erased_delivery', 'perform store_carried_attempts(array[new.id]);', '')],
  },
  {
    name: 'a receipt that names no attempt does not find a carried one',
    seed: 3,
    changes: [inFunction('find_attempts', "d.queue_state = 'done' and d.attempts = 1", 'false')],
  },
]
