import { inFunction, type Mutation } from './mutation.ts'

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a result counts only while its attempt is under way',
    seed: 4,
    changes: [
      inFunction(
        'record_attempts',
        'left join lateral (select * from deliveries where deliveries.id = r.delivery_id offset 0)',
        `join lateral (
          select * from deliveries
          where deliveries.id = r.delivery_id and deliveries.attempts = r.attempt and deliveries.state = 'sending' offset 0
        )`,
      ),
    ],
  },
  {
    name: 'a stale result moves the schedule',
    seed: 6,
    changes: [
      inFunction('apply_results', "when c.is_running then 'sending'", "when false then 'sending'"),
      inFunction('apply_results', 's.attempt = s.attempts', 'true'),
    ],
  },
  {
    name: 'a delivery fails although an earlier attempt may have arrived',
    seed: 109,
    changes: [
      inFunction('apply_results', "when c.shows = 'in_doubt' then 'in_doubt'", "when false then 'in_doubt'"),
    ],
  },
  {
    name: 'no possible duplicate is marked',
    seed: 83,
    changes: [
      inFunction(
        'take_deliveries',
        'possible_duplicate = d.possible_duplicate or d.attempts > 0 and (',
        'possible_duplicate = d.possible_duplicate or false and (',
      ),
    ],
  },
  {
    name: 'the last pending delivery of a recipient is claimed first',
    seed: 1,
    changes: [
      inFunction(
        'judge_candidates',
        "o.queue_state = 'pending' and o.seq < d.seq",
        "o.queue_state = 'pending' and o.seq > d.seq",
      ),
    ],
  },
  {
    name: 'two deliveries to one recipient are sent at once',
    seed: 3,
    changes: [
      { statement: 'drop index deliveries_one_sending_per_recipient' },
      inFunction(
        'judge_candidates',
        "o.recipient = d.recipient and o.queue_state = 'sending'",
        "o.recipient = d.recipient and false and o.queue_state = 'sending'",
      ),
    ],
  },
  {
    name: 'a claim ignores suppressed recipients',
    seed: 2,
    changes: [
      inFunction(
        'why_untrue',
        "when p_suppressed_at is not null then 'suppressed'",
        "when false then 'suppressed'",
      ),
    ],
  },
  {
    name: 'a claim ignores the deadline',
    seed: 51,
    changes: [
      inFunction('judge_candidates', 'when d.expires_at <= p_now + p_margin then', 'when false then'),
    ],
  },
  {
    name: 'a retry goes to the former address',
    seed: 43,
    changes: [inFunction('follow_addresses', 'present.address <> d.recipient', 'false')],
  },
  {
    name: 'a delivery in flight is not withdrawn',
    seed: 5,
    changes: [
      {
        statement: `create function keep_in_flight() returns trigger language plpgsql as
          $$ begin new.withdrawn := false; return new; end $$;
          create trigger keep_in_flight before update on deliveries for each row
          when (old.state = 'sending' and new.withdrawn and not old.withdrawn) execute function keep_in_flight()`,
      },
    ],
  },
  {
    name: 'a passed deadline does not unblock the next delivery',
    seed: 6,
    changes: [inFunction('divert_deliveries', 'perform unblock_next_for_recipients(v_others);', '')],
  },
  {
    name: 'the end of a lease does not unblock the next delivery',
    seed: 1,
    changes: [inFunction('apply_results', 'perform unblock_next_for_recipients(v_left);', '')],
  },
  {
    name: 'the in-doubt window ends although receipts are stored',
    seed: 18,
    changes: [
      inFunction(
        'settle_deliveries',
        "where p_channel = 'whatsapp' and w.applied_at is null",
        'where false and w.applied_at is null',
      ),
    ],
  },
  {
    name: 'a doubt gets no window',
    seed: 4,
    changes: [
      inFunction(
        'apply_results',
        'then coalesce(n.finished_at, v_now) + least(p_window, (n.expires_at - coalesce(n.finished_at, v_now)) / 2)',
        'then null',
      ),
    ],
  },
  {
    name: 'a receipt for an earlier attempt is ignored',
    seed: 6,
    changes: [
      inFunction('apply_receipts', 'i.attempt between 1 and named.attempts', 'i.attempt = named.attempts'),
    ],
  },
  {
    name: 'a repeated result is charged again',
    seed: 4,
    changes: [inFunction('apply_results', 'r.cost - r.known_cost', 'r.cost')],
  },
  {
    name: 'a delivered receipt does not override a final state',
    seed: 16,
    changes: [
      inFunction(
        'apply_results',
        "when c.shows in ('read', 'delivered') then c.shows",
        "when c.shows in ('read', 'delivered') and c.old_state not in ('failed', 'expired', 'cancelled') then c.shows",
      ),
    ],
  },
  {
    name: 'a late receipt of an only attempt lowers its state',
    seed: 2,
    changes: [
      inFunction(
        'apply_receipts',
        "when coalesce(d.read_at, i.read_at) is not null then 'read'",
        "when i.read_at is not null then 'read'",
      ),
    ],
  },
  {
    name: 'a single refusal for the rate slows the channel',
    seed: 1,
    changes: [inFunction('slow_channel', 'refused_at_pace >= 3', 'refused_at_pace >= 1')],
  },
]
