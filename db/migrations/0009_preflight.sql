create table preflight_results (
  key text constraint preflight_results_pkey primary key,
  position integer not null,
  title text not null,
  outcome text not null constraint preflight_results_outcome_known check (outcome in ('ok', 'warning', 'failure')),
  text text not null,
  action text,
  checked_at timestamptz not null,
  constraint preflight_results_say_what_to_do check ((outcome = 'ok') = (action is null))
);
comment on table preflight_results is 'What the last run of pnpm preflight found, a row for each check: the API, which has no token of Meta, shows it.';
comment on column preflight_results.position is 'The order in which the checks are shown.';
comment on column preflight_results.action is 'What to do. Null where nothing is wrong.';
comment on column preflight_results.checked_at is 'When the run ended: the same in each row.';

alter table meta_templates add column more_parameters text[] not null default '{}';
comment on column meta_templates.more_parameters is 'The components other than the body that need a parameter: HEADER, BUTTONS.';

alter table account_news add column limit_of_recipients integer;
comment on column account_news.limit_of_recipients is 'Meta''s limit of recipients in 24 hours: the news is no alert where META_WA_DAILY_RECIPIENTS is not above it.';
