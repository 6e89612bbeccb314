import { equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { makeKey, signIn, type Stage } from './stage.ts'

const KEY_NAME = 'of-an-attacker'

/** A page of another site, and one of another port to which the cookies belong as well, sends a form and shows the console in a frame. */
export async function postFromElsewhere({ system, browser, signed_in }: Stage): Promise<void> {
  const page = await browser.openUnwatched(signed_in)
  const fields = { name: KEY_NAME, scopes: 'admin', lifetime: '', form_token: 'guessed' }
  const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`)
  const trap = `<form method="post" action="${system.api}/console/settings/keys">${inputs.join('')}<button>Win a prize</button></form>
<iframe src="${system.api}/console/today"></iframe>`
  const attacker = createServer((_, answer) => void answer.setHeader('content-type', 'text/html').end(trap))
  await using _ = attacker.listen(0)
  await once(attacker, 'listening')
  const address = attacker.address()
  ok(typeof address === 'object' && address !== null)
  for (const origin of [`http://localhost:${address.port}`, `http://127.0.0.1:${address.port}`]) {
    await page.goto(origin)
    const [, frame] = page.frames()
    ok(frame)
    equal(await frame.locator('nav, [name=key]').count(), 0, `No page is shown in a frame of ${origin}.`)
    const answered = page.waitForResponse(`${system.api}/console/settings/keys`)
    await page.getByRole('button').click()
    equal((await answered).status(), 403)
    match(await page.locator('h1').innerText(), /came from another site/)
  }
  await page.goto(`${system.api}/console/settings`)
  equal(await page.getByText(KEY_NAME).count(), 0, 'No key was made.')
}

/** A form of the console without the token of the session, or with that of another one. */
export async function postWithForeignToken({ system, browser, signed_in }: Stage): Promise<void> {
  const page = await browser.open(signed_in)
  const other = await browser.open()
  await signIn(other, system, system.key)
  const foreign = await other.locator('input[name=form_token]').first().inputValue()
  for (const change of ['input.remove()', `input.value = '${foreign}'`]) {
    await page.goto(`${system.api}/console/settings`)
    await page.locator('summary', { hasText: 'Make a key' }).click()
    await page.getByLabel('Whose key').fill(KEY_NAME)
    await page.locator('input[name=scopes][value=admin]').check()
    await page.evaluate(`for (const input of document.querySelectorAll('input[name=form_token]')) ${change}`)
    const answered = page.waitForResponse((answer) => answer.request().method() === 'POST')
    await page.getByRole('button', { name: 'Make the key' }).click()
    equal((await answered).status(), 403)
  }
  await page.goto(`${system.api}/console/settings`)
  equal(await page.getByText(KEY_NAME).count(), 0, 'No key was made.')
}

/** A cookie that somebody planted before the sign-in is worth nothing after it. */
export async function plantSession({ system, browser }: Stage): Promise<void> {
  const planted = { name: 'dutybell-local', value: 'p'.repeat(43), url: system.api }
  const [victim, attacker] = [await browser.open(), await browser.open()]
  for (const page of [victim, attacker]) await page.context().addCookies([planted])
  await signIn(victim, system, system.key)
  const cookies = await victim.context().cookies()
  ok(cookies.every(({ value }) => value !== planted.value))
  await attacker.goto(`${system.api}/console/today`)
  await attacker.getByLabel('Admin key').waitFor()
}

/** The next click of a session whose key was revoked asks for a key. */
export async function revokeKey({ system, browser, signed_in }: Stage): Promise<void> {
  const operator = await browser.open(signed_in)
  const secret = await makeKey(operator, system, {
    name: 'leaving',
    scopes: ['assignments', 'registrations'],
  })
  const page = await browser.open()
  await signIn(page, system, secret)
  await operator.goto(`${system.api}/console/settings`)
  await operator.locator('summary', { hasText: 'leaving' }).click()
  await operator.getByRole('button', { name: 'Revoke leaving' }).click()
  await page.getByRole('link', { name: 'People' }).click()
  await page.getByLabel('Admin key').waitFor()
}
