/** Ends a command with exit code 1; each line of the message is a sentence for the person who typed it. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** Wrong options or arguments: exit code 2. */
export class UsageError extends CommandError {
  override name = 'UsageError'
}
