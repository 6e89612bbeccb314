import { AppError } from '@dutybell/shared/errors'
import type { Exchange } from '../../http/exchange.ts'
import { ownFields } from '../parts/form.ts'
import type { Refused } from './load-settings.ts'

export type ShowSettings = (
  exchange: Exchange,
  page: { open?: string | undefined; refused?: Refused; status?: number },
) => Promise<Exchange['reply']>

export type OrRefuse = (
  exchange: Exchange,
  form: string,
  answer: () => Promise<Exchange['reply']>,
) => Promise<Exchange['reply']>

/** Where what was typed is refused, shows the form again with it. */
export function orRefuseWith(show: ShowSettings): OrRefuse {
  return async (exchange, form, answer) => {
    try {
      return await answer()
    } catch (error) {
      if (!(error instanceof AppError) || !['invalid_input', 'duty_time_exists'].includes(error.code))
        throw error
      const fault = error.faults.map(({ detail }) => detail).join(' ')
      const typed = ownFields(exchange.request.body)
      const fields = Object.fromEntries(typed.map(([name, value]) => [name, String(value)]))
      return show(exchange, { status: 422, refused: { form, fields, fault } })
    }
  }
}
