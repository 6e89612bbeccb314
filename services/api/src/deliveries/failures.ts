import { AppError } from '@dutybell/shared/errors'

export function deliveryNotFound(): AppError {
  return new AppError('delivery_not_found', 'No delivery has this id: list them to find the right one.')
}
