import { unsubscribeUrlsOf } from '@dutybell/shared/unsubscribe/unsubscribe-token'
import { startBrowser } from '@dutybell/testing/chromium'
import { test } from 'tap'
import { AHMED, registeredId, startApi } from '../start-api.ts'

const PHONE = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } }

void test('the page that stops e-mail, on a small phone without JavaScript: one button stops, the next page undoes it', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await startBrowser(t)
  const page = await browser.newPage(PHONE)
  page.on('console', (message) => t.fail(message.text())) // such as a violation of the content security policy
  const stoppedBy = async () => {
    const { json } = await api.admin.get(`/v1/registrations/${id}`)
    return json['suppression']
  }

  await page.goto(await unsubscribeUrlsOf(api.db, base)(AHMED.email))
  const button = page.getByRole('button')
  t.equal(await button.innerText(), 'Stop e-mails')
  t.equal(
    await page.evaluate(`getComputedStyle(document.querySelector('button')).borderTopLeftRadius`),
    '9.6px',
  )
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.viewport.width)
  t.ok(((await button.boundingBox())?.height ?? 0) >= 44)
  t.match(await stoppedBy(), { email: null })

  await button.click()
  t.equal(await page.getByRole('heading').innerText(), 'E-mails are stopped')
  t.match(await stoppedBy(), { email: { by: 'unsubscribe_link' } })

  await page.reload() // posts again
  t.equal(await page.getByRole('heading').innerText(), 'E-mails are stopped')
  await page.getByRole('button', { name: 'Undo' }).click()
  t.equal(await page.getByRole('heading').innerText(), 'E-mails are sent again')
  t.match(await stoppedBy(), { email: null })
})
