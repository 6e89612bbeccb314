/** `pnpm screenshots`: makes the pictures of the README in Chromium, of what `start --demo` fills in. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { startBrowser } from '@dutybell/testing/chromium'
import type { Page } from 'playwright-core'
import { readOptions } from '../src/read-options.ts'
import { runProof, type Scope } from '../src/report.ts'

const USAGE = `pnpm screenshots

Runs start --demo on a throw-away database, and writes docs/images/*.png: today, tomorrow's board on a desktop and a
phone, the sign-up page, and the phones of the simulator. Names in all scripts need fonts-noto-core.

CHROMIUM  the browser (/usr/bin/chromium)

Exit codes: 0 written, 1 failed, 2 called wrongly.`

const SECRET = 'a-secret-of-the-pictures'
const PHONE = { viewport: { width: 360, height: 700 }, deviceScaleFactor: 1.5 }
const DESKTOP = { viewport: { width: 1_160, height: 690 }, deviceScaleFactor: 1 }
const WINDOW = { viewport: { width: 1_140, height: 640 }, deviceScaleFactor: 0.85 } // many small words
const MAX_BYTES = 125_000 // a README that loads at once
const FOLDER = join(WORKSPACE_ROOT, 'docs', 'images')

interface Picture {
  readonly name: string
  readonly on: typeof PHONE
  readonly url: (addresses: Addresses) => string
  /** Acts on the page and waits, before the picture. */
  readonly prepare?: (page: Page) => Promise<void>
}

const PICTURES: readonly Picture[] = [
  { name: 'today', on: DESKTOP, url: ({ api }) => `${api}/console/today` },
  { name: 'day', on: DESKTOP, url: ({ api, tomorrow }) => `${api}/console/days/${tomorrow}` },
  { name: 'day-phone', on: PHONE, url: ({ api, tomorrow }) => `${api}/console/days/${tomorrow}` },
  {
    name: 'sign-up-phone',
    on: PHONE,
    url: ({ api }) => `${api}/`,
    prepare: async (page) => {
      await page.getByLabel('Full name').fill('Zaid Khan')
      await page.getByLabel('WhatsApp number').fill('98765 43219')
    },
  },
  {
    name: 'phones',
    on: WINDOW,
    url: ({ simulator }) => simulator,
    prepare: async (page) => {
      for (const [from, text] of REPLIES) {
        await page.request.post('/_control/inbound', { data: { from, text } })
        await page.locator('.bubble.theirs').filter({ hasText: text }).waitFor()
      }
    },
  },
]

/** The phones that were written on last stand first. */
const REPLIES = [
  ['+919822010006', 'जी, मैं आ जाऊँगी। जज़ाकल्लाह!'],
  ['+919822010002', 'JazakAllah, I will be there.'],
] as const

interface Addresses {
  readonly api: string
  readonly simulator: string
  readonly tomorrow: string
}

readOptions(USAGE, {})

await runProof(async (report, scope) => {
  const addresses = await startDemo(scope)
  const browser = await startBrowser(scope, ['--lang=en-IN'])
  await mkdir(FOLDER, { recursive: true })
  for (const { name, on, url, prepare } of PICTURES) {
    const context = await browser.newContext({
      ...on,
      baseURL: url(addresses),
      timezoneId: 'Asia/Kolkata',
      colorScheme: 'light',
    })
    const page = await context.newPage()
    await signIn(page, addresses)
    await page.goto(url(addresses))
    await prepare?.(page)
    const path = join(FOLDER, `${name}.png`)
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
    await context.close()
    const { size } = await stat(path)
    report.check(
      `screenshots: docs/images/${name}.png, ${Math.round(size / 1_000)} kB`,
      size <= MAX_BYTES ? null : `It has more than ${MAX_BYTES.toLocaleString('en')} bytes.`,
    )
  }
})

async function signIn(page: Page, { api }: Addresses): Promise<void> {
  await page.goto(`${api}/console`)
  await page.locator('input[name=key]').fill(SECRET)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console/today')
}

/** Resolves when it is filled; it ends with the scope. */
async function startDemo(scope: Scope): Promise<Addresses> {
  const { url } = await createTestDatabase(scope)
  const child = spawn(process.execPath, [join(WORKSPACE_ROOT, 'packages/commands/src/start.ts'), '--demo'], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      PORT: '0',
      NOTIFIER_PORT: '0',
      SIMULATOR_PORT: '0',
      ADMIN_API_KEYS: `coordinator:${SECRET}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  scope.teardown(async () => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  const found = new Map<string, string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name = '', address = ''] = /^ {2}(API|Messages|Console) +(http:\/\/[^/ ]+)/.exec(line) ?? []
    if (name !== '') found.set(name, address.replace('127.0.0.1', 'localhost'))
    if (line === 'ready') break
  }
  const [api, simulator] = [found.get('API'), found.get('Messages')]
  if (api === undefined || simulator === undefined) throw new Error('The demonstration did not start.')
  const tomorrow = Temporal.Now.plainDateISO('Asia/Kolkata').add({ days: 1 }).toString()
  return { api, simulator, tomorrow }
}
