import { parseDutyDate } from '@dutybell/shared/calendar/duty-date'
import type { Fault } from '@dutybell/shared/errors'
import { dutyTimeKey, normaliseDutyTime } from '@dutybell/shared/people/duty-time'
import { invalidInput, throwIfInvalid } from '../http/faults.ts'

export interface Duty {
  readonly date: Temporal.PlainDate
  readonly time: string
}

/**
 * The normalised values.
 *
 * @throws {AppError} `invalid_input` naming every field that cannot be
 */
export function readDuty(typed: { duty_date: string; duty_time: string }): Duty {
  const { date, time } = readDutyChange(typed)
  if (date === undefined || time === undefined)
    throw new Error('Every given field is either returned or rejected.')
  return { date, time }
}

/** The given fields only. @throws {AppError} `invalid_input` */
export function readDutyChange(typed: { duty_date?: string; duty_time?: string }): Partial<Duty> {
  const faults: Fault[] = []
  const duty: { -readonly [field in keyof Duty]?: Duty[field] } = {}
  if (typed.duty_date !== undefined) {
    const parsed = parseDutyDate(typed.duty_date)
    if (parsed.ok) duty.date = parsed.date
    else faults.push({ pointer: '/duty_date', detail: parsed.fault, code: parsed.code })
  }
  if (typed.duty_time !== undefined) {
    const normalised = normaliseDutyTime(typed.duty_time)
    if (normalised.ok) duty.time = normalised.duty_time
    else faults.push({ pointer: '/duty_time', detail: normalised.fault, code: normalised.code })
  }
  throwIfInvalid(faults)
  return duty
}

/** @throws {AppError} `invalid_input` */
export function readDate(name: string, typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : requireDate(name, typed).toString()
}

/** @throws {AppError} `invalid_input` */
export function requireDate(name: string, typed: string): Temporal.PlainDate {
  const parsed = parseDutyDate(typed)
  if (parsed.ok) return parsed.date
  const fault = { pointer: `/${name}`, detail: parsed.fault, code: parsed.code }
  throw invalidInput([fault])
}

/** The key by which labels are compared. @throws {AppError} `invalid_input` */
export function readKey(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined
  const normalised = normaliseDutyTime(typed)
  if (normalised.ok) return dutyTimeKey(normalised.duty_time)
  throwIfInvalid([{ pointer: '/duty_time', detail: normalised.fault, code: normalised.code }])
  return undefined
}

/** A reason or a note, as Postgres accepts it. @throws {AppError} `invalid_input` */
export function readWords(pointer: string, typed: string): string {
  if (typed.includes('\0')) {
    const detail = 'Leave out the NUL character (U+0000).'
    throw invalidInput([{ pointer, detail, code: 'nul_character' }])
  }
  return typed.toWellFormed()
}

/** The column of `override: {reason}`. @throws {AppError} `invalid_input` */
export function overrideColumn({ override }: { override?: { reason: string } | undefined }) {
  if (override === undefined) return {}
  const pointer = '/override/reason'
  const override_reason = readWords(pointer, override.reason).trim()
  if (override_reason === '') throw invalidInput([{ pointer, detail: 'Say why.', code: 'missing' }])
  return { override_reason }
}
