/** Why the console refuses a request, for its page. The HTTP API has no such answer, so it has no code. */
export class ConsoleRefusal extends Error {
  override readonly name = 'ConsoleRefusal'
  readonly status: 400 | 403 | 404
  readonly title: string

  constructor(status: 400 | 403 | 404, title: string, message: string) {
    super(message)
    this.status = status
    this.title = title
  }
}
