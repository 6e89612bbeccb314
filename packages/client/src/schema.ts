// Written by `pnpm client:generate` from the API's OpenAPI document: do not edit.

export interface paths {
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics for Prometheus
         * @description For loopback and private networks only, and not through a proxy.
         */
        get: operations["read_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: operations["read_liveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests can be served */
        get: operations["read_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/whatsapp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Meta's handshake */
        get: operations["verify_whatsapp_webhook"];
        put?: never;
        /** Webhook bodies of Meta, signed with the app secret */
        post: operations["receive_whatsapp_callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List registrations
         * @description Needs a key with the scope `registrations`.
         */
        get: operations["list_registrations"];
        put?: never;
        /**
         * Register a person
         * @description Sends `registration_received` on each channel of the person. Open to everyone within limits. A key with the scope `registrations` has none, may send nothing (`notify`), and the 409 names the registration that exists.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a registration with its suppression and inbound messages
         * @description Needs a key with the scope `registrations`.
         */
        get: operations["read_registration"];
        put?: never;
        post?: never;
        /**
         * Erase a person
         * @description Removes name, number and address everywhere, withdraws unsent messages and cancels the duties. It cannot be undone. Counts are kept. Needs a key with the scope `registrations`.
         */
        delete: operations["erase_registration"];
        options?: never;
        head?: never;
        /**
         * Change a registration
         * @description Unsent messages go to a corrected address, and are withdrawn from a channel that the person leaves. Needs a key with the scope `registrations`.
         */
        patch: operations["change_registration"];
        trace?: never;
    };
    "/v1/registrations/{id}/number-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep the number although WhatsApp reported a new one
         * @description Releases the messages that were held for the change. To use the new number, change `phone_number` of the registration instead. Needs a key with the scope `registrations`.
         */
        post: operations["keep_number"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registrations/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase all people who were registered within a time
         * @description Each as `DELETE /v1/registrations/:id` does, in a transaction of their own; at most 1,000 per call, a repetition with the remaining count goes on. It cannot be undone. A dry run returns the `expected_count`. No answer is kept for an Idempotency-Key: the count guards a repetition. Needs a key with the scope `registrations`.
         */
        post: operations["erase_registrations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List duty assignments
         * @description Needs a key with the scope `assignments`.
         */
        get: operations["list_duty_assignments"];
        put?: never;
        /**
         * Assign a duty
         * @description Sends `duty_allotment_confirmed` on each channel of the person, unless `notify` says later or never. Needs a key with the scope `assignments`.
         */
        post: operations["assign_duty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a duty assignment
         * @description Needs a key with the scope `assignments`.
         */
        get: operations["read_duty_assignment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Move a duty to another date or time
         * @description Unsent messages of the old date and time are withdrawn. A person who was told of them gets `duty_changed`, everybody else the new allotment. Needs a key with the scope `assignments`.
         */
        patch: operations["move_duty_assignment"];
        trace?: never;
    };
    "/v1/duty-assignments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a duty
         * @description Unsent messages are withdrawn. A person who was told of the duty gets `duty_cancelled`. A second cancellation changes nothing. Needs a key with the scope `assignments`.
         */
        post: operations["cancel_duty_assignment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a duty to another person
         * @description The duty is cancelled and a new one with its date and time is created. A person who was told of it gets `duty_cancelled`. Needs a key with the scope `assignments`.
         */
        post: operations["hand_over_duty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/swap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let two people exchange their duties
         * @description Both duties are cancelled, and two new ones are created. Needs a key with the scope `assignments`.
         */
        post: operations["swap_duties"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign many duties
         * @description A duty that exists is `unchanged`. If `atomic`, one refused item refuses all: 422 with `results`. A dry run is always 200. Needs a key with the scope `assignments`.
         */
        post: operations["assign_duties"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish the allotments that wait
         * @description Each is published once, however often this is called. Needs a key with the scope `assignments`.
         */
        post: operations["notify_waiting_duties"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel all duties of a day, or of one duty time of it
         * @description Needs a key with the scope `assignments`.
         */
        post: operations["cancel_duties_of_a_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-assignments/{id}/told-by-phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tick off that the person was told of the duty as it is
         * @description The duty leaves the call list, with the corrections that were owed. A later change of the duty takes the tick back. Needs a key with the scope `assignments`.
         */
        post: operations["tell_duty_by_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List days with the places that are taken
         * @description Each day has all duty times, so that gaps are seen. Needs a key with the scope `assignments`.
         */
        get: operations["list_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/days/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the board of a day: who has which duty, who was told, and whom to call
         * @description Needs a key with the scope `assignments`.
         */
        get: operations["read_day"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-times": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the duty times
         * @description All of them on one page, by position, then by name. Needs a key with the scope `assignments`.
         */
        get: operations["list_duty_times"];
        put?: never;
        /**
         * Create a duty time
         * @description Duty assignments with this label belong to it from then on, and get its spelling. Needs a key with the scope `assignments`.
         */
        post: operations["create_duty_time"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duty-times/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a duty time
         * @description Needs a key with the scope `assignments`.
         */
        get: operations["read_duty_time"];
        put?: never;
        post?: never;
        /**
         * Delete a duty time
         * @description Refused while it is assigned today or later. Needs a key with the scope `assignments`.
         */
        delete: operations["delete_duty_time"];
        options?: never;
        head?: never;
        /**
         * Change or rename a duty time
         * @description Another name becomes the label of its duty assignments; nothing is sent. Needs a key with the scope `assignments`.
         */
        patch: operations["change_duty_time"];
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Needs a key with the scope `deliveries`.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a delivery with its attempts and states
         * @description Needs a key with the scope `deliveries`.
         */
        get: operations["read_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a delivery
         * @description Queues a delivery that failed, is held or in doubt again, with its full number of attempts. Refused where the message is not true any more or the recipient opted out; a delivery that may have arrived needs `confirm_duplicate`. The retry is recorded. Needs a key with the scope `deliveries`.
         */
        post: operations["retry_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry all deliveries that match a filter
         * @description Each by the rules of a single retry; at most 10,000 per call, in one transaction. A dry run returns the `expected_count`. Needs a key with the scope `deliveries`.
         */
        post: operations["retry_deliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reminders/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the reminders of tomorrow's duties that were not sent yet
         * @description Needs a key with the scope `assignments`.
         */
        post: operations["run_reminders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the state of the channels and of the processes
         * @description Needs a key with the scope `deliveries`.
         */
        get: operations["list_channels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{channel}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a channel
         * @description No notifier sends on the channel until an operator resumes it. Needs a key with the scope `admin`.
         */
        post: operations["pause_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{channel}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a channel
         * @description One trial message is sent first; the others follow when it got through. Needs a key with the scope `admin`.
         */
        post: operations["resume_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/registrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import registrations from a CSV file
         * @description A person who is registered is never changed; where the row differs, a warning names the fields. The file is UTF-8, UTF-16 or Windows-1252, with a header and commas, semicolons or tabs. Refused rows are left out. An import of the same file again changes nothing. Needs `pii` too. Needs a key with the scope `registrations`.
         */
        post: operations["import_registrations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/duty-assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import duty assignments from a CSV file
         * @description A row names its person by registration_id, number, address or name. A duty that exists is unchanged. The file is UTF-8, UTF-16 or Windows-1252, with a header and commas, semicolons or tabs. Refused rows are left out. An import of the same file again changes nothing. Needs `pii` too. Needs a key with the scope `assignments`.
         */
        post: operations["import_duty_assignments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what people wrote by WhatsApp, strangers included
         * @description Needs a key with the scope `registrations`.
         */
        get: operations["list_inbound_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open and recent alerts
         * @description Open alerts, then those cleared within seven days. The notifiers look each minute. Needs a key with the scope `deliveries`.
         */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the audit log
         * @description Needs a key with the scope `admin`.
         */
        get: operations["list_audit_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{name}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release a held template
         * @description Its held deliveries are sent: in one language, or in each. Needs a key with the scope `admin`.
         */
        post: operations["release_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Alert */
        Alert: {
            /** @description The subject, such as `channel_paused:whatsapp`; at most one alert of a key is open. */
            key: string;
            title: string;
            /** @description What happened, with the provider's own words. */
            text: string;
            /** @description What to do. */
            action: string;
            /** Format: date-time */
            opened_at: string;
            /**
             * Format: date-time
             * @description Null while the alert is open.
             */
            cleared_at: string | null;
        };
        /** Alerts */
        Alerts: {
            items: components["schemas"]["Alert"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** AssignBatch */
        AssignBatch: {
            items: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                /**
                 * Format: date
                 * @description Year, month and day, in TIME_ZONE.
                 * @example 2035-11-05
                 */
                duty_date: string;
                /**
                 * @description A label of at most 60 characters, in the words of the message.
                 * @example Fajar Azaan
                 */
                duty_time: string;
                /** @description Assign it in spite of an overlap or of full places; the reason stands on the duty. */
                override?: {
                    reason: string;
                };
            }[];
            /**
             * @description One refused item refuses all.
             * @default true
             */
            atomic?: boolean;
            /**
             * @description Answer what would happen, and change nothing.
             * @default false
             */
            dry_run?: boolean;
            /**
             * @description now: the allotment is sent. later: it waits for `POST /v1/duty-assignments/notify`. never: the person was told elsewhere, and gets a reminder and corrections.
             * @default now
             * @enum {unknown}
             */
            notify?: "now" | "later" | "never";
        };
        /** AssignedBatch */
        AssignedBatch: {
            dry_run: boolean;
            results: components["schemas"]["BatchResult"][];
        };
        /** AssignedDuty */
        AssignedDuty: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            /** Format: date */
            duty_date: string;
            duty_time: string;
            /** @enum {unknown} */
            status: "assigned" | "cancelled";
            /**
             * @description waiting: no message yet. told_elsewhere: told without this system.
             * @enum {unknown}
             */
            allotment: "published" | "waiting" | "told_elsewhere";
            /** @description Why it was given in spite of an overlap or of full places. */
            override: {
                reason: string;
            } | null;
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * @description duty_time_unknown: no duty time has this name, though there are some; the duty is written all the same.
             * @example [
             *       "duty_time_unknown: did you mean Fajar Azaan?"
             *     ]
             */
            warnings?: string[];
        };
        /** Attempt */
        Attempt: {
            number: number;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            finished_at: string | null;
            /** @description Null while the attempt is open. */
            outcome: string | null;
            http_status: number | null;
            provider_code: string | null;
            provider_text: string | null;
            trace_id: string | null;
            provider_message_id: string | null;
            /** Format: date-time */
            sent_at: string | null;
            /** Format: date-time */
            delivered_at: string | null;
            /** Format: date-time */
            read_at: string | null;
            /** Format: date-time */
            failed_at: string | null;
        };
        /** AuditEntry */
        AuditEntry: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /** Format: date-time */
            at: string;
            /** @description The name of the key, or of the user who ran the command. */
            actor: string;
            /**
             * Format: uuid
             * @description Null for a key of ADMIN_API_KEYS and for a command.
             */
            api_key_id: string | null;
            /** @enum {unknown} */
            action: "registration.created" | "registration.changed" | "registration.erased" | "registrations.erased" | "registrations.imported" | "registration.number_changed" | "registration.number_kept" | "preference.suppressed" | "preference.resumed" | "preference.superseded" | "preference.not_attributed" | "duty_assignment.created" | "duty_assignment.moved" | "duty_assignment.cancelled" | "duty_assignment.handed_over" | "duty_assignment.swapped" | "duty_assignment.told_by_phone" | "duty_assignments.published" | "duty_assignments.imported" | "duty_time.created" | "duty_time.changed" | "duty_time.deleted" | "reminders.run" | "delivery.retried" | "deliveries.retried" | "channel.paused" | "channel.resumed" | "template.released" | "template.tested" | "api_key.created" | "api_key.revoked" | "personal_data.revealed";
            /** @enum {unknown} */
            subject_type: "registration" | "inbound_message" | "duty_assignment" | "duty_time" | "delivery" | "reminders" | "channel" | "template" | "api_key" | "answer";
            /** @description Null where there are many subjects. */
            subject_id: string | null;
            /** @description Finds the request in the log; null for a command. */
            request_id: string | null;
            /** @description Ids, counts and names of fields; never personal data. */
            details: {
                [key: string]: unknown;
            };
        };
        /** AuditLog */
        AuditLog: {
            items: components["schemas"]["AuditEntry"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** BatchResult */
        BatchResult: {
            /** @description The place in `items`, from 0. */
            index: number;
            /** @enum {unknown} */
            outcome: "created" | "unchanged" | "refused";
            duty_assignment?: components["schemas"]["DutyAssignment"];
            /**
             * @description duty_time_unknown: no duty time has this name, though there are some; the duty is written all the same.
             * @example [
             *       "duty_time_unknown: did you mean Fajar Azaan?"
             *     ]
             */
            warnings?: string[];
            problem?: components["schemas"]["Problem"];
        };
        /** BoardAssignment */
        BoardAssignment: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            duty_assignment_id: string;
            version: number;
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            full_name: string;
            /** @description Masked without the scope `pii`. */
            phone_number: string | null;
            /** @enum {unknown} */
            allotment: "published" | "waiting" | "told_elsewhere";
            /** @description The state of the newest message about the duty as it is; null: no such channel, or no message. */
            channels: {
                /** @enum {string|null} */
                whatsapp: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled" | null;
                /** @enum {string|null} */
                email: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled" | null;
            };
            /**
             * @description yes: delivered, read, or told by phone. told: accepted by e-mail, or by WhatsApp where no receipts come, or told elsewhere.
             * @enum {unknown}
             */
            reached: "yes" | "told" | "no";
        };
        /** Call */
        Call: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            full_name: string;
            /** @description Masked without the scope `pii`. */
            phone_number: string | null;
            /** @description Masked without the scope `pii`. */
            email: string | null;
            /**
             * @description The gravest one; they are listed in their order.
             * @enum {unknown}
             */
            reason: "owed_correction" | "number_changed" | "waiting" | "no_channel" | "suppressed" | "not_reached";
            /**
             * @description The words for the call.
             * @example was Fajar Azaan on 5 December, now cancelled
             */
            say: string;
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            duty_assignment_id: string;
            /** @description For `POST /v1/duty-assignments/:id/told-by-phone`. */
            version: number;
        };
        /** CancelDutyAssignments */
        CancelDutyAssignments: {
            /**
             * Format: date
             * @description Year, month and day, in TIME_ZONE.
             * @example 2035-11-05
             */
            duty_date: string;
            /**
             * @description A label of at most 60 characters, in the words of the message.
             * @example Fajar Azaan
             */
            duty_time?: string;
            /**
             * @description Answer what would happen, and change nothing.
             * @default false
             */
            dry_run?: boolean;
            /** @description The number that a dry run matched; with another number nothing is done. Required except in a dry run. */
            expected_count?: number;
        };
        /** CancelledDutyAssignments */
        CancelledDutyAssignments: {
            dry_run: boolean;
            matched: number;
            cancelled: number;
            /** @description The messages by which people know, or may know, what the change ended. */
            told: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                duty_assignment_id: string;
                /** @enum {unknown} */
                channel: "whatsapp" | "email";
                template: string;
                /** @enum {unknown} */
                state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
                /**
                 * Format: date-time
                 * @description When the message reached the state.
                 */
                at: string | null;
            }[];
        };
        /** ChangeDutyTime */
        ChangeDutyTime: {
            /**
             * @description At most 60 characters, in the words of the message. Two names never differ only in upper case, white space or final punctuation.
             * @example Fajar Azaan
             */
            name?: string;
            /** @description Local, in TIME_ZONE. */
            starts_at?: string | null;
            /** @description Local; at or before `starts_at` it is a time of the next day. */
            ends_at?: string | null;
            /** @description The number of people that a day needs; null: any number. */
            places?: number | null;
            /** @description The place in the list. */
            position?: number;
        };
        /** ChangeRegistration */
        ChangeRegistration: {
            /**
             * @description At most 200 characters.
             * @example Ahmed Ali
             */
            full_name?: string;
            /**
             * @description A mobile number as people and apps write it. Digits without + or 00 are a number of DEFAULT_COUNTRY. Without whatsapp_opt_in it may be a landline; or null or absent where there is an e-mail address.
             * @example +91 98765 43210
             */
            phone_number?: string | null;
            /**
             * Format: email
             * @description Null, blank or absent: no e-mail.
             * @example ahmed@example.org
             */
            email?: string | null;
            /** @description Whether the person agreed to WhatsApp messages. */
            whatsapp_opt_in?: boolean;
            /** @description The consent to WhatsApp, stored with its time. Only with an opt-in. */
            consent?: {
                /**
                 * @description The form, the list or the call. At most 100 characters.
                 * @example sign-up form 2026
                 */
                source?: string;
                /**
                 * @description The exact text that the person agreed to. At most 1000 characters.
                 * @example Tell me of my duties by WhatsApp.
                 */
                words?: string;
            };
            /**
             * @description The language of the messages: one of META_WA_TEMPLATE_LANGUAGE.
             * @example en
             */
            language?: string;
        };
        /** ChangedDutyAssignment */
        ChangedDutyAssignment: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            /** Format: date */
            duty_date: string;
            duty_time: string;
            /** @enum {unknown} */
            status: "assigned" | "cancelled";
            /**
             * @description waiting: no message yet. told_elsewhere: told without this system.
             * @enum {unknown}
             */
            allotment: "published" | "waiting" | "told_elsewhere";
            /** @description Why it was given in spite of an overlap or of full places. */
            override: {
                reason: string;
            } | null;
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * @description duty_time_unknown: no duty time has this name, though there are some; the duty is written all the same.
             * @example [
             *       "duty_time_unknown: did you mean Fajar Azaan?"
             *     ]
             */
            warnings?: string[];
            /** @description The messages by which people know, or may know, what the change ended. */
            told: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                duty_assignment_id: string;
                /** @enum {unknown} */
                channel: "whatsapp" | "email";
                template: string;
                /** @enum {unknown} */
                state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
                /**
                 * Format: date-time
                 * @description When the message reached the state.
                 */
                at: string | null;
            }[];
        };
        /** ChannelStatus */
        ChannelStatus: {
            /** @enum {unknown} */
            channel: "whatsapp" | "email";
            /**
             * @description `trial`: resumed with one message first. `slow`: rate-limited by the provider.
             * @enum {unknown}
             */
            state: "running" | "paused" | "trial" | "slow";
            /** Format: date-time */
            paused_at: string | null;
            /** @description `notifier`: ended by a probe when the provider can be reached again; else the name of an admin key. */
            paused_by: string | null;
            /** @description Kept after the pause until a message got through. */
            pause_reason: string | null;
            /** @description The provider's error code. */
            pause_code: string | null;
            /**
             * Format: date-time
             * @description When the next probe of the provider is due.
             */
            probe_at: string | null;
            /**
             * Format: date-time
             * @description No message is sent before this time.
             */
            slow_until: string | null;
            /** @description The pace it is slowed to; null when it is not. */
            messages_per_second: number | null;
            unfinished: {
                /** @description Deliveries to be sent now, or after an earlier one to the same recipient. */
                pending: number;
                /** @description Deliveries to be sent later: retries, or spread ones. */
                waiting: number;
                sending: number;
                in_doubt: number;
                held: {
                    reason: string | null;
                    count: number;
                }[];
            };
            /**
             * Format: date-time
             * @description When the oldest due delivery became due.
             */
            oldest_due_at: string | null;
            /** @description WhatsApp only. */
            daily: {
                /** @description META_WA_DAILY_RECIPIENTS; null: no configured limit. */
                limit: number | null;
                /** @description Recipients reached in the last 24 hours, counted up to the limit. */
                reached: number;
                /** @description People who may still be reached now. */
                left: number | null;
                /** @description Deliveries that are held because of the limit. */
                held: number;
                /** @description People who need a reminder for tomorrow and were not reached today. */
                needed_for_reminders: number;
                /** @description How many of them may be reached before tomorrow begins, when the reminder would be false. */
                left_for_reminders: number | null;
            } | null;
            /** @description The held templates. */
            templates: components["schemas"]["Template"][];
            /** @description `live`, `allowlist` or `sandbox`, as the notifier that was seen last runs; null where none ran within an hour. */
            delivery_mode: string | null;
            /** @description What to do about a pause, a held template or a rate limit. */
            action: string | null;
        };
        /** Channels */
        Channels: {
            items: components["schemas"]["ChannelStatus"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
            /** @description Every running process, and those that crashed within the last hour. */
            heartbeats: components["schemas"]["Heartbeat"][];
        };
        /** CreateDutyAssignment */
        CreateDutyAssignment: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            /**
             * Format: date
             * @description Year, month and day, in TIME_ZONE.
             * @example 2035-11-05
             */
            duty_date: string;
            /**
             * @description A label of at most 60 characters, in the words of the message.
             * @example Fajar Azaan
             */
            duty_time: string;
            /** @description Assign it in spite of an overlap or of full places; the reason stands on the duty. */
            override?: {
                reason: string;
            };
            /**
             * @description now: the allotment is sent. later: it waits for `POST /v1/duty-assignments/notify`. never: the person was told elsewhere, and gets a reminder and corrections.
             * @default now
             * @enum {unknown}
             */
            notify?: "now" | "later" | "never";
        };
        /** CreateDutyTime */
        CreateDutyTime: {
            /**
             * @description At most 60 characters, in the words of the message. Two names never differ only in upper case, white space or final punctuation.
             * @example Fajar Azaan
             */
            name: string;
            /** @description Local, in TIME_ZONE. */
            starts_at?: string | null;
            /** @description Local; at or before `starts_at` it is a time of the next day. */
            ends_at?: string | null;
            /** @description The number of people that a day needs; null: any number. */
            places?: number | null;
            /** @description The place in the list; after the last one unless given. */
            position?: number;
        };
        /** CreateRegistration */
        CreateRegistration: {
            /**
             * @description At most 200 characters.
             * @example Ahmed Ali
             */
            full_name: string;
            /**
             * @description A mobile number as people and apps write it. Digits without + or 00 are a number of DEFAULT_COUNTRY. Without whatsapp_opt_in it may be a landline; or null or absent where there is an e-mail address.
             * @example +91 98765 43210
             */
            phone_number?: string | null;
            /**
             * Format: email
             * @description Null, blank or absent: no e-mail.
             * @example ahmed@example.org
             */
            email?: string | null;
            /**
             * @description Whether the person agreed to WhatsApp messages.
             * @default true
             */
            whatsapp_opt_in?: boolean;
            /** @description The consent to WhatsApp, stored with its time. Only with an opt-in. */
            consent?: {
                /**
                 * @description The form, the list or the call. At most 100 characters.
                 * @example sign-up form 2026
                 */
                source?: string;
                /**
                 * @description The exact text that the person agreed to. At most 1000 characters.
                 * @example Tell me of my duties by WhatsApp.
                 */
                words?: string;
            };
            /**
             * @description The language of the messages: one of META_WA_TEMPLATE_LANGUAGE. Absent: the first of them.
             * @example en
             */
            language?: string;
            /**
             * @description For keys. `never`: no message that the registration was received. Unless given, the message is sent.
             * @enum {unknown}
             */
            notify?: "now" | "never";
        };
        /** DayBoard */
        DayBoard: {
            /** Format: date */
            date: string;
            /** Format: date-time */
            reminder_due_at: string;
            /** @description All duty times in their order, then labels that have none. */
            duty_times: {
                name: string;
                /** @description The number of people that the day needs; null: any number, or the label has no duty time. */
                places: number | null;
                assignments: components["schemas"]["BoardAssignment"][];
            }[];
            /** @description One entry per person, until the day is over. An owed correction is listed on the old date. */
            to_call: components["schemas"]["Call"][];
        };
        /** Days */
        Days: {
            items: {
                /** Format: date */
                date: string;
                duty_times: {
                    name: string;
                    /** @description The number of people that the day needs; null: any number, or the label has no duty time. */
                    places: number | null;
                    /** @description Duties that are assigned, waiting ones included. */
                    taken: number;
                    /** @description Of these, the ones whose allotment is not published. */
                    waiting: number;
                }[];
            }[];
        };
        /** Deliveries */
        Deliveries: {
            items: components["schemas"]["DeliveryItem"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** Delivery */
        Delivery: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /** Format: uuid */
            registration_id: string | null;
            /** @description Null: the person is erased, or nobody is registered. */
            full_name: string | null;
            /** @enum {unknown} */
            state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
            /** @description The reason of held, cancelled, failed or expired. */
            reason: string | null;
            /** @enum {unknown} */
            channel: "whatsapp" | "email";
            template: string;
            /** @description Frozen at publish. Null: of a release without languages. */
            language: string | null;
            /** @description The words as sent; numbers and addresses in them are masked without the scope `pii`. Null: the person is erased. */
            text: string | null;
            /**
             * Format: date
             * @description Of the duties that the message names.
             */
            duty_date: string | null;
            /** @description The phone number or e-mail address; masked without the scope `pii`. */
            recipient: string;
            /** @description The number of attempts. */
            attempts: number;
            possible_duplicate: boolean;
            /** @description Never sent again, whatever the outcome of open attempts. */
            withdrawn: boolean;
            /** @description A message id of WhatsApp contains the number, so it is masked without the scope `pii`. */
            provider_message_id: string | null;
            last_error: {
                code: string | null;
                text: string | null;
                /** @description What to do; null for a code without advice. */
                action: string | null;
            } | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            sending_at: string | null;
            /** Format: date-time */
            in_doubt_at: string | null;
            /** Format: date-time */
            held_at: string | null;
            /** Format: date-time */
            accepted_at: string | null;
            /** Format: date-time */
            sent_at: string | null;
            /** Format: date-time */
            delivered_at: string | null;
            /** Format: date-time */
            read_at: string | null;
            /** Format: date-time */
            failed_at: string | null;
            /** Format: date-time */
            expired_at: string | null;
            /** Format: date-time */
            cancelled_at: string | null;
            /** @description The duties that the message names. */
            duty_assignment_ids: string[];
            attempt_log: components["schemas"]["Attempt"][];
            /** @description The states with their times, oldest first; a repeated state is listed once, and once for each retry from it. */
            events: components["schemas"]["DeliveryEvent"][];
        };
        /** DeliveryEvent */
        DeliveryEvent: {
            /** @enum {unknown} */
            state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
            /** Format: date-time */
            at: string;
            /** @description Who retried it, and the state before. */
            replay?: {
                /** @description The name of the admin key. */
                requested_by: string;
                confirm_duplicate: boolean;
                /** @enum {unknown} */
                was_state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
                was_reason: string | null;
                was_error_code: string | null;
            };
        };
        /** DeliveryItem */
        DeliveryItem: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /** Format: uuid */
            registration_id: string | null;
            /** @description Null: the person is erased, or nobody is registered. */
            full_name: string | null;
            /** @enum {unknown} */
            state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
            /** @description The reason of held, cancelled, failed or expired. */
            reason: string | null;
            /** @enum {unknown} */
            channel: "whatsapp" | "email";
            template: string;
            /** @description Frozen at publish. Null: of a release without languages. */
            language: string | null;
            /** @description The words as sent; numbers and addresses in them are masked without the scope `pii`. Null: the person is erased. */
            text: string | null;
            /**
             * Format: date
             * @description Of the duties that the message names.
             */
            duty_date: string | null;
            /** @description The phone number or e-mail address; masked without the scope `pii`. */
            recipient: string;
            /** @description The number of attempts. */
            attempts: number;
            possible_duplicate: boolean;
            /** @description Never sent again, whatever the outcome of open attempts. */
            withdrawn: boolean;
            /** @description A message id of WhatsApp contains the number, so it is masked without the scope `pii`. */
            provider_message_id: string | null;
            last_error: {
                code: string | null;
                text: string | null;
                /** @description What to do; null for a code without advice. */
                action: string | null;
            } | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            sending_at: string | null;
            /** Format: date-time */
            in_doubt_at: string | null;
            /** Format: date-time */
            held_at: string | null;
            /** Format: date-time */
            accepted_at: string | null;
            /** Format: date-time */
            sent_at: string | null;
            /** Format: date-time */
            delivered_at: string | null;
            /** Format: date-time */
            read_at: string | null;
            /** Format: date-time */
            failed_at: string | null;
            /** Format: date-time */
            expired_at: string | null;
            /** Format: date-time */
            cancelled_at: string | null;
        };
        /** DutyAssignment */
        DutyAssignment: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            /** Format: date */
            duty_date: string;
            duty_time: string;
            /** @enum {unknown} */
            status: "assigned" | "cancelled";
            /**
             * @description waiting: no message yet. told_elsewhere: told without this system.
             * @enum {unknown}
             */
            allotment: "published" | "waiting" | "told_elsewhere";
            /** @description Why it was given in spite of an overlap or of full places. */
            override: {
                reason: string;
            } | null;
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** DutyAssignmentItem */
        DutyAssignmentItem: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            /** Format: date */
            duty_date: string;
            duty_time: string;
            /** @enum {unknown} */
            status: "assigned" | "cancelled";
            /**
             * @description waiting: no message yet. told_elsewhere: told without this system.
             * @enum {unknown}
             */
            allotment: "published" | "waiting" | "told_elsewhere";
            /** @description Why it was given in spite of an overlap or of full places. */
            override: {
                reason: string;
            } | null;
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description Null: the person is erased. */
            full_name: string | null;
        };
        /** DutyAssignments */
        DutyAssignments: {
            items: components["schemas"]["DutyAssignmentItem"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** DutyTime */
        DutyTime: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            name: string;
            /** @description Local, in TIME_ZONE. */
            starts_at: string | null;
            /** @description Local; at or before `starts_at` it is a time of the next day. */
            ends_at: string | null;
            /** @description The number of people that a day needs; null: any number. */
            places: number | null;
            /** @description The list is sorted by it, then by name. */
            position: number;
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** DutyTimes */
        DutyTimes: {
            items: components["schemas"]["DutyTime"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** EraseRegistrations */
        EraseRegistrations: {
            /**
             * Format: date-time
             * @example 2026-03-14T12:30:00Z
             */
            created_from: string;
            /**
             * Format: date-time
             * @description Exclusive.
             * @example 2026-03-14T12:30:00Z
             */
            created_to: string;
            /**
             * @description public: without a key. admin: with a key, or by an import. Unless given, both.
             * @enum {unknown}
             */
            origin?: "public" | "admin";
            /**
             * @description Return how many match, and change nothing.
             * @default false
             */
            dry_run?: boolean;
            /** @description The number of matching registrations of a dry run; with another number nothing is done. Required except in a dry run. */
            expected_count?: number;
        };
        /** ErasedRegistrations */
        ErasedRegistrations: {
            dry_run: boolean;
            matched: number;
            /** @description At most 1,000 in a call; a repetition goes on with the rest. */
            erased: number;
        };
        /** HandOver */
        HandOver: {
            /**
             * Format: uuid
             * @description The person who takes the duty.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id: string;
            /**
             * @description By default now, or later where the duty waits.
             * @enum {unknown}
             */
            notify?: "now" | "later" | "never";
            /** @description Assign it in spite of an overlap or of full places; the reason stands on the duty. */
            override?: {
                reason: string;
            };
        };
        /** HandedOver */
        HandedOver: {
            cancelled: components["schemas"]["DutyAssignment"];
            created: components["schemas"]["DutyAssignment"];
            /** @description The messages by which people know, or may know, what the change ended. */
            told: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                duty_assignment_id: string;
                /** @enum {unknown} */
                channel: "whatsapp" | "email";
                template: string;
                /** @enum {unknown} */
                state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
                /**
                 * Format: date-time
                 * @description When the message reached the state.
                 */
                at: string | null;
            }[];
        };
        /**
         * Health
         * @description Healthy.
         */
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        /** Heartbeat */
        Heartbeat: {
            /** @description `api` or `notifier`. */
            service: string;
            /** @description Host and process id. */
            name: string;
            version: string;
            /** @description Such as `delivery_mode`, `time_zone`, `zone_data`, `reminder_time`; no secrets. */
            settings: {
                [key: string]: string | number | null;
            };
            /** @description The clock of the process minus that of the database. */
            clock_offset_ms: number;
            /** Format: date-time */
            started_at: string;
            /**
             * Format: date-time
             * @description Written every ten seconds.
             */
            seen_at: string;
        };
        /** Import */
        Import: {
            dry_run: boolean;
            /** @description Without the header and blank rows. */
            rows: number;
            /** @description In a dry run, what would be created. */
            created: number;
            /** @description Exist already, or were left out on purpose. */
            unchanged: number;
            /** @description Left out; `problem` says why. */
            refused: number;
            /** @description Headers that the import does not read. */
            ignored_columns: string[];
            /** @description One for each row, in the order of the file. */
            results: components["schemas"]["ImportResult"][];
        };
        /** ImportResult */
        ImportResult: {
            /** @description The line on which the row begins; the header is 1. */
            line: number;
            /** @enum {unknown} */
            outcome: "created" | "unchanged" | "refused";
            /**
             * Format: uuid
             * @description Of the registration or duty assignment that was created or exists; absent where a dry run would create it.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id?: string;
            /**
             * @description A word for programs, a colon, and a sentence.
             * @example [
             *       "registration_differs: email is kept as registered"
             *     ]
             */
            warnings: string[];
            problem?: components["schemas"]["Problem"];
        };
        /** InboundMessage */
        InboundMessage: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /** @description WhatsApp's kind of message: text, button, image … */
            type: string;
            /** @description Null: no words. */
            text: string | null;
            /** @description The request in the message: stop or start. */
            preference: string | null;
            /** @description What the request changed: suppressed, resumed, superseded (a later one holds), not_attributed. */
            effect: string | null;
            /**
             * Format: uuid
             * @description The delivery that the message replies to.
             */
            delivery_id: string | null;
            /** Format: date-time */
            written_at: string;
            /** Format: date-time */
            received_at: string;
        };
        /** InboundMessageItem */
        InboundMessageItem: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            /** @description The number, masked without the scope `pii`; else Meta's id of the writer, or null. */
            from: string | null;
            /**
             * Format: uuid
             * @description The first of those registered under the number; null: a stranger.
             */
            registration_id: string | null;
            full_name: string | null;
            /** @description WhatsApp's kind of message: text, button, image … */
            type: string;
            /** @description Null: no words. */
            text: string | null;
            /** @description The request in the message: stop or start. */
            preference: string | null;
            /** @description What the request changed: suppressed, resumed, superseded (a later one holds), not_attributed. */
            effect: string | null;
            /**
             * Format: uuid
             * @description The delivery that the message replies to.
             */
            delivery_id: string | null;
            /** Format: date-time */
            written_at: string;
            /** Format: date-time */
            received_at: string;
        };
        /** InboundMessages */
        InboundMessages: {
            items: components["schemas"]["InboundMessageItem"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** KeepNumber */
        KeepNumber: {
            /** @enum {boolean} */
            keep: true;
        };
        /** MoveDutyAssignment */
        MoveDutyAssignment: {
            /**
             * Format: date
             * @description Year, month and day, in TIME_ZONE.
             * @example 2035-11-05
             */
            duty_date?: string;
            /**
             * @description A label of at most 60 characters, in the words of the message.
             * @example Fajar Azaan
             */
            duty_time?: string;
            /** @description Assign it in spite of an overlap or of full places; the reason stands on the duty. */
            override?: {
                reason: string;
            };
        };
        /** NotifiedWaiting */
        NotifiedWaiting: {
            /** @description The number of duties. */
            published: number;
            /** @description Duties of a person on one day are one message. */
            messages: number;
        };
        /** NotifyWaiting */
        NotifyWaiting: {
            /**
             * Format: date
             * @description Year, month and day, in TIME_ZONE.
             * @example 2035-11-05
             */
            duty_date_from?: string;
            /**
             * Format: date
             * @description Inclusive.
             * @example 2035-11-05
             */
            duty_date_to?: string;
            /**
             * @description Answer what would happen, and change nothing.
             * @default false
             */
            dry_run?: boolean;
        };
        /** PauseChannel */
        PauseChannel: {
            /** @description Shown to other operators. */
            reason?: string;
        };
        /** Problem */
        Problem: {
            /**
             * Format: uri
             * @description The URN of the code.
             */
            type: string;
            title: string;
            status: number;
            /** @description The fault of this request, and what to do. */
            detail: string;
            /** @description The path of the request. */
            instance: string;
            /** @description The stable code of the error; /docs lists all codes. */
            code: string;
            /** @description Finds the request in the log; also in `x-request-id`. */
            request_id: string;
            errors?: {
                /** @description JSON pointer to the field, or / and the name of a parameter. */
                pointer: string;
                /** @description What to do. */
                detail: string;
                /** @description The stable code of the cause; docs/errors.md lists them. */
                code?: string;
            }[];
            /** @description The version of the resource; with `precondition_failed`. */
            current_version?: number;
            /**
             * Format: uuid
             * @description The registration that exists; for keys only.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            registration_id?: string;
            /**
             * Format: uuid
             * @description The duty assignment that exists, or that the problem is about.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            duty_assignment_id?: string;
            /** @description The duty assignments of the person at that time. */
            duty_assignment_ids?: string[];
            /**
             * Format: uuid
             * @description The duty time that has the name.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            duty_time_id?: string;
            /** @description The places of the duty time on the day. */
            places?: number;
            /** @description Of a refused batch: one for each item, as a batch that is not refused has them. */
            results?: {
                [key: string]: unknown;
            }[];
            /** @description How many of them are taken. */
            taken?: number;
        };
        /** Registration */
        Registration: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            full_name: string;
            /**
             * @description E.164, null where there is none; without the scope `pii` masked, such as `91******3210`.
             * @example +919876543210
             */
            phone_number: string | null;
            /** @description Without the scope `pii` masked, such as `a•••@example.org`. */
            email: string | null;
            whatsapp_opt_in: boolean;
            language: string;
            /** @enum {unknown} */
            status: "active" | "erased";
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** RegistrationDetails */
        RegistrationDetails: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            id: string;
            full_name: string;
            /**
             * @description E.164, null where there is none; without the scope `pii` masked, such as `91******3210`.
             * @example +919876543210
             */
            phone_number: string | null;
            /** @description Without the scope `pii` masked, such as `a•••@example.org`. */
            email: string | null;
            whatsapp_opt_in: boolean;
            language: string;
            /** @enum {unknown} */
            status: "active" | "erased";
            /** @description Raised by every change. */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description The consent to WhatsApp messages; null: never given. */
            consent: {
                /** Format: date-time */
                at: string;
                /** @description The form, the list or the call. */
                source: string | null;
                /** @description Null where the client did not give it. */
                words: string | null;
                /** Format: date-time */
                withdrawn_at: string | null;
            } | null;
            suppression: {
                /** @description Nothing is sent by WhatsApp to this number until START comes from it. */
                whatsapp: {
                    /** Format: date-time */
                    since: string;
                    by: string;
                } | null;
                /** @description Wants no marketing: the messages of this service are none and are sent. */
                whatsapp_marketing: {
                    /** Format: date-time */
                    since: string;
                    by: string;
                } | null;
                /** @description Nothing is sent by e-mail to this address. */
                email: {
                    /** Format: date-time */
                    since: string;
                    by: string;
                } | null;
            };
            /** @description The latest change of the number that WhatsApp reported. Until `decided_at`, WhatsApp messages are held. */
            number_change: {
                /** @description Null where Meta does not disclose it. */
                new_phone_number: string | null;
                /** Format: date-time */
                at: string;
                /** Format: date-time */
                decided_at: string | null;
            } | null;
            /** @description The newest 50 WhatsApp messages from this number, of all people registered with it. */
            inbound_messages: components["schemas"]["InboundMessage"][];
        };
        /** Registrations */
        Registrations: {
            items: components["schemas"]["Registration"][];
            /** @description The cursor of the next page; null on the last page. */
            next_cursor: string | null;
        };
        /** ReminderRun */
        ReminderRun: {
            /** Format: date */
            date: string;
            dry_run: boolean;
            published: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                duty_times: string[];
            }[];
            skipped: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                reason: string;
            }[];
        };
        /** RetriedDeliveries */
        RetriedDeliveries: {
            dry_run: boolean;
            matched: number;
            retried: number;
            /** @description Most frequent first; the reasons are the error codes of a single retry. */
            refused: {
                /** @enum {unknown} */
                reason: "has_arrived" | "may_have_arrived" | "nothing_to_retry" | "delivery_cancelled" | "delivery_withdrawn" | "delivery_expired" | "registration_erased" | "duty_changed" | "recipient_suppressed" | "template_held" | "number_changed";
                count: number;
            }[];
        };
        /** RetryDeliveries */
        RetryDeliveries: {
            filter: components["schemas"]["RetryFilter"];
            /** @description The number of matching deliveries of a dry run; with another number nothing is done. Required except in a dry run. */
            expected_count?: number;
            /** @description Spreads the deliveries evenly over this time; each at most half of the time to its deadline. */
            spread_seconds?: number;
            /** @description Retry it also where it may have arrived; it is marked as a possible duplicate. */
            confirm_duplicate?: boolean;
            /** @description Return what would be retried, and change nothing. */
            dry_run?: boolean;
        };
        /** RetryDelivery */
        RetryDelivery: {
            /** @description Retry it also where it may have arrived; it is marked as a possible duplicate. */
            confirm_duplicate?: boolean;
        };
        /** RetryFilter */
        RetryFilter: {
            /** @enum {unknown} */
            state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
            /** @enum {unknown} */
            template?: "registration_received" | "duty_allotment_confirmed" | "duty_reminder_tomorrow" | "duty_cancelled" | "duty_changed";
            /**
             * @description The provider's code of the last error.
             * @example 131026
             */
            error_code?: string;
            /**
             * @description Why it is held, cancelled, failed or expired.
             * @example duty_changed
             */
            reason?: string;
            /** @enum {unknown} */
            channel?: "whatsapp" | "email";
            /**
             * Format: date-time
             * @example 2026-03-14T12:30:00Z
             */
            created_from?: string;
            /**
             * Format: date-time
             * @description Exclusive.
             * @example 2026-03-14T12:30:00Z
             */
            created_to?: string;
        };
        /** RunReminders */
        RunReminders: {
            /**
             * Format: date
             * @description The duty date; tomorrow's by default. Another date only in a dry run.
             */
            date?: string;
            /** @description Return what would be sent, and send nothing. */
            dry_run?: boolean;
        };
        /** SwapDuties */
        SwapDuties: {
            duty_assignment_ids: string[];
            /** @description Swap only if the duties have these versions. */
            versions?: number[];
            /** @description Assign it in spite of an overlap or of full places; the reason stands on the duty. */
            override?: {
                reason: string;
            };
        };
        /** SwappedDuties */
        SwappedDuties: {
            cancelled: components["schemas"]["DutyAssignment"][];
            created: components["schemas"]["DutyAssignment"][];
            /** @description The messages by which people know, or may know, what the change ended. */
            told: {
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                registration_id: string;
                /**
                 * Format: uuid
                 * @example 01890a5d-ac96-774b-bcce-b302099a8057
                 */
                duty_assignment_id: string;
                /** @enum {unknown} */
                channel: "whatsapp" | "email";
                template: string;
                /** @enum {unknown} */
                state: "pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled";
                /**
                 * Format: date-time
                 * @description When the message reached the state.
                 */
                at: string | null;
            }[];
        };
        /** Template */
        Template: {
            name: string;
            /**
             * @description Null: every language.
             * @example en
             */
            language: string | null;
            /** @enum {unknown} */
            state: "active" | "held";
            /** @description The reason of the hold. */
            reason: string | null;
            /** @description What to do about the hold. */
            action: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** @description Held deliveries of the template in this language. */
            waiting: number;
        };
        /** ToldByPhone */
        ToldByPhone: {
            /** @description The version that the person was told; it must be the present one. */
            version: number;
            /** @description Deleted when the person is erased. */
            note?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The `X-Request-Id` of the request, else a new one; the log contains it. */
        "X-Request-Id": string;
        /** @description Of CSV: the name of the file. */
        "Content-Disposition": string;
        /** @description The version, for `If-Match` and `If-None-Match`. Absent from a registration with masked fields. */
        ETag: string;
        /** @description Present if the answer is that of an earlier request with this `Idempotency-Key`. */
        "Idempotency-Replayed": "true";
        /** @description The URL of the resource. */
        Location: string;
        /** @description Requests that an address may make at once: ten minutes' worth. */
        "RateLimit-Limit": number;
        /** @description How many are left. */
        "RateLimit-Remaining": number;
        /** @description Seconds until all are there again; of a 429, until the next one is. */
        "RateLimit-Reset": number;
        /** @description Seconds after which the request may be repeated. */
        "Retry-After": number;
        /** @description The authentication scheme. */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type Alert = components['schemas']['Alert'];
export type Alerts = components['schemas']['Alerts'];
export type AssignBatch = components['schemas']['AssignBatch'];
export type AssignedBatch = components['schemas']['AssignedBatch'];
export type AssignedDuty = components['schemas']['AssignedDuty'];
export type Attempt = components['schemas']['Attempt'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditLog = components['schemas']['AuditLog'];
export type BatchResult = components['schemas']['BatchResult'];
export type BoardAssignment = components['schemas']['BoardAssignment'];
export type Call = components['schemas']['Call'];
export type CancelDutyAssignments = components['schemas']['CancelDutyAssignments'];
export type CancelledDutyAssignments = components['schemas']['CancelledDutyAssignments'];
export type ChangeDutyTime = components['schemas']['ChangeDutyTime'];
export type ChangeRegistration = components['schemas']['ChangeRegistration'];
export type ChangedDutyAssignment = components['schemas']['ChangedDutyAssignment'];
export type ChannelStatus = components['schemas']['ChannelStatus'];
export type Channels = components['schemas']['Channels'];
export type CreateDutyAssignment = components['schemas']['CreateDutyAssignment'];
export type CreateDutyTime = components['schemas']['CreateDutyTime'];
export type CreateRegistration = components['schemas']['CreateRegistration'];
export type DayBoard = components['schemas']['DayBoard'];
export type Days = components['schemas']['Days'];
export type Deliveries = components['schemas']['Deliveries'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryEvent = components['schemas']['DeliveryEvent'];
export type DeliveryItem = components['schemas']['DeliveryItem'];
export type DutyAssignment = components['schemas']['DutyAssignment'];
export type DutyAssignmentItem = components['schemas']['DutyAssignmentItem'];
export type DutyAssignments = components['schemas']['DutyAssignments'];
export type DutyTime = components['schemas']['DutyTime'];
export type DutyTimes = components['schemas']['DutyTimes'];
export type EraseRegistrations = components['schemas']['EraseRegistrations'];
export type ErasedRegistrations = components['schemas']['ErasedRegistrations'];
export type HandOver = components['schemas']['HandOver'];
export type HandedOver = components['schemas']['HandedOver'];
export type Health = components['schemas']['Health'];
export type Heartbeat = components['schemas']['Heartbeat'];
export type Import = components['schemas']['Import'];
export type ImportResult = components['schemas']['ImportResult'];
export type InboundMessage = components['schemas']['InboundMessage'];
export type InboundMessageItem = components['schemas']['InboundMessageItem'];
export type InboundMessages = components['schemas']['InboundMessages'];
export type KeepNumber = components['schemas']['KeepNumber'];
export type MoveDutyAssignment = components['schemas']['MoveDutyAssignment'];
export type NotifiedWaiting = components['schemas']['NotifiedWaiting'];
export type NotifyWaiting = components['schemas']['NotifyWaiting'];
export type PauseChannel = components['schemas']['PauseChannel'];
export type Problem = components['schemas']['Problem'];
export type Registration = components['schemas']['Registration'];
export type RegistrationDetails = components['schemas']['RegistrationDetails'];
export type Registrations = components['schemas']['Registrations'];
export type ReminderRun = components['schemas']['ReminderRun'];
export type RetriedDeliveries = components['schemas']['RetriedDeliveries'];
export type RetryDeliveries = components['schemas']['RetryDeliveries'];
export type RetryDelivery = components['schemas']['RetryDelivery'];
export type RetryFilter = components['schemas']['RetryFilter'];
export type RunReminders = components['schemas']['RunReminders'];
export type SwapDuties = components['schemas']['SwapDuties'];
export type SwappedDuties = components['schemas']['SwappedDuties'];
export type Template = components['schemas']['Template'];
export type ToldByPhone = components['schemas']['ToldByPhone'];
export type HeaderXRequestId = components['headers']['X-Request-Id'];
export type HeaderContentDisposition = components['headers']['Content-Disposition'];
export type HeaderETag = components['headers']['ETag'];
export type HeaderIdempotencyReplayed = components['headers']['Idempotency-Replayed'];
export type HeaderLocation = components['headers']['Location'];
export type HeaderRateLimitLimit = components['headers']['RateLimit-Limit'];
export type HeaderRateLimitRemaining = components['headers']['RateLimit-Remaining'];
export type HeaderRateLimitReset = components['headers']['RateLimit-Reset'];
export type HeaderRetryAfter = components['headers']['Retry-After'];
export type HeaderWwwAuthenticate = components['headers']['WWW-Authenticate'];
export type $defs = Record<string, never>;
export interface operations {
    read_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus' text format. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `metrics_forbidden`: Metrics forbidden. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "metrics_forbidden";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    read_liveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Healthy. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    read_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Healthy. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `not_ready`: Not ready. `overloaded`: Overloaded. `database_unavailable`: Database unavailable. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "not_ready" | "overloaded" | "database_unavailable";
                    };
                };
            };
        };
    };
    verify_whatsapp_webhook: {
        parameters: {
            query?: {
                /** @example subscribe */
                "hub.mode"?: string;
                /**
                 * @description META_WA_WEBHOOK_VERIFY_TOKEN.
                 * @example a-secret-token
                 */
                "hub.verify_token"?: string;
                /**
                 * @description Returned in the answer.
                 * @example 1158201444
                 */
                "hub.challenge"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The challenge, as the whole body. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `webhook_forbidden`: Webhook forbidden. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "webhook_forbidden";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "overloaded";
                    };
                };
            };
        };
    };
    receive_whatsapp_callback: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description HMAC-SHA256 of the body with the secret of the app; here of the example with `an-app-secret`.
                 * @example sha256=cecfa36f46ea73c8481071dc29a6c031566b17ca38f5da884ce85fdf6bc085c5
                 */
                "x-hub-signature-256": string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description As Meta's Cloud API documents it. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "object": "whatsapp_business_account",
                 *       "entry": []
                 *     }
                 */
                "application/json": {
                    object?: string;
                    entry?: unknown[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The body is stored. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `webhook_signature_invalid`: Invalid signature. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "webhook_signature_invalid";
                    };
                };
            };
            /** @description `webhook_forbidden`: Webhook forbidden. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "webhook_forbidden";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_registrations: {
        parameters: {
            query?: {
                /** @description Maximum number of items per page; CSV has all of them. */
                limit?: number;
                /** @description `next_cursor` of the previous page, with the same filters and sort. */
                cursor?: string;
                /** @description `created_at` is the order of creation. Equal values are sorted by id. */
                sort?: "-created_at" | "created_at";
                /**
                 * @description Each word is the beginning of a word of the name, in any order; four digits or more are the end of the number; a word with @ is part of the address. Without the scope `pii`: names, and exactly the four digits that are shown.
                 * @example ali 3210
                 */
                search?: string;
                /**
                 * @description The whole number as people and apps write it. Needs the scope `pii`.
                 * @example +91 98765 43210
                 */
                phone_number?: string;
                /**
                 * @description The whole address; upper case makes no difference. Needs the scope `pii`.
                 * @example ahmed@example.org
                 */
                email?: string;
                /** @example active */
                status?: "active" | "erased";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The registrations. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registrations"];
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "full_name": "Ahmed Ali",
                 *       "phone_number": "+91 98765 43210",
                 *       "email": "ahmed@example.org",
                 *       "consent": {
                 *         "source": "sign-up form 2026",
                 *         "words": "Tell me of my duties by WhatsApp."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateRegistration"];
            };
        };
        responses: {
            /** @description The registration. */
            201: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `registration_exists`: Registration exists. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "registration_exists" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests. */
            429: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 429;
                        /** @enum {string} */
                        code: "rate_limited";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    read_registration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Answer 304 if the resource has this ETag.
                 * @example "3"
                 */
                "if-none-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The registration details. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistrationDetails"];
                };
            };
            /** @description It has not changed: there is no body. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `registration_not_found`: Registration not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "registration_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    erase_registration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person is erased. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `registration_not_found`: Registration not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "registration_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    change_registration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ahmed.ali@example.org",
                 *       "language": "en"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeRegistration"];
            };
        };
        responses: {
            /** @description The registration. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `registration_not_found`: Registration not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "registration_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `registration_exists`: Registration exists. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "registration_exists";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    keep_number: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "keep": true
                 *     }
                 */
                "application/json": components["schemas"]["KeepNumber"];
            };
        };
        responses: {
            /** @description The registration details. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistrationDetails"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `registration_not_found`: Registration not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "registration_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `number_change_not_found`: No number change. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "number_change_not_found" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    erase_registrations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "created_from": "2026-03-14T12:30:00Z",
                 *       "created_to": "2026-03-14T12:40:00Z",
                 *       "origin": "public",
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["EraseRegistrations"];
            };
        };
        responses: {
            /** @description The erased registrations. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedRegistrations"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `expected_count_differs`: Expected count differs. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "expected_count_differs";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_duty_assignments: {
        parameters: {
            query?: {
                /** @description Maximum number of items per page; CSV has all of them. */
                limit?: number;
                /** @description `next_cursor` of the previous page, with the same filters and sort. */
                cursor?: string;
                /** @description `created_at` is the order of creation. Equal values are sorted by id. */
                sort?: "-created_at" | "created_at" | "duty_date" | "-duty_date";
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                registration_id?: string;
                /**
                 * @description Year, month and day, in TIME_ZONE.
                 * @example 2035-11-05
                 */
                duty_date?: string;
                /**
                 * @description Year, month and day, in TIME_ZONE.
                 * @example 2035-11-05
                 */
                duty_date_from?: string;
                /**
                 * @description Inclusive.
                 * @example 2035-11-05
                 */
                duty_date_to?: string;
                /**
                 * @description Compared without upper case, repeated white space and final punctuation.
                 * @example Fajar Azaan
                 */
                duty_time?: string;
                /** @example assigned */
                status?: "assigned" | "cancelled";
                /** @example published */
                allotment?: "published" | "waiting" | "told_elsewhere";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The duty assignments. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyAssignments"];
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    assign_duty: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "registration_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                 *       "duty_date": "2035-11-05",
                 *       "duty_time": "Fajar Azaan"
                 *     }
                 */
                "application/json": components["schemas"]["CreateDutyAssignment"];
            };
        };
        responses: {
            /** @description The assigned duty. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssignedDuty"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_assignment_exists`: Duty assignment exists. `duty_overlaps`: Duty overlaps. `duty_full`: Duty full. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_assignment_exists" | "duty_overlaps" | "duty_full" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `registration_unknown`: Unknown registration. `duty_in_the_past`: Duty date in the past. `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "registration_unknown" | "duty_in_the_past" | "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    read_duty_assignment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Answer 304 if the resource has this ETag.
                 * @example "3"
                 */
                "if-none-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The duty assignment. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyAssignment"];
                };
            };
            /** @description It has not changed: there is no body. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_assignment_not_found`: Duty assignment not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_assignment_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    move_duty_assignment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "duty_time": "Isha Azaan"
                 *     }
                 */
                "application/json": components["schemas"]["MoveDutyAssignment"];
            };
        };
        responses: {
            /** @description The changed duty assignment. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedDutyAssignment"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_assignment_not_found`: Duty assignment not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_assignment_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_assignment_exists`: Duty assignment exists. `duty_overlaps`: Duty overlaps. `duty_full`: Duty full. `duty_assignment_cancelled`: Duty assignment cancelled. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_assignment_exists" | "duty_overlaps" | "duty_full" | "duty_assignment_cancelled";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `registration_unknown`: Unknown registration. `duty_in_the_past`: Duty date in the past. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "registration_unknown" | "duty_in_the_past";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    cancel_duty_assignment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changed duty assignment. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedDutyAssignment"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_assignment_not_found`: Duty assignment not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_assignment_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "idempotency_key_in_use";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    hand_over_duty: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "registration_id": "01890a5d-ac96-774b-bcce-b302099a8058"
                 *     }
                 */
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description The handed over. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandedOver"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_assignment_not_found`: Duty assignment not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_assignment_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_assignment_exists`: Duty assignment exists. `duty_overlaps`: Duty overlaps. `duty_full`: Duty full. `duty_assignment_cancelled`: Duty assignment cancelled. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_assignment_exists" | "duty_overlaps" | "duty_full" | "duty_assignment_cancelled" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `registration_unknown`: Unknown registration. `duty_in_the_past`: Duty date in the past. `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "registration_unknown" | "duty_in_the_past" | "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    swap_duties: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "duty_assignment_ids": [
                 *         "01890a5d-ac96-774b-bcce-b302099a8057",
                 *         "01890a5d-ac96-774b-bcce-b302099a8058"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SwapDuties"];
            };
        };
        responses: {
            /** @description The swapped duties. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SwappedDuties"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_assignment_not_found`: Duty assignment not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_assignment_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_assignment_exists`: Duty assignment exists. `duty_overlaps`: Duty overlaps. `duty_full`: Duty full. `duty_assignment_cancelled`: Duty assignment cancelled. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_assignment_exists" | "duty_overlaps" | "duty_full" | "duty_assignment_cancelled" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `registration_unknown`: Unknown registration. `duty_in_the_past`: Duty date in the past. `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "registration_unknown" | "duty_in_the_past" | "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    assign_duties: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "registration_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                 *           "duty_date": "2035-11-05",
                 *           "duty_time": "Fajar Azaan"
                 *         }
                 *       ],
                 *       "notify": "later"
                 *     }
                 */
                "application/json": components["schemas"]["AssignBatch"];
            };
        };
        responses: {
            /** @description The assigned batch. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssignedBatch"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `batch_refused`: Batch refused. `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "batch_refused" | "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    notify_waiting_duties: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "duty_date_from": "2035-11-05"
                 *     }
                 */
                "application/json": components["schemas"]["NotifyWaiting"];
            };
        };
        responses: {
            /** @description The notified waiting. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotifiedWaiting"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    cancel_duties_of_a_day: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "duty_date": "2035-11-05",
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["CancelDutyAssignments"];
            };
        };
        responses: {
            /** @description The cancelled duty assignments. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelledDutyAssignments"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `expected_count_differs`: Expected count differs. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "expected_count_differs" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    tell_duty_by_phone: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 3,
                 *       "note": "Spoke to his brother."
                 *     }
                 */
                "application/json": components["schemas"]["ToldByPhone"];
            };
        };
        responses: {
            /** @description The duty assignment. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyAssignment"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_assignment_not_found`: Duty assignment not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_assignment_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `registration_erased`: Registration erased. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "registration_erased" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_days: {
        parameters: {
            query?: {
                /**
                 * @description Today in TIME_ZONE unless given.
                 * @example 2035-11-05
                 */
                from?: string;
                /**
                 * @description Inclusive; unless given, thirty days are listed. At most 366 days.
                 * @example 2035-11-05
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Days"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    read_day: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Year, month and day, in TIME_ZONE.
                 * @example 2035-11-05
                 */
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day board. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayBoard"];
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_duty_times: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The duty times. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyTimes"];
                };
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    create_duty_time: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Taraweeh Stall",
                 *       "starts_at": "20:30",
                 *       "ends_at": "22:00",
                 *       "places": 4,
                 *       "position": 6
                 *     }
                 */
                "application/json": components["schemas"]["CreateDutyTime"];
            };
        };
        responses: {
            /** @description The duty time. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyTime"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_time_exists`: Duty time exists. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_time_exists" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    read_duty_time: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Answer 304 if the resource has this ETag.
                 * @example "3"
                 */
                "if-none-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The duty time. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyTime"];
                };
            };
            /** @description It has not changed: there is no body. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_time_not_found`: Duty time not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_time_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    delete_duty_time: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The duty time is deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_time_not_found`: Duty time not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_time_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_time_assigned`: Duty time assigned. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_time_assigned";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    change_duty_time: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change the resource only if it has this ETag, or this version in quotation marks.
                 * @example "3"
                 */
                "if-match"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Fajr Azaan",
                 *       "places": 3
                 *     }
                 */
                "application/json": components["schemas"]["ChangeDutyTime"];
            };
        };
        responses: {
            /** @description The duty time. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyTime"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `duty_time_not_found`: Duty time not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "duty_time_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `duty_time_exists`: Duty time exists. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "duty_time_exists";
                    };
                };
            };
            /** @description `precondition_failed`: Precondition failed. */
            412: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 412;
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description Maximum number of items per page; CSV has all of them. */
                limit?: number;
                /** @description `next_cursor` of the previous page, with the same filters and sort. */
                cursor?: string;
                /** @description `created_at` is the order of creation. Equal values are sorted by id. */
                sort?: "-created_at" | "created_at";
                /**
                 * @description Several times for several states.
                 * @example [
                 *       "failed",
                 *       "expired"
                 *     ]
                 */
                state?: ("pending" | "sending" | "accepted" | "sent" | "delivered" | "read" | "in_doubt" | "held" | "failed" | "expired" | "cancelled")[];
                /**
                 * @description Why it is held, cancelled, failed or expired.
                 * @example duty_changed
                 */
                reason?: string;
                /** @example whatsapp */
                channel?: "whatsapp" | "email";
                /** @example registration_received */
                template?: "registration_received" | "duty_allotment_confirmed" | "duty_reminder_tomorrow" | "duty_cancelled" | "duty_changed";
                /**
                 * @description The provider's code of the last error.
                 * @example 131026
                 */
                error_code?: string;
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                registration_id?: string;
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                duty_assignment_id?: string;
                /**
                 * @description Messages that name a duty of this date.
                 * @example 2035-11-05
                 */
                duty_date?: string;
                /** @example 2026-03-14T12:30:00Z */
                created_from?: string;
                /**
                 * @description Exclusive.
                 * @example 2026-03-14T12:30:00Z
                 */
                created_to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deliveries. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    read_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `delivery_not_found`: Delivery not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "delivery_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    retry_delivery: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path: {
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "confirm_duplicate": true
                 *     }
                 */
                "application/json": components["schemas"]["RetryDelivery"];
            };
        };
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `delivery_not_found`: Delivery not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "delivery_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `has_arrived`: Already delivered. `may_have_arrived`: May have arrived. `nothing_to_retry`: Nothing to retry. `delivery_cancelled`: Delivery cancelled. `delivery_withdrawn`: Delivery withdrawn. `delivery_expired`: Delivery expired. `registration_erased`: Registration erased. `duty_changed`: Duty changed. `recipient_suppressed`: Recipient suppressed. `template_held`: Template held. `number_changed`: Number changed. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "has_arrived" | "may_have_arrived" | "nothing_to_retry" | "delivery_cancelled" | "delivery_withdrawn" | "delivery_expired" | "registration_erased" | "duty_changed" | "recipient_suppressed" | "template_held" | "number_changed" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    retry_deliveries: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "filter": {
                 *         "state": "failed",
                 *         "error_code": "131026",
                 *         "created_from": "2026-03-14T12:30:00Z"
                 *       },
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["RetryDeliveries"];
            };
        };
        responses: {
            /** @description The retried deliveries. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriedDeliveries"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `expected_count_differs`: Expected count differs. `too_many_deliveries`: Too many deliveries. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "expected_count_differs" | "too_many_deliveries" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    run_reminders: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "date": "2035-11-05",
                 *       "dry_run": true
                 *     }
                 */
                "application/json": components["schemas"]["RunReminders"];
            };
        };
        responses: {
            /** @description The reminder run. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderRun"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `reminder_date_not_tomorrow`: Reminder date is not tomorrow. `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "reminder_date_not_tomorrow" | "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_channels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channels. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    pause_channel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path: {
                /** @example whatsapp */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "The texts are being changed."
                 *     }
                 */
                "application/json": components["schemas"]["PauseChannel"];
            };
        };
        responses: {
            /** @description The channel status. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelStatus"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `channel_not_found`: Channel not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "channel_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `channel_waits_for_restore`: Database restored. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "channel_waits_for_restore" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    resume_channel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path: {
                /** @example whatsapp */
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The channel status. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelStatus"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `channel_not_found`: Channel not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "channel_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `channel_waits_for_restore`: Database restored. `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "channel_waits_for_restore" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    import_registrations: {
        parameters: {
            query?: {
                /** @description Answer what would become of each row, and change nothing. */
                dry_run?: boolean;
                /**
                 * @description Whether new people get `registration_received`. Required unless `dry_run`. People who are registered get nothing.
                 * @example never
                 */
                notify?: "now" | "never";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 10 MiB. */
        requestBody: {
            content: {
                /**
                 * @example Name,Mobile,E-mail
                 *     Ahmed Ali,98765 43210,ahmed@example.org
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    import_duty_assignments: {
        parameters: {
            query?: {
                /** @description Answer what would become of each row, and change nothing. */
                dry_run?: boolean;
                /**
                 * @description As for one duty assignment. Required unless `dry_run`.
                 * @example later
                 */
                notify?: "now" | "later" | "never";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 10 MiB. */
        requestBody: {
            content: {
                /**
                 * @example Mobile,Date,Duty
                 *     98765 43210,5 November 2035,Fajar Azaan
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_inbound_messages: {
        parameters: {
            query?: {
                /** @description Maximum number of items per page; CSV has all of them. */
                limit?: number;
                /** @description `next_cursor` of the previous page, with the same filters and sort. */
                cursor?: string;
                /** @description `created_at` is the order of creation. Equal values are sorted by id. */
                sort?: "-created_at" | "created_at";
                /**
                 * @description Received then or later.
                 * @example 2026-03-14T12:30:00Z
                 */
                since?: string;
                /** @example stop */
                preference?: "stop" | "start";
                /**
                 * @description Whether somebody is registered under the number.
                 * @example true
                 */
                registered?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The inbound messages. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundMessages"];
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alerts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alerts"];
                };
            };
            /** @description `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    list_audit_log: {
        parameters: {
            query?: {
                /** @description Maximum number of items per page; CSV has all of them. */
                limit?: number;
                /** @description `next_cursor` of the previous page, with the same filters and sort. */
                cursor?: string;
                /** @description `created_at` is the order of creation. Equal values are sorted by id. */
                sort?: "-created_at" | "created_at";
                /** @example treasurer */
                actor?: string;
                /** @example personal_data.revealed */
                action?: "registration.created" | "registration.changed" | "registration.erased" | "registrations.erased" | "registrations.imported" | "registration.number_changed" | "registration.number_kept" | "preference.suppressed" | "preference.resumed" | "preference.superseded" | "preference.not_attributed" | "duty_assignment.created" | "duty_assignment.moved" | "duty_assignment.cancelled" | "duty_assignment.handed_over" | "duty_assignment.swapped" | "duty_assignment.told_by_phone" | "duty_assignments.published" | "duty_assignments.imported" | "duty_time.created" | "duty_time.changed" | "duty_time.deleted" | "reminders.run" | "delivery.retried" | "deliveries.retried" | "channel.paused" | "channel.resumed" | "template.released" | "template.tested" | "api_key.created" | "api_key.revoked" | "personal_data.revealed";
                /** @example registration */
                subject_type?: "registration" | "inbound_message" | "duty_assignment" | "duty_time" | "delivery" | "reminders" | "channel" | "template" | "api_key" | "answer";
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                subject_id?: string;
                /** @example 01890a5d-ac96-774b-bcce-b302099a8057 */
                request_id?: string;
                /** @example 2026-03-14T12:30:00Z */
                from?: string;
                /**
                 * @description Exclusive.
                 * @example 2026-03-14T12:30:00Z
                 */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The audit log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLog"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    release_template: {
        parameters: {
            query?: {
                /**
                 * @description Release only this translation. Absent: every held one.
                 * @example en
                 */
                language?: string;
            };
            header?: {
                /**
                 * @description A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.
                 * @example 6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11
                 */
                "idempotency-key"?: string;
            };
            path: {
                /** @example duty_reminder_tomorrow */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description `invalid_input`: Validation error. `malformed_request`: Malformed request. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 400;
                        /** @enum {string} */
                        code: "invalid_input" | "malformed_request";
                    };
                };
            };
            /** @description `unauthorized`: Unauthorized. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 401;
                        /** @enum {string} */
                        code: "unauthorized";
                    };
                };
            };
            /** @description `missing_scope`: Missing scope. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 403;
                        /** @enum {string} */
                        code: "missing_scope";
                    };
                };
            };
            /** @description `template_not_found`: Template not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 404;
                        /** @enum {string} */
                        code: "template_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Not acceptable. */
            406: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 406;
                        /** @enum {string} */
                        code: "not_acceptable";
                    };
                };
            };
            /** @description `idempotency_key_in_use`: Idempotency key in use. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 409;
                        /** @enum {string} */
                        code: "idempotency_key_in_use";
                    };
                };
            };
            /** @description `payload_too_large`: Payload too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 413;
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: Unsupported media type. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 415;
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `idempotency_key_reused`: Idempotency key reused. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 422;
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    };
                };
            };
            /** @description `internal_error`: Internal error. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 500;
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `database_unavailable`: Database unavailable. `overloaded`: Overloaded. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status: 503;
                        /** @enum {string} */
                        code: "database_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
}
