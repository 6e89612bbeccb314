import { createClient } from '@dutybell/client/create-client'

const { DUTYBELL_URL: base_url = 'http://localhost:3000', DUTYBELL_KEY: api_key = '' } = process.env
const api = createClient({ base_url, api_key })
const person = { full_name: 'Ahmed Ali', phone_number: '+91 98765 43210' }
const { data: registration, error } = await api.POST('/v1/registrations', { body: person })
if (error) throw new Error(`${error.code}: ${error.detail}`)
const duty = { registration_id: registration.id, duty_date: '2035-11-05', duty_time: 'Fajar Azaan' }
await api.POST('/v1/duty-assignments', { body: duty })
const query = { registration_id: registration.id }
const { data: deliveries } = await api.GET('/v1/deliveries', { params: { query } })
for (const { template, channel, state } of deliveries?.items ?? []) console.log(template, channel, state)
