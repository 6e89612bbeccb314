/** The named components of an OpenAPI document. */
export class Components {
  readonly #kind: 'schemas' | 'headers'
  readonly #by_name = new Map<string, { readonly part: unknown; readonly text: string }>()

  constructor(kind: 'schemas' | 'headers') {
    this.#kind = kind
  }

  /** @throws where another part has this name: its readers would take one for the other */
  share(name: string, part: unknown): { $ref: string } {
    const text = JSON.stringify(part)
    const known = this.#by_name.get(name)
    if (known !== undefined && known.text !== text) {
      throw new Error(`Two ${this.#kind} of the OpenAPI document are called ${name}: give one another name.`)
    }
    this.#by_name.set(name, { part, text })
    return { $ref: `#/components/${this.#kind}/${name}` }
  }

  sorted(): Record<string, unknown> {
    const parts = [...this.#by_name].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(parts.map(([name, { part }]) => [name, part]))
  }
}
