/** The job can never succeed: it fails once, permanently, with this message. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
}
