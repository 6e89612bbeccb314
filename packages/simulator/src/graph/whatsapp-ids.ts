import { randomBytes } from 'node:crypto'

const OUTGOING = Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, 0x12])
const INCOMING = Buffer.from([0x15, 0x02, 0x00, 0x12, 0x18, 0x12])

/** A message id in Meta's format: base64 of a small binary that contains the digits of the user. */
export function createWamid(digits: string, direction: 'outgoing' | 'incoming' = 'outgoing'): string {
  const parts = [
    Buffer.from([0x1c, 0x18, digits.length]),
    Buffer.from(digits, 'latin1'),
    direction === 'outgoing' ? OUTGOING : INCOMING,
    Buffer.from(randomBytes(9).toString('hex').toUpperCase(), 'latin1'),
    Buffer.from([0x00]),
  ]
  return `wamid.${Buffer.concat(parts).toString('base64')}`
}

/** The WhatsApp id of a phone number in any notation: its digits. */
export function digitsOf(phoneNumber: string): string {
  return phoneNumber.replaceAll(/\D/g, '')
}
