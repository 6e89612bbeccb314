import { test } from 'tap'
import { openBench } from '../fixture.ts'
import { claimSql, enqueueOne, openSession } from './support.ts'

for (const { circumstance, waiting, durable } of [
  { circumstance: 'nothing waits', waiting: false, durable: 'off' },
  { circumstance: 'something is taken', waiting: true, durable: 'on' },
]) {
  test(`claim: ${circumstance}, its commit is synchronous: ${durable}, and later commits are`, async (t) => {
    const bench = await openBench(t)
    if (waiting) await enqueueOne(bench)
    const session = await openSession(t, bench)
    await session.query('set synchronous_commit = on') // a throw-away server has it off
    await session.query('begin')
    t.equal((await session.query(claimSql(10))).length, waiting ? 1 : 0)
    t.same(await session.query('show synchronous_commit'), [{ synchronous_commit: durable }])
    await session.query('commit')
    t.same(await session.query('show synchronous_commit'), [{ synchronous_commit: 'on' }])
  })
}
