import { equal, match } from 'node:assert/strict'
import { expectSound } from './inspect.ts'
import { DUTY_TIMES } from './season.ts'
import { makeKey, noticeOf, type Stage } from './stage.ts'

/** Pages that only a form opens are as sound as those with an address, and a refused form keeps what was typed. */
export async function sendWrongForms({ system, browser, season, signed_in }: Stage): Promise<void> {
  const visitor = await browser.open()
  for (const [phone, refusal] of [
    ['12', /Look at|number/i],
    ['98765 43201', /signed up already/],
  ] as const) {
    await visitor.goto(system.api)
    await visitor.getByLabel('name').fill('Hafsa Sultana')
    await visitor.getByLabel(/number/i).fill(phone)
    await visitor.getByRole('checkbox').check()
    await visitor.getByRole('button').click()
    await visitor.getByText(refusal).first().waitFor()
    await expectSound(visitor)
  }
  await visitor.goto(`${system.api}/console`)
  await visitor.getByLabel('Admin key').fill('guessed')
  await visitor.getByRole('button', { name: 'Sign in' }).click()
  await visitor.getByText('This key is not valid').waitFor()
  await expectSound(visitor)

  const page = await browser.open(signed_in)
  const [person = '', other = ''] = season.people
  await page.goto(`${system.api}/console/people/${person}/edit`)
  await page.getByLabel('Name').fill('Half Typed')
  await page.getByLabel(/phone/i).fill('12')
  await page.getByRole('button', { name: 'Save' }).click()
  equal(await page.getByLabel('Name').inputValue(), 'Half Typed')
  equal(await page.locator(':focus').inputValue(), '12')
  await expectSound(page)

  await page.goto(`${system.api}/console/people/${other}/edit`)
  await page.getByLabel('Name').fill('After Hours')
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('What you filled in is kept').waitFor()
  await expectSound(page)
  await page.getByLabel('Admin key').fill(system.key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Send it now?' }).waitFor()
  await expectSound(page)
  await page.getByRole('button', { name: 'Send it' }).click()
  match(await noticeOf(page), /After Hours is saved/)

  await page.goto(
    `${system.api}/console/days/${system.date(1)}?assign=${encodeURIComponent(DUTY_TIMES[2])}&search=bilal`,
  )
  await page.getByRole('button', { name: 'Assign', exact: true }).last().click()
  await page.getByRole('heading', { name: 'This duty is full' }).waitFor()
  await expectSound(page)
  await page.getByLabel('Do it anyway, because').fill('He helps')
  await page.getByRole('button', { name: 'Do it anyway' }).click()
  match(await noticeOf(page), /will be told/)

  await makeKey(page, system, { name: 'shown-once', scopes: ['deliveries'] })
  await expectSound(page)
  await page.goto(`${system.api}/console/import`)
  await page.getByRole('radio', { name: /^People/ }).check()
  await page.getByLabel('Paste the list').fill('Name,Mobile\nListed,98765 48001\nWrong,12')
  await page.getByRole('button', { name: 'Check the list' }).click()
  await page.getByRole('heading', { name: /./ }).first().waitFor()
  await expectSound(page)
  await page.getByRole('radio', { name: /^Tell nobody|^No|^They know/ }).check()
  await page.getByRole('button', { name: 'Import 1 person' }).click()
  await page.getByRole('button', { name: 'Download the report' }).waitFor()
  await expectSound(page)
}
