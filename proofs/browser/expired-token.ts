import { deepEqual, equal, match } from 'node:assert/strict'
import { noticeOf, receivedBy, reloadUntil, type Stage } from './stage.ts'

const PEOPLE = ['98765 45001', '98765 45002', '98765 45003']

/** Meta refuses the token: the operator finds it on the page of today, replaces it, and ends the pause by its button. */
export async function endExpiredToken({ system, browser, signed_in }: Stage): Promise<void> {
  const meta = await browser.open({ viewport: { width: 1_280, height: 900 } })
  await meta.goto(system.simulator)
  await meta.getByText('Faults', { exact: true }).click()
  await meta.getByRole('button', { name: 'Begin: The access token has expired' }).click()
  await meta.getByRole('button', { name: 'End: The access token has expired' }).waitFor()
  for (const [place, phone_number] of PEOPLE.entries())
    await system.call('POST', '/v1/registrations', { full_name: `Waiting ${place}`, phone_number })

  const page = await browser.open({
    ...signed_in,
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  })
  await page.goto(`${system.api}/console/today`)
  const matter = page.getByRole('article').filter({ hasText: 'WhatsApp is paused' })
  const waiting = async () => Number(/(\d+) messages wait/.exec(await textOf(matter))?.[1] ?? 0)
  await reloadUntil(page, async () => (await waiting()) >= PEOPLE.length)
  match(await matter.innerText(), /\(190\)[^]*What to do:[^]*META_WA_ACCESS_TOKEN/)
  equal(
    await page
      .getByRole('article')
      .filter({ hasText: /failed/ })
      .filter({ hasText: '(190)' })
      .count(),
    0,
  )
  match(await page.locator('.lights').innerText(), /WhatsApp[^]*Paused/)

  await meta.getByRole('button', { name: 'End: The access token has expired' }).click()
  await meta.getByRole('button', { name: 'Begin: The access token has expired' }).waitFor()
  await matter.getByRole('button', { name: 'Resume WhatsApp' }).click()
  match(await noticeOf(page), /^WhatsApp is resumed/)
  const { items } = await system.call<{ items: unknown[] }>('GET', '/v1/audit-log?action=channel.resumed')
  equal(items.length, 1, 'The button ended the pause.')
  for (const place of PEOPLE.keys())
    await meta
      .locator('.bubble', { hasText: `Waiting ${place}` })
      .getByRole('img', { name: 'read' })
      .waitFor()
  await reloadUntil(page, async () => (await matter.count()) === 0)
  for (const number of PEOPLE) {
    const received = await receivedBy(system, `+91${number.replace(' ', '')}`)
    deepEqual(received.map(({ taken }) => taken).filter(Boolean), [true], `${number} got one message`)
  }
}

async function textOf(part: { count(): Promise<number>; innerText(): Promise<string> }): Promise<string> {
  return (await part.count()) === 0 ? '' : part.innerText()
}
