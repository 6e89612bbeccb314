import { sql } from 'kysely'
import { test } from 'tap'
import { fuzz } from '../fuzz.ts'
import { nextStep } from '../next-step.ts'
import { startScene } from '../scene.ts'

const SEED = 20_261_123
const REQUESTS = 500

const DEFECTS: readonly (readonly [name: string, plant: string, found: readonly RegExp[]])[] = [
  [
    'a route that answers 500',
    'alter table registrations rename column language to tongue',
    [/The status is 500/, /It logged: /],
  ],
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
]

for (const [name, plant, found] of DEFECTS) {
  void test(`fuzz: ${name}, a finding`, async (t) => {
    const scene = await startScene(t)
    await sql.raw(plant).execute(scene.db)
    t.same(nextStep(SEED, 50, scene), nextStep(SEED, 50, scene), 'the same seed, the same requests')
    const run = await fuzz(scene, { seed: SEED, requests: REQUESTS, stop_at_first: true })
    const faults = [...run.findings.flatMap((finding) => finding.faults), ...run.faults]
    for (const fault of found) t.match(faults.join('\n'), fault)
  })
}

function trigger(when: string, statements: readonly string[]): string {
  return `
    create function planted() returns trigger language plpgsql as $$ begin ${statements.join('; ')}; return new; end $$;
    create trigger planted ${when} for each row execute function planted()`
}
