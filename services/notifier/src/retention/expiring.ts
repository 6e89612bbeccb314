/** Rows that are kept for a limited time. Ids are UUIDv7, so the primary key finds old rows. */
export interface Expiring {
  readonly what: string
  /** Deletes rows from before the instant `$1`, at most `$2`, and returns one row for each. */
  readonly statement: string
}

/** Meta repeats a webhook for seven days. A parked one is kept longer for diagnosis. */
export const STORED_CALLBACKS: Expiring = {
  what: 'stored webhook bodies',
  statement: `
    delete from webhook_inbox where id in (
      select w.id from webhook_inbox w where w.id < first_id_of($1::timestamptz) order by w.id limit $2 for update skip locked
    ) returning id`,
}

/** The table refuses a deletion within a year. */
export const AUDIT_LOG: Expiring = {
  what: 'entries of the audit log',
  statement: `
    delete from audit_log where id in (
      select l.id from audit_log l where l.id < first_id_of($1::timestamptz) and l.at < $1::timestamptz order by l.id limit $2
    ) returning id`,
}

/** An event is deleted after its last delivery. An event published to no address has no delivery. */
export const OUTBOX_EVENTS: Expiring = {
  what: 'outbox events',
  statement: `
    delete from outbox where id in (
      select o.id from outbox o
      where o.id < first_id_of($1::timestamptz) and not exists (select from deliveries d where d.outbox_id = o.id)
      order by o.id limit $2
      for update skip locked
    ) returning id`,
}

/** A message not yet mailed is retried for three days. */
export const INBOUND_MESSAGES: Expiring = {
  what: 'inbound messages',
  statement: `
    delete from inbound_messages where id in (
      select m.id from inbound_messages m
      where m.id < first_id_of($1::timestamptz)
        and (m.mailed_at is not null or m.received_at < clock_timestamp() - interval '3 days')
      order by m.id limit $2
      for update skip locked
    ) returning id`,
}

/** Numbers, or their keyed hashes, without a registration and without a preference or suppression. */
export const RECIPIENTS: Expiring = {
  what: 'recipients',
  statement: `
    delete from recipients where (channel, address) in (
      select r.channel, r.address from recipients r
      where r.channel = 'whatsapp' and greatest(r.reached_at, r.spaced_until, r.erased_at) < $1::timestamptz
        and num_nonnulls(r.suppressed_at, r.preference_at, r.marketing_suppressed_at, r.marketing_preference_at) = 0
        and not exists (select from registrations p where p.phone_number = r.address)
      limit $2
      for update skip locked
    ) returning channel`,
}

/** Of numbers, or their keyed hashes, of which nothing else is kept. */
export const ALIASES: Expiring = {
  what: 'aliases of recipients',
  statement: `
    delete from recipient_aliases where (address, kind, alias) in (
      select a.address, a.kind, a.alias from recipient_aliases a
      where a.seen_at < $1::timestamptz
        and not exists (select from recipients r where r.channel = 'whatsapp' and r.address = a.address)
        and not exists (select from registrations p where p.phone_number = a.address)
      limit $2
      for update skip locked
    ) returning address`,
}

/** One row a day, without personal data. */
export const DIGESTS: Expiring = {
  what: 'evening digests',
  statement: `
    delete from digests where duty_date in (
      select g.duty_date from digests g where g.duty_date < $1::timestamptz order by g.duty_date limit $2
      for update skip locked
    ) returning duty_date`,
}

/** Operators' jobs that failed permanently stay in graphile-worker's table, with the number in the payload. */
export const FAILED_JOBS: Expiring = {
  what: 'failed jobs',
  statement: `
    select from graphile_worker.complete_jobs(array(
      select j.id from graphile_worker.jobs j
      where j.task_identifier = 'send_template' and j.attempts >= j.max_attempts and j.locked_at is null
        and j.updated_at < $1::timestamptz
      order by j.id limit $2
    ))`,
}
