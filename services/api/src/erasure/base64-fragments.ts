/**
 * The fragments of `text`, in ASCII, in the base64 form of any text that contains it: one for each of the three offsets in
 * a group of three bytes. The message ids of WhatsApp contain the phone number in this form.
 */
export function base64Fragments(text: string): string[] {
  return [0, 1, 2].map((bytes_before) => {
    const encoded = Buffer.from('\0'.repeat(bytes_before) + text).toString('base64')
    const bits_before = bytes_before * 8
    const bits = bits_before + text.length * 8
    // Only characters whose six bits belong to the text.
    return encoded.slice(Math.ceil(bits_before / 6), Math.floor(bits / 6))
  })
}
