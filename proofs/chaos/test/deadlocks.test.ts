import { test } from 'tap'
import { findDeadlocks } from '../src/postgres.ts'

const LOG = `[1] LOG:  database system is ready to accept connections
[7] ERROR:  deadlock detected
[7] DETAIL:  Process 7 waits for ShareLock on transaction 12; blocked by process 8.
\tProcess 7:${' '}
\t    select apply_receipts($1)
[8] ERROR:  canceling statement due to lock timeout
[8] STATEMENT:  select claim_deliveries($1)
[7] STATEMENT:  select apply_receipts($1)
[7] ERROR:  duplicate key value
[7] STATEMENT:  insert into registrations
[9] ERROR:  deadlock detected
[9] STATEMENT:  select settle_deliveries($1)`

test("deadlocks: Postgres' log, each report with its own lines and no others", async (t) => {
  t.same(
    findDeadlocks(LOG).map((report) => report.split('\n')),
    [
      [
        '[7] ERROR:  deadlock detected',
        '[7] DETAIL:  Process 7 waits for ShareLock on transaction 12; blocked by process 8.',
        '\tProcess 7: ',
        '\t    select apply_receipts($1)',
        '[7] STATEMENT:  select apply_receipts($1)',
      ],
      ['[9] ERROR:  deadlock detected', '[9] STATEMENT:  select settle_deliveries($1)'],
    ],
  )
})
