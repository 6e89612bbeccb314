import { AppError } from '@dutybell/shared/errors'

const SAMPLE_BYTES = 4_096
/** The first bytes of files that people take for a CSV file. */
const OTHER_FILES: readonly (readonly [string, string])[] = [
  ['504b0304', 'an Excel or LibreOffice workbook'],
  ['d0cf11e0', 'an Excel workbook'],
  ['25504446', 'a PDF document'],
]

/**
 * The text of a file as spreadsheets write it: UTF-8 or UTF-16, with or without byte order mark, else Windows-1252. Line breaks
 * become `\n`.
 *
 * @throws {AppError} `malformed_request` where the bytes are no text
 */
export function decodeText(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  const other = OTHER_FILES.find(([magic]) => head.startsWith(magic))
  if (other !== undefined) {
    throw new AppError('malformed_request', `The file is ${other[1]}: save it as CSV UTF-8 and send that.`)
  }
  const text = decode(bytes)
  if (text.includes('\0')) {
    throw new AppError('malformed_request', 'The file is not a text: save it as CSV UTF-8 and send that.')
  }
  return text.replaceAll(/\r\n?/gu, '\n')
}

function decode(bytes: Uint8Array): string {
  const utf16 = utf16Of(bytes)
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return new TextDecoder('windows-1252').decode(bytes)
    throw error
  }
}

/** Without a mark, delimiters and line breaks betray it: in UTF-16 one of their two bytes is zero, and in no other text is one. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  return (['utf-16le', 'utf-16be'] as const).find((encoding) =>
    /^[^\0]*[,;\t\r\n][^\0]*$/u.test(new TextDecoder(encoding).decode(sample)),
  )
}
