/** The SQL broken in one place: the model must notice. */
export interface Mutation {
  readonly name: string
  readonly changes: readonly Change[]
}

type Change =
  | { readonly function: string; readonly from: string; readonly to: string }
  | { readonly statement: string }

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an answer counts only while its attempt is under way',
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
    name: 'a stale answer moves the schedule',
    changes: [
      {
        function: 'record_attempts',
        from: "c.attempts = r.attempt and c.state in ('sending', 'in_doubt')",
        to: 'true',
      },
    ],
  },
  {
    name: 'it has failed although an earlier attempt may have arrived',
    changes: [
      {
        function: 'record_attempts',
        from: "when known.arrived = 1 then 'in_doubt'",
        to: "when false then 'in_doubt'",
      },
    ],
  },
  {
    name: 'nothing is marked a possible duplicate',
    changes: [
      {
        function: 'claim_deliveries',
        from: 'possible_duplicate = d.possible_duplicate or d.attempts > 0 and (',
        to: 'possible_duplicate = d.possible_duplicate or false and (',
      },
    ],
  },
  {
    name: 'of those that wait for one recipient the last goes first',
    changes: [
      {
        function: 'claim_deliveries',
        from: "o.state = 'pending' and o.seq < d.seq",
        to: "o.state = 'pending' and o.seq > d.seq",
      },
    ],
  },
  {
    name: 'two messages to one recipient may be under way',
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
    name: 'a claim does not ask whether the recipient wants messages',
    changes: [
      {
        function: 'claim_deliveries',
        from: 'when r.suppressed_at is not null then',
        to: 'when false then',
      },
    ],
  },
  {
    name: 'a claim does not look at the deadline',
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
    changes: [
      {
        function: 'follow_addresses',
        from: 'present.address <> d.recipient',
        to: 'false',
      },
    ],
  },
  {
    name: 'what is under way is not withdrawn',
    changes: [
      {
        statement: `create function pass_over() returns trigger language plpgsql as
          $$ begin new.withdrawn := false; return new; end $$`,
      },
      {
        statement: `create trigger pass_over before update on deliveries for each row
          when (old.state = 'sending' and new.withdrawn and not old.withdrawn) execute function pass_over()`,
      },
    ],
  },
  {
    name: 'nobody is let go where a lease or a deadline ended',
    changes: [
      { function: 'settle_deliveries', from: 'perform unblock_next_for_recipients(v_settled);', to: '' },
    ],
  },
  {
    name: 'a window ends whatever callbacks are stored',
    changes: [
      {
        function: 'settle_deliveries',
        from: "where p_channel = 'whatsapp' and w.applied_at is null",
        to: 'where false and w.applied_at is null',
      },
    ],
  },
  {
    name: 'what nobody can decide stays in doubt',
    changes: [{ function: 'settle_deliveries', from: 'and u.next_attempt_at is null', to: 'and false' }],
  },
  {
    name: 'a callback of an earlier attempt is passed over',
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
    name: 'each repetition of a failed callback decides anew',
    changes: [
      {
        function: 'apply_receipts',
        from: 'a.failed_at is null and i.failed_at is not null',
        to: 'i.failed_at is not null',
      },
    ],
  },
  {
    name: 'delivered does not override',
    changes: [
      {
        function: 'apply_receipts',
        from: "when f.shows = any (array['read', 'delivered']) then f.shows",
        to: "when f.shows = any (array['read', 'delivered']) and c.state not in ('failed', 'expired', 'cancelled') then f.shows",
      },
    ],
  },
]
