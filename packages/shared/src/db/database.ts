import type { ColumnType } from 'kysely'
import type { AuditAction, AuditSubject } from '../audit/actions.ts'
import type { DB, Generated } from './types.ts'
import type {
  AttemptOutcome,
  Channel,
  DeliveryState,
  DutyAllotment,
  DutyAssignmentStatus,
  PreflightOutcome,
  RegistrationStatus,
} from './vocabulary.ts'

type Narrow<Table extends keyof DB, Columns> = Omit<DB[Table], keyof Columns> & Columns

/** The generated tables, with the words their check constraints allow. */
export interface Tables extends Omit<
  DB,
  | 'attempts'
  | 'audit_log'
  | 'channels'
  | 'deliveries'
  | 'duty_assignments'
  | 'heartbeats'
  | 'preflight_results'
  | 'recipients'
  | 'registrations'
  | 'retries'
> {
  attempts: Narrow<'attempts', { outcome: AttemptOutcome | null }>
  audit_log: Narrow<
    'audit_log',
    { action: AuditAction; subject_type: AuditSubject; details: Readonly<Record<string, unknown>> }
  >
  channels: Narrow<
    'channels',
    { channel: Channel; paced_until: ColumnType<Temporal.Instant | null, string, string> }
  >
  deliveries: Narrow<'deliveries', { channel: Channel; state: Generated<DeliveryState> }>
  duty_assignments: Narrow<
    'duty_assignments',
    { status: Generated<DutyAssignmentStatus>; allotment: Generated<DutyAllotment> }
  >
  heartbeats: Narrow<'heartbeats', { settings: Readonly<Record<string, string | number | null>> }>
  preflight_results: Narrow<'preflight_results', { outcome: PreflightOutcome }>
  recipients: Narrow<'recipients', { channel: Channel }>
  registrations: Narrow<'registrations', { status: Generated<RegistrationStatus> }>
  retries: Narrow<'retries', { was_state: DeliveryState }>
}
