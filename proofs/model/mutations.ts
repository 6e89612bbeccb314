/** One deliberate defect in the SQL, which the model must find. */
export interface Mutation {
  readonly name: string
  /** The search begins here. Recorded with `--record`, so that three lives are enough. */
  readonly seed: number
  readonly changes: readonly Change[]
}

type Change =
  | { readonly function: string; readonly from: string; readonly to: string }
  | { readonly statement: string }

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a result counts only while its attempt is under way',
    seed: 3,
    changes: [
      {
        function: 'record_attempts',
        from: 'where a.delivery_id = r.delivery_id and a.number = r.attempt;',
        to: `where a.delivery_id = r.delivery_id and a.number = r.attempt and exists (
          select from deliveries d where d.id = r.delivery_id and d.attempts = r.attempt and d.state = 'sending'
        );`,
      },
    ],
  },
  {
    name: 'a stale result moves the schedule',
    seed: 3,
    changes: [
      {
        function: 'record_attempts',
        from: "c.attempts = r.attempt and c.state in ('sending', 'in_doubt')",
        to: 'true',
      },
    ],
  },
  {
    name: 'a delivery fails although an earlier attempt may have arrived',
    seed: 28,
    changes: [
      {
        function: 'record_attempts',
        from: "when known.arrived = 1 then 'in_doubt'",
        to: "when false then 'in_doubt'",
      },
    ],
  },
  {
    name: 'no possible duplicate is marked',
    seed: 17,
    changes: [
      {
        function: 'claim_deliveries',
        from: 'possible_duplicate = d.possible_duplicate or d.attempts > 0 and (',
        to: 'possible_duplicate = d.possible_duplicate or false and (',
      },
    ],
  },
  {
    name: 'the last pending delivery of a recipient is claimed first',
    seed: 1,
    changes: [
      {
        function: 'claim_deliveries',
        from: "o.state = 'pending' and o.seq < d.seq",
        to: "o.state = 'pending' and o.seq > d.seq",
      },
    ],
  },
  {
    name: 'two deliveries to one recipient are sent at once',
    seed: 3,
    changes: [
      { statement: 'drop index deliveries_one_sending_per_recipient' },
      {
        function: 'claim_deliveries',
        from: "o.recipient = d.recipient and o.state = 'sending'",
        to: "o.recipient = d.recipient and false and o.state = 'sending'",
      },
    ],
  },
  {
    name: 'a claim ignores suppressed recipients',
    seed: 33,
    changes: [
      {
        function: 'claim_deliveries',
        from: 'when r.suppressed_at is not null then',
        to: 'when false then',
      },
    ],
  },
  {
    name: 'a claim ignores the deadline',
    seed: 6,
    changes: [
      {
        function: 'claim_deliveries',
        from: 'when d.expires_at <= v_now + p_margin then',
        to: 'when false then',
      },
    ],
  },
  {
    name: 'a retry goes to the former address',
    seed: 4,
    changes: [
      {
        function: 'follow_addresses',
        from: 'present.address <> d.recipient',
        to: 'false',
      },
    ],
  },
  {
    name: 'a delivery in flight is not withdrawn',
    seed: 4,
    changes: [
      {
        statement: `create function keep_in_flight() returns trigger language plpgsql as
          $$ begin new.withdrawn := false; return new; end $$`,
      },
      {
        statement: `create trigger keep_in_flight before update on deliveries for each row
          when (old.state = 'sending' and new.withdrawn and not old.withdrawn) execute function keep_in_flight()`,
      },
    ],
  },
  {
    name: 'the end of a lease or a deadline does not unblock the next delivery',
    seed: 3,
    changes: [
      { function: 'settle_deliveries', from: 'perform unblock_next_for_recipients(v_settled);', to: '' },
    ],
  },
  {
    name: 'the in-doubt window ends although receipts are stored',
    seed: 24,
    changes: [
      {
        function: 'settle_deliveries',
        from: "where p_channel = 'whatsapp' and w.applied_at is null",
        to: 'where false and w.applied_at is null',
      },
    ],
  },
  {
    name: 'a doubt without a window is never settled',
    seed: 45,
    changes: [{ function: 'settle_deliveries', from: 'and u.next_attempt_at is null', to: 'and false' }],
  },
  {
    name: 'a receipt for an earlier attempt is ignored',
    seed: 13,
    changes: [
      {
        function: 'apply_receipts',
        from: 'where named.delivery_id = i.delivery_id and named.number = i.attempt',
        to: `where named.delivery_id = i.delivery_id and named.number = i.attempt
          and named.number = (select d.attempts from deliveries d where d.id = i.delivery_id)`,
      },
    ],
  },
  {
    name: 'a repeated failed receipt is applied again',
    seed: 3,
    changes: [
      {
        function: 'apply_receipts',
        from: 'a.failed_at is null and i.failed_at is not null',
        to: 'i.failed_at is not null',
      },
    ],
  },
  {
    name: 'a delivered receipt does not override a final state',
    seed: 27,
    changes: [
      {
        function: 'apply_receipts',
        from: "when f.shows = any (array['read', 'delivered']) then f.shows",
        to: "when f.shows = any (array['read', 'delivered']) and c.state not in ('failed', 'expired', 'cancelled') then f.shows",
      },
    ],
  },
]
