/**
 * What `text`, in ASCII, leaves in the base64 of anything that contains it: one fragment for each of the three ways in
 * which base64's groups of three bytes can fall. WhatsApp's message ids carry the number so.
 */
export function base64Fragments(text: string): string[] {
  return [0, 1, 2].map((bytes_before) => {
    const encoded = Buffer.from('\0'.repeat(bytes_before) + text).toString('base64')
    const bits_before = bytes_before * 8
    const bits = bits_before + text.length * 8
    // Only characters whose six bits are all of the text.
    return encoded.slice(Math.ceil(bits_before / 6), Math.floor(bits / 6))
  })
}
