import { DatabaseError } from 'pg'
import { type Test, test } from 'tap'
import { type Bench, openBench } from '../fixture.ts'
import {
  claim,
  claimOnly,
  ended,
  enqueue,
  makeDue,
  newNumber,
  openSession,
  record,
  recordSql,
  type Session,
  settle,
  whenWaitedFor,
} from './support.ts'

type Statement = [text: string, values: unknown[]]

test('lock order: receipts of which one advances and one fails, beside others of the same deliveries', async (t) => {
  const bench = await openBench(t)
  const [low, high] = await claimTwo(bench)
  await record(bench, [ended(low, 'accepted'), ended(high, 'accepted')])
  t.same(
    await meet(t, bench, low.delivery_id, {
      inOrder: receiptsSql([receiptOf(low, 'failed_at'), receiptOf(high, 'failed_at')]),
      beside: receiptsSql([receiptOf(high, 'delivered_at'), receiptOf(low, 'failed_at')]),
    }),
    { inOrder: 'done', beside: 'done' },
  )
})

test('lock order: answers of which one came after its receipt, beside receipts of the same deliveries', async (t) => {
  const bench = await openBench(t)
  const [low, high] = await claimTwo(bench)
  const session = await openSession(t, bench)
  await session.query(...receiptsSql([receiptOf(low, 'sent_at')]))
  t.same(
    await meet(t, bench, low.delivery_id, {
      inOrder: receiptsSql([receiptOf(low, 'failed_at'), receiptOf(high, 'failed_at')]),
      beside: recordSql([ended(high, 'accepted'), ended(low, 'accepted')]),
    }),
    { inOrder: 'done', beside: 'done' },
  )
})

test('lock order: an answer that unblocks an earlier delivery, which is being withdrawn: the answer gives way', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  const [first] = await enqueue(bench, [{ phone_number }])
  const low = await claimOnly(bench)
  await record(bench, [ended(low, 'in_doubt')])
  await enqueue(bench, [{ phone_number }])
  const high = await claimOnly(bench)
  await makeDue(bench, low.delivery_id)
  await settle(bench)
  t.same(
    await meet(t, bench, low.delivery_id, {
      inOrder: [`select withdraw_deliveries($1, 'opted_out')`, [[first, high.delivery_id]]],
      beside: recordSql([ended(high, 'accepted')]),
    }),
    { inOrder: 'done', beside: '55P03' },
  )
})

async function claimTwo(bench: Bench) {
  await enqueue(bench, [{}, {}])
  const [low, high] = (await claim(bench)).toSorted((a, b) => (a.delivery_id < b.delivery_id ? -1 : 1))
  if (!low || !high) throw new Error('Two were claimed.')
  return [low, high] as const
}

function receiptOf(
  { delivery_id, attempt }: { delivery_id: string; attempt: number },
  kind: 'sent_at' | 'delivered_at' | 'failed_at',
) {
  const failure = { code: '131000', text: 'Failed.', verdict: 'failed', delay_ms: 0, counts_attempt: 1 }
  return {
    delivery_id,
    attempt,
    provider_message_id: `wamid.${delivery_id}.${attempt}`,
    [kind]: Temporal.Now.instant().toString(),
    ...(kind === 'failed_at' ? failure : {}),
  }
}

function receiptsSql(receipts: readonly object[]): Statement {
  const items = receipts.map((receipt, item) => ({ item, ...receipt }))
  return [`select apply_receipts($1::jsonb, 4, '600 s')`, [JSON.stringify(items)]]
}

/**
 * Both statements need the delivery that a third transaction holds. The first of them waits for it before the second does, so it
 * gets it first; a second one that holds another delivery by then waits against the order.
 */
async function meet(
  t: Test,
  bench: Bench,
  delivery_id: string,
  { inOrder, beside }: { inOrder: Statement; beside: Statement },
) {
  const holder = await openSession(t, bench)
  const first = await openSession(t, bench)
  await holder.query('begin')
  await holder.query('select from deliveries where id = $1 for no key update', [delivery_id])
  const firstEnds = outcomeOf(first, inOrder)
  await whenWaitedFor(bench, holder)
  const secondEnds = outcomeOf(await openSession(t, bench), beside)
  await Promise.race([secondEnds, whenWaitedFor(bench, first)])
  await holder.query('commit')
  return { inOrder: await firstEnds, beside: await secondEnds }
}

async function outcomeOf(session: Session, statement: Statement): Promise<string | undefined> {
  try {
    await session.query(...statement)
    return 'done'
  } catch (error) {
    if (error instanceof DatabaseError) return error.code
    throw error
  }
}
