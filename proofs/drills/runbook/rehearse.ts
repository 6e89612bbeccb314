import { inspect } from 'node:util'
import { migrate } from '@dutybell/shared/db/migrate'
import { databaseUrl } from '@dutybell/testing/cluster'
import { query, startPostgres } from '../../chaos/src/postgres.ts'
import { type Report, type Scope, withScope } from '../../src/report.ts'
import { outOnce } from '../judge.ts'
import { Operator } from '../operator.ts'
import { type Page, readPage } from '../page.ts'
import { startSite } from '../site.ts'
import { DEADLINES } from './deadlines.ts'
import type { Drill, Server } from './drill.ts'
import { NEWS } from './news.ts'
import { OUTAGES } from './outages.ts'
import { PROCESSES } from './processes.ts'
import { SENDING } from './sending.ts'
import { copyWithOldZoneData, ZONE_DATA } from './zone-data.ts'

const DRILLS: readonly Drill[] = [...SENDING, ...DEADLINES, ...PROCESSES, ZONE_DATA, ...NEWS, ...OUTAGES]
const WITHOUT_ALERT = 'No alert, and no mail either'

export async function rehearseRunbook(
  report: Report,
  { is_short, chosen }: { is_short: boolean; chosen: (drill: Drill) => boolean },
): Promise<void> {
  const page = readPage('docs/runbook.md', true)
  report.check('runbook: each section, and each symptom of the first one, has a drill', missing(page))
  await withScope(async (scope) => {
    const { postgres, template } = await openPostgres(scope, is_short)
    for (const [position, drill] of DRILLS.entries()) {
      if (!chosen(drill)) continue
      const started = performance.now()
      const failure = drill.has_old_zone_data
        ? await onOldZoneData(drill, page)
        : await rehearse(drill, page, { postgres, template, database: `drill_${position}` })
      report.check(
        `runbook: ${drill.section}: ${drill.name} (${((performance.now() - started) / 1_000).toFixed(1)} s)`,
        failure,
      )
    }
  })
}

function missing(page: Page): string | null {
  const sections = page.sections.filter((section) => DRILLS.every((drill) => drill.section !== section))
  const rows = page.text(WITHOUT_ALERT).match(/^\| (?!symptom|-).*$/gm) ?? []
  const symptoms = DRILLS.flatMap((drill) => drill.symptoms ?? [])
  const undrilled = rows.filter((row) => symptoms.every((symptom) => !row.includes(symptom)))
  const unknown = [
    ...symptoms.filter((symptom) => rows.every((row) => !row.includes(symptom))),
    ...DRILLS.map(({ section }) => section).filter((section) => !page.sections.includes(section)),
  ]
  const lines = [...sections, ...undrilled].map((what) => `no drill: ${what}`)
  const all = [...lines, ...unknown.map((what) => `not in the page: ${what}`)]
  return all.length === 0 ? null : all.join('\n')
}

interface Place {
  readonly postgres: Server
  readonly template: string
  readonly database: string
  readonly updateZoneData?: () => Promise<void>
}

async function rehearse(
  drill: Drill,
  page: Page,
  { postgres, template, database, ...place }: Place,
): Promise<string | null> {
  try {
    await withScope(async (scope) => {
      await query(await postgres.urlOf('postgres'), `create database ${database} template ${template}`)
      const { variables = {} } = drill
      const site = await startSite({ scope, database_url: await postgres.urlOf(database), variables })
      const operator = new Operator({ site, page, scope })
      const updateZoneData = place.updateZoneData ?? (async () => undefined)
      const expected = await drill.run({ site, operator, postgres, updateZoneData })
      await outOnce(site, expected ?? {})
      const is_rehearsed = operator.has(drill.section, 'opened') && operator.has(drill.section, 'closed')
      if (drill.section !== WITHOUT_ALERT && !is_rehearsed)
        throw new Error('Its alert was not seen open and closed.')
    })
    return null
  } catch (error) {
    return inspect(error)
  }
}

async function onOldZoneData(drill: Drill, page: Page): Promise<string | null> {
  const { programs, update, remove } = await copyWithOldZoneData()
  const postgres = await startPostgres(programs)
  try {
    const template = await createTemplate(postgres)
    return await rehearse(drill, page, { postgres, template, database: 'zones', updateZoneData: update })
  } finally {
    await postgres.stop()
    await remove()
  }
}

/** In the short form the server of all proofs, which has a migrated database. */
async function openPostgres(
  scope: Scope,
  is_short: boolean,
): Promise<{ postgres: Server; template: string }> {
  const { TEST_CLUSTER_URL: server, TEST_TEMPLATE: template } = process.env
  if (is_short && server !== undefined && template !== undefined) {
    const urlOf = async (database: string) => databaseUrl(server, database)
    return { postgres: { urlOf, crash: refuse, start: refuse }, template }
  }
  const postgres = await startPostgres()
  scope.teardown(() => postgres.stop())
  return { postgres, template: await createTemplate(postgres) }
}

async function refuse(): Promise<never> {
  throw new Error('No drill of the short form stops the server.')
}

async function createTemplate(postgres: Server): Promise<string> {
  await query(await postgres.urlOf('postgres'), 'create database migrated')
  await migrate(await postgres.urlOf('migrated'))
  return 'migrated'
}
