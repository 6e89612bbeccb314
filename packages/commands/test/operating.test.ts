import { DEBIAN_POSTGRES_15, hasDebianPostgres15 } from '@dutybell/testing/debian-postgres'
import { operatingEnvironment } from '@dutybell/testing/operating'
import { runPage } from '@dutybell/testing/run-page'
import { test } from 'tap'

const debianOnly = { skip: hasDebianPostgres15 ? false : `${DEBIAN_POSTGRES_15} is missing` }

void test(
  'docs/operating.md: its commands lead from an empty cluster of Debian to a restored database',
  debianOnly,
  async (t) => runPage(t, 'docs/operating.md', await operatingEnvironment(t)),
)
