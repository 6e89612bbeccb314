import { inChromium, startBrowser } from '@dutybell/testing/chromium'
import { test } from 'tap'
import { bodyOf, post, receive, simulate, templateMessage } from '../fixture.ts'

const SCRIPT = '<img src=x onerror=alert(1)>'

test(
  'the page, in a browser of 320 px: threads, switches, faults, search and clearing',
  inChromium,
  async (t) => {
    const { url, received } = await receive(t)
    const callbacks = { statuses: ['sent' as const, 'delivered' as const], after_ms: [0] }
    const simulator = await simulate(t, { webhook_url: url, behaviour: { callbacks } })
    const browser = await startBrowser(t)
    const page = await browser.newPage({ viewport: { width: 320, height: 700 } })
    page.on('pageerror', (error) => t.fail(error.message))
    page.on('console', (message) => message.type() === 'error' && t.fail(message.text()))
    page.on('dialog', () => t.fail('a script ran'))
    await page.goto(simulator.url)
    const phone = page.locator('.phone').filter({ hasText: '+919876543210' })
    const said = (words: string) => phone.locator('.bubble').filter({ hasText: words })

    await t.test('a message: in the thread of its number, its ticks follow the receipts', async (t) => {
      await post(simulator, templateMessage({}, { components: [bodyOf(SCRIPT)] }))
      await said(SCRIPT).getByRole('img', { name: 'delivered' }).waitFor()
      await phone.getByText('Phone', { exact: true }).click()
      await phone.getByRole('button', { name: 'Switch off' }).click()
      await phone.getByText('Switched off').waitFor()
      await post(simulator, templateMessage({}, { components: [bodyOf('While Off')] }))
      await said('While Off').getByRole('img', { name: 'sent' }).waitFor()
      await phone.getByRole('button', { name: 'Switch on' }).click()
      await said('While Off').getByRole('img', { name: 'delivered' }).waitFor()
      simulator.behave({})
      await phone.getByRole('button', { name: 'Not on WhatsApp', exact: true }).click()
      await phone.getByText('Not on WhatsApp: what is sent to it fails.').waitFor()
      await post(simulator, templateMessage({}, { components: [bodyOf('To Nobody')] }))
      await said('To Nobody').getByRole('img', { name: 'not delivered' }).waitFor()
      await phone.getByRole('button', { name: 'On WhatsApp again' }).click()
      simulator.behave({ callbacks })
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), 320)
    })

    await t.test(
      'what the person writes: in the same thread and at the receiver, also without the number',
      async (t) => {
        await phone.getByRole('button', { name: 'Hide number' }).click()
        await phone.getByText('Hides the number').waitFor()
        await phone.getByRole('textbox', { name: 'Reply' }).fill('Which gate?')
        await page.keyboard.press('Enter')
        await said('Which gate?').waitFor()
        await phone.getByRole('button', { name: 'STOP' }).click()
        await said('STOP').waitFor()
        await phone.getByText('Phone', { exact: true }).click()
        await phone.getByRole('textbox', { name: 'New number' }).fill('+91 98765-43299')
        await page.keyboard.press('Enter')
        await phone.getByText('Has the number +919876543299 now').waitFor()
        await simulator.waitForCallbacks()
        const sent = received.map(({ bytes }) => bytes.toString()).join('\n')
        t.match(sent, /"from_user_id":"IN\.\w+"[^\n]*"body":"STOP"/)
        t.match(sent, /"type":"user_changed_number"/)
      },
    )

    await t.test('a fault: begins and ends, beside what was set by other means', async (t) => {
      await page.getByText('Faults', { exact: true }).click()
      await page.getByRole('button', { name: 'Begin: The access token has expired' }).click()
      await page.getByRole('button', { name: 'End: The access token has expired' }).waitFor()
      t.match(await page.locator('#fault-count').innerText(), '2 on')
      t.strictSame(simulator.behaviour(), { callbacks, account: { token_expired: true } })
      t.equal((await post(simulator, templateMessage())).status, 401)
      await page.getByRole('button', { name: 'End: The access token has expired' }).click()
      await page.getByRole('button', { name: 'Begin: The access token has expired' }).waitFor()
      t.strictSame(simulator.behaviour(), { callbacks })
      await page.getByRole('button', { name: 'End: Other behaviour' }).click()
      await page.getByText('none', { exact: true }).waitFor()
      t.strictSame(simulator.behaviour(), {})
    })

    await t.test(
      'a search: in all that is kept, and it says how much is shown; clearing asks first',
      async (t) => {
        simulator.behave({ callbacks: { statuses: [] } })
        await post(simulator, templateMessage({ to: '+919876500001' }))
        const reply = page.getByRole('textbox', { name: 'Reply of +919876500001' })
        await reply.fill('Half a sen')
        const many = Array.from({ length: 310 }, (_, n) => templateMessage({ to: `+9198765${40_000 + n}` }))
        await Promise.all(many.map((message) => post(simulator, message)))
        await page.getByText('The newest 300 of 317').waitFor()
        t.equal(await reply.inputValue(), 'Half a sen', 'its thread stays')
        t.equal(await said('Which gate?').count(), 0, 'it is too old to be shown')
        await page.getByRole('searchbox').fill('which GATE')
        await page.getByText('1 of 317 contain').waitFor()
        t.equal(await page.locator('.bubble').count(), 1)
        t.equal(await said('Which gate?').count(), 1)
        await page.getByRole('searchbox').fill('+91 98765 40')
        await page.getByText('310 of 317 contain “+91 98765 40”; the newest 300 are shown').waitFor()
        await page.getByRole('searchbox').fill('')
        t.equal(await reply.inputValue(), 'Half a sen', 'also while another is searched for')
        await reply.fill('')
        await page.getByText('The newest 300 of 317').waitFor()

        await page.getByRole('button', { name: 'Clear…' }).click()
        await page.keyboard.press('Enter') // "Keep" has the focus
        t.equal(simulator.messages.length > 300, true)
        await page.getByRole('button', { name: 'Clear…' }).click()
        await page.getByRole('button', { name: 'Clear everything' }).click()
        await page.getByText('No messages yet').waitFor()
        t.equal(simulator.messages.length, 0)
      },
    )
  },
)
