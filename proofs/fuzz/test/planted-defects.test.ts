import { test } from 'tap'
import { fuzz } from '../fuzz.ts'
import { startScene } from '../scene.ts'

const SEED = 20_261_123

void test('fuzz: an API that is broken, is found out', async (t) => {
  const scene = await startScene(t)
  await scene.db.schema.alterTable('registrations').renameColumn('language', 'tongue').execute()
  const { findings, faults } = await fuzz(scene, { seed: SEED, requests: 100 })
  t.ok(findings.some((finding) => finding.faults.includes('The status is 500.')))
  for (const { curl } of findings) t.match(curl, /curl -si|\/dev\/tcp\/127\.0\.0\.1/)
  t.match(faults, [/^It logged: /])
})
