import { VARIABLES } from '@dutybell/shared/config/variables'

/** Each variable, empty, which counts as unset: whatever a `.env` says, no real database or provider is reached. */
export const UNSET_VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(VARIABLES).map((name) => [name, '']),
)
