export interface RenamedWord {
  /** Without the flags `g` and `y`: a match must not depend on the match before. */
  readonly pattern: RegExp
  readonly say: string
}

/** Identifiers and sentences that must not come back. Names of the public contract are not listed. */
export const RENAMED_WORDS: readonly RenamedWord[] = [
  // Identifiers of TypeScript
  { pattern: /\bTurns\b|outbox\/turns/, say: '`Coalescer`' },
  { pattern: /\bpoke[sd]?\b|\bpoke\w*\(/i, say: '`wake`' },
  {
    pattern: /#look\b|#lookedAt\b|#tidyBeside\b|#ahead\b|#front\b/,
    say: '`#claimNext`, `#lastDatabaseContactAt`, `#settleInBackground`, `#prefetched`, `#claimFrom`',
  },
  { pattern: /\bClaimFront\b|claim-front\b|\bp_front\b/, say: '`ClaimCursor`, `p_from_rank`' },
  { pattern: /\bClaimedAhead\b|claimed-ahead\b/, say: '`PrefetchBuffer`' },
  { pattern: /\bguilty\b/, say: '`rejected`' },
  {
    pattern: /\bsparing\b|\bfollowRefusal\b|\bspends\b/,
    say: '`withoutCountingAttempt`, `decideAfterRefusal`, `counts_attempt`',
  },
  { pattern: /\bhalts\b|\bconcernsAll\b/, say: '`stop_sending`, `affects_channel`' },
  { pattern: /\boursOf\b|\bOurs\b|webhooks\/ours\b/, say: '`ownAccount`, `OwnAccount`' },
  { pattern: /name-?erased-?attempts/i, say: '`resolveErasedMessageIds`' },
  { pattern: /\bActing\b|\bacting\(/, say: '`WithActor`, `withActor`' },
  { pattern: /\bsharePerson\b/, say: '`lockRegistrationShared`' },
  {
    pattern: /\bblankWords\b|\bletOthersGo\b|\bownOf\b|\bneedles\b/,
    say: '`redactFreeText`, `unblockOtherRecipients`, `exclusiveAddresses`, `searchTerms`',
  },
  {
    pattern: /\brefuseFaults\b|\bkeepHttpRules\b|http-rules\b/,
    say: '`throwIfInvalid`, `enforceSingleHostHeader`',
  },
  { pattern: /look-?at-?held-?templates/i, say: '`recheckHeldTemplates`' },
  {
    pattern: /\bwhen-?stuck\b|\brelease-?once\b|\bfail-?for-?good\b/i,
    say: '`detectStuckRunner`, `preventDoubleRelease`, `failPermanently`',
  },
  {
    pattern: /\bbends\b|\bnasty\b|\btell-?of\b|lively-?person/i,
    say: '`mutations`, `edgeCase`, `formatFinding`, `personWithEverything`',
  },
  {
    pattern: /\bmischief\b|\bSprung\b|\bfurnished\b|\bSurroundings\b|\bcontenders?\b/i,
    say: '`providerFaults`, `ArmedTrap`, `preloaded`, `RunContext`, `competitor`',
  },
  // Identifiers of SQL
  { pattern: /\blet_next_go\b/, say: '`unblock_next_for_recipients`' },
  { pattern: /\bleave_ready\b/, say: '`park_unsendable`' },
  { pattern: /\bmend_queue\b|\bmendQueue\b/, say: '`repair_recipient_queues`' },
  {
    pattern: /\bjudge_replays\b|\breplay_deliver(?:y|ies)\b|\bfrom replays\b|\binto replays\b/,
    say: '`check_retryable`, `retry_deliveries`, `retries`',
  },
  { pattern: /\bwaits_turn\b/, say: '`blocked_by_earlier`' },
  { pattern: /\bpossibly_taken\b/, say: '`may_have_arrived`' },
  // Sentences
  { pattern: /wants it slower/i, say: '"Rate limited by the provider; slowing down"' },
  { pattern: /proof of life/i, say: '"worker liveness lock"' },
  { pattern: /\bour mistake|mistakes? of ours/i, say: '"internal error"' },
  { pattern: /No such address/, say: '"Not found"' },
  { pattern: /Of your making/i, say: '"A client-generated unique key, one per request."' },
  { pattern: /\bbefell\b|\bbefallen?\b/i, say: 'what happened, with its subject' },
  { pattern: /least level that is logged/, say: '"Minimum log level."' },
  {
    pattern: /what is typed is read or refused/i,
    say: '"Every given field is either returned or rejected."',
  },
  { pattern: /Kept for its time/, say: '"Retention: rows deleted"' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, say: '"repair"' },
  { pattern: /\bwhoever\b|\bwhomever\b/i, say: 'the noun: the caller, the client, the operator' },
  {
    pattern: /(?:^|[.:*/>#] +)(?:Nobody|What is|What was|What has|What befell) |[>'`]Nobody /,
    say: 'a noun as the subject of the sentence',
  },
]
