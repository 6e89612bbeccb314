import { type Api, dateIn } from '../start-api.ts'

export async function createdId(api: Api, duty_time: object): Promise<string> {
  const { status, json, text } = await api.admin.post('/v1/duty-times', duty_time)
  if (status !== 201) throw new Error(text)
  return String(json['id'])
}

/** The label, key and version of each duty assignment, in the order of creation. */
export async function labelsOf(api: Api) {
  const { rows } = await api.pool.query<{ duty_time: string; duty_time_key: string; version: number }>(
    'select duty_time, duty_time_key, version from duty_assignments order by id',
  )
  return rows
}

/** An assignment's version row that has ended, and its present one. */
export async function setVersions(api: Api, id: string): Promise<void> {
  await api.pool.query('delete from duty_assignment_versions where duty_assignment_id = $1', [id])
  await api.pool.query(
    `insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key,
       status, day_ends_at, ended_at, ended_by)
     select id, n, registration_id, duty_date, duty_time, duty_time_key, status, $2::date + 1,
       case when n = 1 then now() end, case when n = 1 then 'moved' end
     from duty_assignments, generate_series(1, 2) n where id = $1`,
    [id, dateIn(10)],
  )
}
