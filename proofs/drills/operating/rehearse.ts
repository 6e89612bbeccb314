import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { operatingEnvironment } from '@dutybell/testing/operating'
import { runScript } from '@dutybell/testing/run-page'
import { query } from '../../chaos/src/postgres.ts'
import { type Report, withScope } from '../../src/report.ts'
import { eventually } from '../eventually.ts'
import { outOnce } from '../judge.ts'
import { startLoad } from '../load.ts'
import { readPage } from '../page.ts'
import { type Fault, FAULTS } from './faults.ts'

/**
 * Follows docs/operating.md from an empty cluster of Debian's Postgres, with its own commands: the first deployment, each rotation
 * while people register, then each fault that preflight must find, and what it says to do.
 */
export async function rehearseOperating(report: Report): Promise<void> {
  await withScope(async (scope) => {
    const environment: Record<string, string> = {
      ...(await operatingEnvironment(scope)),
      REGISTRATIONS_PER_MINUTE: '0',
      PUBLIC_CONFIRMATIONS_PER_HOUR: '0',
    }
    const page = readPage('docs/operating.md')
    const { ETC = '', PORT, SIMULATOR_PORT } = environment
    const load = startLoad(scope, [`http://127.0.0.1:${PORT}`])
    await runScript(scope, `${page.commands('First deployment')}\n${page.commands('Rotation')}`, environment)
    await load.stop()
    const file = await readFile(join(ETC, 'dutybell.env'), 'utf8')
    const [, url = ''] = /^DATABASE_URL=(.*)$/m.exec(file) ?? []
    const read = async (what: string) => {
      const answer = await fetch(`http://127.0.0.1:${SIMULATOR_PORT}/_control/${what}?limit=20000`)
      return JSON.parse(await answer.text()).items
    }
    const failure = await outOnce({
      sql: (statement) => query(url, statement),
      arrivals: async () => ({ messages: await read('messages'), mails: await read('mails') }),
    }).then(() => null, inspect)
    report.check(
      `operating: ${load.acknowledged.length} people register while all is rotated, each message is out once`,
      failure,
    )

    const definitions = `${definitionsOf(page.commands('First deployment'))}\nload\n${definitionsOf(page.commands('Rotation'))}`
    const run = (commands: string) =>
      runScript(scope, `${definitions}\n${commands}`, environment).then(
        ({ stdout }) => ({ is_green: true, text: stdout }),
        (error: unknown) => ({
          is_green: false,
          text: error instanceof Error ? error.message : String(error),
        }),
      )
    const healthy = await run('npx --yes pnpm@12 preflight')
    report.check('operating: preflight is green at the end', healthy.is_green ? null : healthy.text)
    for (const fault of FAULTS)
      report.check(`operating: preflight: ${fault.name}`, await rehearse(fault, run))
  })
}

type Run = (commands: string) => Promise<{ is_green: boolean; text: string }>

async function rehearse({ breaks = '', given = '', says, repairs }: Fault, run: Run): Promise<string | null> {
  const red = await run(`${breaks}\n${given} npx --yes pnpm@12 preflight`)
  await run(repairs)
  // An alert ends a minute after its cause.
  const repaired = await eventually(
    'preflight is green',
    () => run('npx --yes pnpm@12 preflight'),
    ({ is_green }) => is_green,
  ).then(() => null, String)
  if (red.is_green) return `It was not found:\n${red.text}`
  if (!says.test(red.text)) return `It does not say ${says.source}:\n${red.text}`
  return repaired
}

/** The names and functions of the page, without what changes something. */
function definitionsOf(commands: string): string {
  const functions = commands.match(/^\w+\(\) \{(?:.*\}|[^]*?^\})$/gm) ?? []
  const names = commands.match(/^(?:ETC|PG|PORT|SIMULATOR_PORT)=\$\{.*$/gm) ?? []
  return [...names, ...functions].join('\n')
}
