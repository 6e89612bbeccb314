import { test } from 'tap'
import { fuzz } from '../fuzz.ts'
import { startScene } from '../scene.ts'

const SEED = 20_261_123
const REQUESTS = 2_000

/** They want a delivery that failed and is still true: so few requests may meet none. */
const RARE = /^\/v1\/deliveries\/.*retry$/

void test('fuzz: two thousand requests made from the document and bent, each is answered as it should be', async (t) => {
  const scene = await startScene(t)
  const { findings, faults, tally } = await fuzz(scene, {
    seed: SEED,
    requests: REQUESTS,
    onFinding: (finding) => t.fail(`seed ${SEED}, request ${finding.number}`, { ...finding }),
  })
  t.same(findings, [])
  t.same(faults, [])
  const succeeded = tally.succeeded()
  for (const { method, path, body } of scene.operations) {
    if (body !== undefined && !RARE.test(path))
      t.ok(succeeded.has(`${method} ${path}`), `${method} ${path} was also done`)
  }
})

void test('fuzz: an API that is broken, is found out', async (t) => {
  const scene = await startScene(t)
  await scene.db.schema.alterTable('registrations').renameColumn('language', 'tongue').execute()
  const { findings, faults } = await fuzz(scene, { seed: SEED, requests: 100 })
  t.ok(findings.some((finding) => finding.faults.includes('The status is 500.')))
  for (const { curl } of findings) t.match(curl, /curl -si|\/dev\/tcp\/127\.0\.0\.1/)
  t.match(faults, [/^It complains: /])
})
