/** The job can never succeed as it stands: it fails once, for good, with this sentence. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
}
