export const ERROR_PAGES = '/docs/errors'

/** The page of an error: whole where it is known how the API is reached, else below the address that was asked. */
export function problemType(code: string, public_url: string | undefined): string {
  return `${public_url?.replace(/\/+$/, '') ?? ''}${ERROR_PAGES}/${code}`
}
