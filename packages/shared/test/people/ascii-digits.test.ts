import { test } from 'tap'
import { toAsciiDigits } from '../../src/people/ascii-digits.ts'

test('to-ascii-digits: digits of any script become 0 to 9, other characters stay', async (t) => {
  const zeros = [0x0030, 0x0660, 0x06f0, 0x0966, 0x09e6, 0x0b66, 0x0e50, 0xff10, 0x1d7d8, 0x1fbf0]
  for (const zero of zeros) {
    const digits = Array.from({ length: 10 }, (_, value) => String.fromCodePoint(zero + value)).join('')
    t.equal(toAsciiDigits(`+${digits} क½`), '+0123456789 क½', digits)
  }
})
