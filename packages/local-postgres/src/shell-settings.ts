type Environment = Readonly<Record<string, string | undefined>>

/** `PGSSLMODE`, `PGOPTIONS` and the like are meant for another database: the embedded one must not be reached with them. */
export function withoutShellSettings(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isShellSetting(name)))
}

/** The same for this process, whose clients read them at each connection. */
export function dropShellSettings(): void {
  for (const name of Object.keys(process.env)) if (isShellSetting(name)) delete process.env[name]
}

function isShellSetting(name: string): boolean {
  return /^PG[A-Z]/.test(name)
}
