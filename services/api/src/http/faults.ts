import { AppError, type Fault } from '@dutybell/shared/errors'

/** @throws {AppError} `invalid_input` naming every faulty field, unless there is none */
export function throwIfInvalid(faults: readonly Fault[]): void {
  if (faults.length > 0) throw invalidInput(faults)
}

export function invalidInput(faults: readonly Fault[]): AppError {
  return new AppError('invalid_input', summarise(faults), { faults })
}

export function summarise(faults: readonly Fault[]): string {
  const [first] = faults
  if (first === undefined) return 'The input needs attention.'
  const field = first.pointer.replace(/^\//, '')
  const sentence = field === '' ? first.detail : `${field}: ${first.detail}`
  return faults.length === 1 ? sentence : `${sentence} And ${faults.length - 1} more: see errors.`
}
