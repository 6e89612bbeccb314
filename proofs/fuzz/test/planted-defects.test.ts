import { sql } from 'kysely'
import { test } from 'tap'
import { fuzz } from '../fuzz.ts'
import { type Scene, startScene } from '../scene.ts'

const SEED = 20_261_123

async function faultsFound(scene: Scene, requests: number): Promise<string[]> {
  const run = await fuzz(scene, { seed: SEED, requests, stop_at_first: true })
  return [...run.findings.flatMap((finding) => finding.faults), ...run.faults]
}

void test('fuzz: a route that answers 500, a finding and an error in the log', async (t) => {
  const scene = await startScene(t)
  await scene.db.schema.alterTable('registrations').renameColumn('language', 'tongue').execute()
  const faults = await faultsFound(scene, 100)
  t.ok(faults.includes('The status is 500.'))
  t.ok(faults.some((fault) => fault.startsWith('It logged: ')))
})

void test('fuzz: a refused request that writes a row, a finding', async (t) => {
  const scene = await startScene(t)
  await sql`
    create function plant_write() returns trigger language plpgsql as
      $$ begin update channels set probes = probes + 1; return null; end $$`.execute(scene.db)
  await sql`
    create trigger plant_write after update on api_keys for each row execute function plant_write()`.execute(
    scene.db,
  )
  const faults = await faultsFound(scene, 400)
  t.match(faults, [/^A (?:refused request|read) wrote rows: .*channels update/])
})

void test('fuzz: an answer outside its schema, a finding', async (t) => {
  const scene = await startScene(t)
  await sql`alter table registrations drop constraint registrations_status_known`.execute(scene.db)
  await sql`
    create function plant_status() returns trigger language plpgsql as
      $$ begin new.status := 'dormant'; return new; end $$`.execute(scene.db)
  await sql`
    create trigger plant_status before insert on registrations for each row execute function plant_status()`.execute(
    scene.db,
  )
  const faults = await faultsFound(scene, 300)
  t.match(faults, [/dormant|status/])
})
