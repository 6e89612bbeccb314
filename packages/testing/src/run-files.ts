/** Runs test files in one process: they share its start, its imports and its database. Arguments: their paths. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

// tap ends when it has run what is queued, so every file is loaded before the first test runs.
t.before(async () => {
  for (const file of process.argv.slice(2)) await import(pathToFileURL(resolve(file)).href)
})
