import { sql } from 'kysely'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { type Api, assignedId, registeredId, startApi } from '../start-api.ts'
import { Visitor } from './visitor.ts'

const AT = '/console/messages'

void test('messages: filters are links, failures are grouped, and a retry of all that match is guarded by their count', async (t) => {
  const api = await startApi(t)
  for (const [place, full_name] of ['Amina <b>Ali</b>', 'Bilal Khan', 'Zaid Khan'].entries())
    await registeredId(api, { full_name, phone_number: `+91987654321${place}` })
  await fail(api, {
    where: sql`channel = 'whatsapp'`,
    code: '131026',
    text: 'Undeliverable to 9198765432109',
  })
  await fail(api, {
    where: sql`recipient = 'ahmed@example.org'`,
    code: '550',
    text: 'Recipient command failed: 550 5.1.1',
  })
  const visitor = new Visitor(api)
  await visitor.signIn()

  const page = (await visitor.get(AT)).text
  t.match(page, /3 × the e-mail address does not work/)
  t.match(page, /3 × not on WhatsApp[^]*3 people[^]*Contact the person another way/)
  t.match(page, 'Amina &#60;b&#62;Ali&#60;/b&#62;')
  t.match(page, /href="\/console\/messages\?state=pending&#38;state=sending">Waiting/)
  const failed = `${AT}?state=failed&error_code=131026`
  const filtered = (await visitor.get(failed)).text
  t.equal(filtered.match(/href="\/console\/messages\/[0-9a-f-]{36}"/g)?.length, 3)
  t.match(filtered, /aria-current="true"[^>]*>Failed/)
  t.match(filtered, /End the filter <\/span>Error 131026/)
  t.notMatch(filtered, /3 ×/)
  t.match((await visitor.get(`${AT}?state=read&channel=email`)).text, /No message is like this/)
  t.equal((await visitor.get(`${AT}?state=lost`)).status, 400)

  const retry = `${AT}/retry?state=failed&error_code=131026`
  t.match(
    (await visitor.get(retry)).text,
    /Retry 3 messages[^]*3 messages match now\. All would be sent again/,
  )
  await sql`update deliveries set state = 'cancelled' where recipient like '%9876543212'`.execute(api.db)
  t.match(await visitor.submit(`${AT}/retry`), {
    status: 409,
    text: /matches 2 deliveries, not 3: nothing was done/,
  })
  await sql`update deliveries set expires_at = clock_timestamp() where recipient like '%9876543211' and channel = 'whatsapp'`.execute(
    api.db,
  )
  t.match((await visitor.get(retry)).text, /Retry 1 message<[^]*1 ×<\/strong> The deadline has passed/)
  t.match(await visitor.submit(`${AT}/retry`), {
    status: 303,
    headers: { location: `${AT}?state=failed&error_code=131026` },
  })
  t.match((await visitor.get(failed)).text, /role="status">1 message is queued again\. 1 is left as before\./)
  t.match(await audited(api), [
    { action: 'deliveries.retried', actor: 'tester', details: { via: 'console', retried: 1 } },
  ])
})

void test('messages: one message shows what happened to it, and is sent again by its button', async (t) => {
  const api = await startApi(t)
  const registration_id = await registeredId(api)
  await assignedId(api, { registration_id })
  await fail(api, {
    where: sql`channel = 'whatsapp' and template = 'duty_allotment_confirmed'`,
    code: '131000',
    text: 'Something went wrong',
  })
  const { id } = await api.db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'failed')
    .executeTakeFirstOrThrow()
  await sql`insert into attempts (delivery_id, number, started_at, finished_at, outcome, provider_code, provider_text)
    values (${id}, 1, clock_timestamp(), clock_timestamp(), 'in_doubt', 'read_timeout', 'No answer <within> 30 s')`.execute(
    api.db,
  )
  await sql`update deliveries set attempts = 1 where id = ${id}`.execute(api.db)
  const keys = [await makeKey(api.db, ['assignments']), await makeKey(api.db, ['deliveries'])] as const
  const visitor = new Visitor(api)
  await visitor.signIn()
  const page = (await visitor.get(`${AT}/${id}`)).text
  t.match(page, /Failed[^]*\+919876543210[^]*tel:\+919876543210[^]*Everything said/)
  t.match(page, /dir="auto" lang="en">Assalamu Alaikum Ahmed Ali,\nYou have been assigned duty/)
  t.match(page, /No answer &#60;within&#62; 30 s/)
  t.match(page, /A retry may reach the person a second time/)
  t.match(await visitor.submit(`${AT}/${id}/retry`), { status: 303, headers: { location: `${AT}/${id}` } })
  t.match(
    (await visitor.get(`${AT}/${id}`)).text,
    /role="status">The message is queued again\.[^]*queued again by tester/,
  )
  t.equal(visitor.forms().filter(({ action }) => action.endsWith('/retry')).length, 0)
  t.match(await audited(api), [
    { action: 'delivery.retried', details: { confirm_duplicate: true, via: 'console' } },
  ])
  t.equal((await visitor.get(`${AT}/01890a5d-ac96-774b-bcce-b302099a8057`)).status, 404)

  const blind = new Visitor(api)
  await blind.signIn(keys[1].secret)
  for (const url of [AT, `${AT}/${id}`]) {
    t.match((await blind.get(url)).text, /91\*+3210/)
    t.notMatch(blind.page.text, /9876543210|tel:|console\/people|console\/days/)
  }
  const other = new Visitor(api)
  await other.signIn(keys[0].secret)
  t.equal((await other.get(AT)).status, 403)
  t.equal((await other.post(`${AT}/${id}/retry`, {})).status, 403)
})

async function fail(
  api: Api,
  { where, code, text }: { where: ReturnType<typeof sql>; code: string; text: string },
): Promise<void> {
  await sql`update deliveries set state = 'failed', reason = 'recipient', failed_at = clock_timestamp(),
    last_error_code = ${code}, last_error_text = ${text} where ${where}`.execute(api.db)
}

function audited(api: Api) {
  return api.db
    .selectFrom('audit_log')
    .select(['action', 'actor', 'details'])
    .where(sql<boolean>`details ->> 'via' = 'console' and action <> 'personal_data.revealed'`)
    .orderBy('id')
    .execute()
}
