import { sql } from 'kysely'
import { test } from 'tap'
import { fuzz } from '../fuzz.ts'
import { nextStep } from '../next-step.ts'
import { startScene } from '../scene.ts'

const SEED = 20_261_123
const REQUESTS = 500

/** With the rows that it left. */
const REMOVE = 'drop function if exists planted cascade; truncate registrations cascade'

/** The last one makes the API log errors, which count for the whole run. */
const DEFECTS: readonly (readonly [name: string, plant: string, found: readonly RegExp[]])[] = [
  [
    'a refused request that writes a row and deletes it',
    trigger('after update on api_keys', [
      `insert into recipients (channel, address) values ('email', 'planted')`,
      `delete from recipients where address = 'planted'`,
    ]),
    [/A (?:refused request|read) wrote rows: .*recipients insert, recipients delete/],
  ],
  [
    'an answer outside its schema',
    `alter table registrations drop constraint registrations_status_known;
      ${trigger('before insert on registrations', [`new.status := 'dormant'`])}`,
    [/body .*status/],
  ],
  [
    'a number in an answer to a key without the scope pii',
    trigger('before insert on registrations', [`new.full_name := new.phone_number`]),
    [/A key without the scope pii was shown \+91/],
  ],
  [
    'a route that answers 500',
    'alter table registrations rename column language to tongue',
    [/The status is 500/, /It logged: /],
  ],
]

void test('fuzz: each planted defect is a finding', async (t) => {
  const scene = await startScene(t)
  t.same(nextStep(SEED, 50, scene), nextStep(SEED, 50, scene), 'the same seed, the same requests')
  for (const [name, plant, found] of DEFECTS) {
    await t.test(name, async (t) => {
      await sql.raw(plant).execute(scene.db)
      const run = await fuzz(scene, { seed: SEED, requests: REQUESTS, stop_at_first: true })
      const faults = [...run.findings.flatMap((finding) => finding.faults), ...run.faults]
      for (const fault of found) t.match(faults.join('\n'), fault)
      await sql.raw(REMOVE).execute(scene.db)
      await scene.changes()
    })
  }
})

function trigger(when: string, statements: readonly string[]): string {
  return `
    create function planted() returns trigger language plpgsql as $$ begin ${statements.join('; ')}; return new; end $$;
    create trigger planted ${when} for each row execute function planted()`
}
