/** What a code is over HTTP, and what its page says. */
export interface CatalogueEntry {
  readonly status: number
  readonly title: string
  readonly means: string
  readonly to_do: string
}
