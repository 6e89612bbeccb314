import { hash } from 'node:crypto'
import type { ClientBase, QueryResult } from 'pg'
import { isPreparingUnsupported } from './failures.ts'

const names = new Map<string, string>()

/**
 * Registers a statement that each connection prepares by name, so that Postgres parses and plans it once.
 *
 * @param name unique
 * @returns the text, to be executed as it is
 */
export function prepared(name: string, text: string): string {
  names.set(text, name)
  return text
}

/**
 * Sends registered statements by their names. The first sign that a pooler does not support it switches it off for all
 * connections: an old PgBouncer in transaction mode gives the next statement another server connection, where it is not
 * prepared, or already.
 */
export class Preparing {
  #is_on = true

  /** @param is_pooled processes of another release may have prepared another text on the same server connection */
  apply(client: ClientBase, is_pooled = false): void {
    const query = client.query.bind(client)
    const send = (...args: unknown[]): unknown => {
      const [text, values, ...rest] = args
      const name = this.#is_on && rest.length === 0 && typeof text === 'string' ? names.get(text) : undefined
      if (name === undefined) return Reflect.apply(query, client, args)
      const statement = { text: String(text), values: Array.isArray(values) ? values : [] }
      return this.#prepare(client, {
        name: is_pooled ? `${name}_${hashOf(statement.text)}` : name,
        ...statement,
      })
    }
    Reflect.set(client, 'query', send)
  }

  async #prepare(
    client: ClientBase,
    statement: { readonly name: string; readonly text: string; readonly values: unknown[] },
  ): Promise<QueryResult> {
    try {
      return await client.query(statement)
    } catch (error) {
      if (!isPreparingUnsupported(error)) throw error
      this.#is_on = false
      // Within a transaction, inTransaction runs the whole again.
      if (client.getTransactionStatus() !== 'I') throw error
      return client.query(statement.text, statement.values)
    }
  }
}

function hashOf(text: string): string {
  return hash('sha256', text).slice(0, 16)
}
