import { inChromium, startBrowser } from '@dutybell/testing/chromium'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { type Test, test } from 'tap'
import { ADMIN_SECRET, dateIn, registeredId, startApi } from '../start-api.ts'

const DAY = dateIn(10)

void test(
  'console in Chromium: on a phone without JavaScript, a person is assigned, told by phone and moved',
  inChromium,
  async (t) => {
    const api = await startApi(t)
    for (const name of ['Fajar Azaan', 'Isha Azaan'])
      await api.admin.post('/v1/duty-times', { name, places: 2 })
    const name = '<script>document.title = "run"</script> Bilal'
    await registeredId(api, { full_name: name, phone_number: '+919876543211' })
    const { port } = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }))
    const browser = await startBrowser(t)
    const page = await openPage(t, browser, {
      viewport: { width: 320, height: 640 },
      javaScriptEnabled: false,
    })
    page.setDefaultTimeout(30_000)

    await page.goto(`http://localhost:${port}/console/days/${DAY}`)
    await page.fill('input[name=key]', ADMIN_SECRET)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/console/days/${DAY}`)
    const card = page.locator('article', { has: page.getByRole('heading', { name: 'Fajar Azaan' }) })
    await card.getByRole('searchbox').fill('bil')
    await card.getByRole('button', { name: 'Find' }).click()
    await card.getByRole('button', { name: 'Assign', exact: true }).click()
    t.match(await page.getByRole('status').textContent(), `${name} has Fajar Azaan`)
    await card.getByRole('link', { name }).click()
    t.equal(await card.getByRole('link', { name: 'Call' }).getAttribute('href'), 'tel:+919876543211')
    await card.getByRole('button', { name: 'Told by phone' }).click()
    t.match(await page.getByRole('status').textContent(), /was told by phone/)
    await card.getByRole('link', { name }).click()
    await card.getByText('Move', { exact: true }).first().click()
    await card.getByLabel('New duty').selectOption('Isha Azaan')
    await card.getByRole('button', { name: 'Move' }).click()
    t.match(await page.getByRole('status').textContent(), /now has Isha Azaan/)

    await page.getByRole('link', { name: 'Everything said' }).click()
    await page.getByRole('link', { name: 'Assign a duty' }).click()
    await page.getByRole('link', { name: 'Later' }).click()
    await page
      .getByRole('button', { name: /^Fajar Azaan on/ })
      .first()
      .click()
    t.match(await page.getByRole('status').textContent(), `${name} has Fajar Azaan on`)

    for (const path of [
      '/console/today',
      '/console/roster',
      `/console/days/${DAY}/calls`,
      '/console/messages',
      '/console/reminders',
      '/console/settings',
    ]) {
      await page.goto(`http://localhost:${port}${path}`)
      t.ok(await page.locator('h1').isVisible(), path)
      const box = await page.locator('main').boundingBox()
      t.ok(box !== null && box.width <= 320, `${path} is not wider than the phone`)
    }
    await page.getByRole('button', { name: 'More' }).click()
    t.ok(await page.getByRole('link', { name: 'Settings' }).isVisible())
    await page.getByRole('button', { name: 'Sign out' }).click()
    t.ok(await page.locator('input[name=key]').isVisible())
    t.not(await page.title(), 'run')
  },
)

/** A page that fails the test at a violation of the content security policy. */
async function openPage(t: Test, browser: Browser, options: BrowserContextOptions) {
  const context = await browser.newContext(options)
  t.teardown(() => context.close())
  const page = await context.newPage()
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) t.fail(message.text())
  })
  return page
}
