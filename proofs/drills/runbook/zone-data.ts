import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findPrograms, run as exec } from '@dutybell/local-postgres/programs'
import type { Drill } from './drill.ts'

export const ZONE_DATA: Drill = {
  section: 'zone_data_of_postgres',
  name: 'the database server has old zone data, which is updated',
  has_old_zone_data: true,
  variables: { TIME_ZONE: 'Asia/Kolkata' },
  async run({ site, operator, postgres, updateZoneData }) {
    await site.register()
    const alert = await operator.opened('zone_data_of_postgres')
    await updateZoneData()
    await postgres.crash()
    await postgres.start()
    await Promise.all([site.api.ready(), site.notifier.ready()])
    await operator.closed(alert)
  },
}

/** The programs of Postgres with the zone data of Karachi for Asia/Kolkata. */
export async function copyWithOldZoneData() {
  const { initdb, user } = await findPrograms()
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-zones-'))
  await exec('chmod', ['755', folder])
  const native = join(folder, 'native')
  await cp(dirname(dirname(initdb)), native, { recursive: true, verbatimSymlinks: true })
  const zones = join(native, 'share', 'postgresql', 'timezone', 'Asia')
  const bin = join(native, 'bin')
  await cp(join(zones, 'Kolkata'), join(zones, 'Kolkata_right'))
  await cp(join(zones, 'Karachi'), join(zones, 'Kolkata'))
  return {
    programs: { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), user },
    /** As an update of the package tzdata does. */
    update: () => cp(join(zones, 'Kolkata_right'), join(zones, 'Kolkata')),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
