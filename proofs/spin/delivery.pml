/*
 * The delivery protocol: how a message is published, claimed, sent, recorded, settled and withdrawn, while any process may
 * crash, freeze or act late. README.md explains how to read and run this model; docs/delivery.md describes the protocol.
 *
 * A step (`atomic`) is one SQL statement, or several of one transaction that hold the row's lock from the first one on, so that
 * no other process sees a state between them. Time is not modelled: each step may take any time, unless a comment gives a bound.
 */

#ifndef DELIVERIES
#define DELIVERIES 1 /* all to one recipient */
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 2
#endif
#ifndef GIVE_BACKS
#define GIVE_BACKS 1 /* attempts that certainly were not sent: they are not counted, so they have their own bound */
#endif
#ifndef CRASHES
#define CRASHES 2
#endif
#define ATTEMPTS (MAX_ATTEMPTS + GIVE_BACKS)
#define CELLS (DELIVERIES * ATTEMPTS)
#define cell(d, number) ((d) * ATTEMPTS + (number) - 1)

/* deliveries.state; `read` counts as delivered, `expired` is left out. */
mtype:state = { unpublished, pending, sending, in_doubt, held, cancelled, failed, accepted, sent, delivered }
/* attempts.outcome */
mtype:outcome = { unknown, unsent, refused, doubtful, taken }
/* A request. open: written, and the notifier waits for the answer; abandoned: written, but the notifier closed the connection or crashed. */
mtype:request = { unwritten, open, abandoned, lost, rejected, arrives, fails }
/* A callback. stored_late: it was stored after the window of its delivery. */
mtype:callback = { not_coming, coming, stored, stored_late, applied }
/* deliveries.next_attempt_at while in doubt. none: null, only a callback or a person decides. */
mtype:window = { no_window, running, over }
/* The result that a notifier records. */
mtype:result = { no_answer, accept, retry, refuse, doubt, give_back }

/* --- the database --- */
bool channel_locked
bool duty_locked, duty_changed /* or the person's row and an opt-out */
mtype:state state[DELIVERIES] = unpublished
bool row_locked[DELIVERIES], withdrawn[DELIVERIES], possible_duplicate[DELIVERIES], lease_over[DELIVERIES]
byte attempts[DELIVERIES], spent[DELIVERIES]
mtype:window window[DELIVERIES] = no_window
mtype:outcome outcome[CELLS] = unknown
bool sent_at[CELLS], delivered_at[CELLS], failed_at[CELLS]

/* --- the world --- */
mtype:request request[CELLS] = unwritten
mtype:callback sent_callback[CELLS] = not_coming
mtype:callback last_callback[CELLS] = not_coming /* delivered or failed */
byte in_time[DELIVERIES], waiting[DELIVERIES] /* callbacks stored and not applied: before the window's end, and all */
byte crashes, give_backs

/* --- read by the properties only --- */
bool known_accepted[CELLS] /* the database knows that Meta accepted this attempt, and of no later failure */
bool resent_by_policy[DELIVERIES]

/* scratch, always 0 between steps */
byte j, highest
bool flag, is_double, is_new_failure, was_spent, decides
mtype:state next

#define is_up(s) (s == accepted || s == sent || s == delivered)
#define is_stored(c) (c == stored || c == stored_late)
#define is_unfinished(d) (state[d] == pending || state[d] == sending || state[d] == in_doubt && window[d] != no_window)

/* States only move up. Only a failed callback moves accepted or sent down; delivered is final. */
inline move_to(d, to, by_failed_callback) {
  assert(state[d] != delivered || to == delivered) /* P4 */
  assert(!is_up(state[d]) || is_up(to) || by_failed_callback) /* P4 */
  assert(!(state[d] == sent && to == accepted) || by_failed_callback) /* P4 */
  assert(!(state[d] == failed || state[d] == cancelled) || to == state[d] || is_up(to)) /* P4 */
  state[d] = to
}

inline find_evidence(d) {
  flag = false
  for (j : 1 .. ATTEMPTS) { flag = flag || known_accepted[cell(d, j)] }
}

/*
 * The state shows the known evidence, at the latest when the running attempt ends. And the state is true: `failed` when
 * no attempt arrives, `accepted` and `sent` when one was accepted and has not failed since.
 */
inline check_truth(d) {
  find_evidence(d)
  assert(!flag || is_up(state[d]) || state[d] == sending) /* P6 */
  flag = false
  for (j : 1 .. ATTEMPTS) {
    assert(!(state[d] == failed && request[cell(d, j)] == arrives)) /* P7 */
    flag = flag || outcome[cell(d, j)] == taken && (!failed_at[cell(d, j)] || delivered_at[cell(d, j)])
  }
  assert(!is_up(state[d]) || flag) /* P7 */
  flag = false; j = 0
}

/* No duplicate, unless the policy resent after the window, and then it is marked. */
inline check_double(i, d) {
  for (j : 1 .. ATTEMPTS) {
    is_double = cell(d, j) != i && request[i] == arrives && request[cell(d, j)] == arrives
    assert(!is_double || resent_by_policy[d] && possible_duplicate[d]) /* P3 */
  }
  is_double = false; j = 0
}

/* ------------------------------------------------------------------ publish, withdraw */

/* Locks the duty and the person (`for share`), checks them, inserts; the delivery is visible after the commit. */
proctype Publisher() {
  bool is_true
  atomic { !duty_locked -> duty_locked = true; is_true = !duty_changed }
  atomic { duty_locked = false; if :: is_true -> state[0] = pending :: else fi }
}

#ifdef WITHDRAW_PASSES_OVER_ACCEPTED
#define is_withdrawable(s) (s == pending || s == held || s == sending || s == in_doubt)
#else
#define is_withdrawable(s) (s == pending || s == held || s == sending || s == in_doubt || s == accepted || s == sent)
#endif

/* A duty is moved or cancelled, or a person opts out: locks and changes that row, and withdraws in a later statement. */
proctype Withdrawer() {
  bool is_found
#ifdef WITHDRAW_IN_ONE_STATEMENT
  is_found = is_withdrawable(state[0]) /* the statement's snapshot, before it waits */
  atomic { !duty_locked -> duty_locked = true }
#else
  atomic { !duty_locked -> duty_locked = true }
  is_found = is_withdrawable(state[0])
#endif
  d_step {
    !is_found || !row_locked[0] -> /* waits for the row, and checks it again */
    if
    :: is_found && is_withdrawable(state[0]) ->
      withdrawn[0] = true
      if
      :: state[0] == pending || state[0] == held -> move_to(0, cancelled, false)
      :: else
      fi
    :: else
    fi
    is_found = false
    duty_changed = true; duty_locked = false
  }
}

/* ------------------------------------------------------------------ claim, send, record */

#define LAST (DELIVERIES - 1)
#define is_any_pending (state[0] == pending || state[LAST] == pending)
/* The replicas are symmetric: with one delivery, the first claim is the first replica's, which halves the states. */
#define may_claim (is_any_pending && (is_first || attempts[0] > 0 || DELIVERIES == 2))
#define is_other_sending(d) (DELIVERIES == 2 && state[LAST - (d)] == sending)
#define is_earlier_pending(d) (d == 1 && state[0] == pending)
#define is_lease_over(d, number) (attempts[d] != number || lease_over[d])
#define mine request[cell(d, number)]

inline crash() { crashes < CRASHES -> crashes++ }

/* It checks duties; it knows of an opt-out only by the withdrawal. */
#ifdef CLAIM_SEES_CHANGE
#define claim_sees_change true
#else
#define claim_sees_change false
#endif

inline look() {
  row_locked[d] = true
#ifndef CLAIM_IN_ONE_STATEMENT
  saw_sending = is_other_sending(d) || is_earlier_pending(d)
  saw_change = duty_changed && claim_sees_change
#endif
}

inline unlock(d) { row_locked[d] = false; channel_locked = false }

/* Writes the lease and the attempt, before any byte leaves. */
inline take(d) {
  assert(!is_other_sending(d)) /* P1; the unique index refuses it too */
  find_evidence(d)
  assert(!flag) /* P2 */
  assert(d == 1 || !duty_changed) /* P5 */
  for (j : 1 .. attempts[d]) {
    possible_duplicate[d] = possible_duplicate[d] || outcome[cell(d, j)] == taken || outcome[cell(d, j)] == doubtful
  }
  attempts[d]++
  number = attempts[d]
  assert(number <= ATTEMPTS) /* P10 */
  state[d] = sending
  lease_over[d] = false
  flag = false; j = 0
}

inline write_request(d) {
  for (j : 0 .. CELLS - 1) { assert(request[j] != open) } /* P1 */
  j = 0
  mine = open
}

/* The best outcome of the attempts before `number`: 3 sent, 2 accepted, 1 unknown. */
inline look_for_arrived(d, number) {
  highest = 0
  for (j : 1 .. ATTEMPTS) {
    if
    :: j < number && !failed_at[cell(d, j)] && outcome[cell(d, j)] == taken && sent_at[cell(d, j)] -> highest = 3
    :: j < number && !failed_at[cell(d, j)] && outcome[cell(d, j)] == taken && !sent_at[cell(d, j)] && highest < 3 -> highest = 2
    :: j < number && !failed_at[cell(d, j)] && outcome[cell(d, j)] == doubtful && highest == 0 -> highest = 1
    :: else
    fi
  }
  j = 0
}

#ifdef NO_CALLBACKS
#define has_callbacks false
#else
#define has_callbacks true
#endif

inline show_earlier(d) {
  if :: highest == 3 -> move_to(d, sent, false) :: else -> move_to(d, accepted, false) fi
}

inline enter_doubt(d) {
  window[d] = (has_callbacks -> running : over)
  for (j : 1 .. ATTEMPTS) {
    if :: sent_callback[cell(d, j)] == stored_late -> sent_callback[cell(d, j)] = stored :: else fi
    if :: last_callback[cell(d, j)] == stored_late -> last_callback[cell(d, j)] = stored :: else fi
  }
  in_time[d] = waiting[d]
  j = 0
}

/* Evidence is always written; the schedule moves only for the latest attempt. */
#ifdef EVIDENCE_GUARDED_BY_LEASE
#define takes_evidence(d) (attempts[d] == number && state[d] == sending)
#else
#define takes_evidence(d) true
#endif
#ifdef STALE_FINISHER_SCHEDULES
#define is_latest(d) true
#else
#define is_latest(d) (attempts[d] == number)
#endif

inline record_attempt(d) {
  if
  :: answer == accept && (mine == arrives || last_callback[cell(d, number)] != applied) -> known_accepted[cell(d, number)] = true
  :: else
  fi
  if
  :: takes_evidence(d) ->
    if
    :: outcome[cell(d, number)] == taken
    :: else ->
      if
      :: answer == accept -> outcome[cell(d, number)] = taken
      :: answer == retry || answer == refuse -> outcome[cell(d, number)] = refused
      :: answer == doubt -> outcome[cell(d, number)] = doubtful
      :: answer == give_back -> outcome[cell(d, number)] = unsent
      fi
    fi
    decides = is_latest(d) && (state[d] == sending || state[d] == in_doubt)
    look_for_arrived(d, number)
    if
    :: answer == accept && failed_at[cell(d, number)] /* a callback has already reported a later state */
    :: answer == accept && !failed_at[cell(d, number)] ->
      if
      :: decides || state[d] != sending && !is_up(state[d]) ->
        if :: decides && state[d] == in_doubt && spent[d] > 0 -> spent[d]-- :: else fi
        move_to(d, accepted, false); window[d] = no_window
      :: else
      fi
    :: answer != accept && decides ->
      /* A doubt is counted when it begins. */
      if :: state[d] == in_doubt && spent[d] > 0 -> spent[d]-- :: else fi
      if :: answer != give_back -> spent[d]++ :: else fi
      window[d] = no_window
      if
      :: highest >= 2 -> show_earlier(d)
      :: highest < 2 && answer == doubt -> move_to(d, in_doubt, false); enter_doubt(d)
      :: highest < 2 && answer != doubt && withdrawn[d] -> move_to(d, cancelled, false)
      :: highest < 2 && answer != doubt && !withdrawn[d] ->
        if
        :: answer != refuse && spent[d] < MAX_ATTEMPTS -> move_to(d, pending, false)
        :: !(answer != refuse && spent[d] < MAX_ATTEMPTS) && highest == 1 -> move_to(d, in_doubt, false)
        :: !(answer != refuse && spent[d] < MAX_ATTEMPTS) && highest == 0 -> move_to(d, failed, false)
        fi
      fi
      assert(attempts[d] == number) /* P8 */
    :: else
    fi
  :: else
  fi
  highest = 0; decides = false
  check_truth(d)
}

proctype Notifier(bool is_first) {
  byte d, number
  bool saw_sending, saw_change
  mtype:result answer = no_answer

end_idle:
#ifdef CLAIM_IN_ONE_STATEMENT
  atomic { /* the statement's snapshot, before it waits */
    may_claim ->
    saw_sending = state[0] == sending || state[LAST] == sending
    saw_change = duty_changed && claim_sees_change
  }
#endif
end_waiting:
  atomic { may_claim && !channel_locked -> channel_locked = true }
  if /* locks a candidate (locked ones are skipped), and checks the other conditions */
  :: atomic { state[0] == pending && !row_locked[0] -> d = 0; look() }
  :: atomic { DELIVERIES == 2 && state[LAST] == pending && !row_locked[LAST] -> d = LAST; look() }
  :: else -> channel_locked = false; goto done
  fi
  if
  :: atomic { crash() -> unlock(d); goto done }
  :: d_step { saw_change -> move_to(d, cancelled, false); withdrawn[d] = true; unlock(d) }
    goto done
  :: atomic { !saw_change && saw_sending -> unlock(d); goto done }
  :: d_step { !saw_change && !saw_sending -> take(d); unlock(d) }
  fi

  if /* the rest of the lease is checked when the request is written: a freeze between the two is outside the promise */
  :: atomic { crash() -> goto done }
  :: atomic { give_backs < GIVE_BACKS -> give_backs++; answer = give_back; goto record }
  :: d_step { !is_lease_over(d, number) -> write_request(d) }
  :: atomic { is_lease_over(d, number) && give_backs == GIVE_BACKS -> goto done } /* another give-back adds no new state */
  fi

  if
  :: atomic { crash() -> if :: mine == open -> mine = abandoned :: else fi; goto done }
  :: atomic { mine == open -> mine = abandoned; answer = doubt } /* time-out */
  :: atomic { mine != open -> answer = doubt } /* a reset, or an unreadable answer */
  :: atomic { mine == arrives || mine == fails -> answer = accept }
  :: atomic { mine == rejected -> answer = retry }
  :: atomic { mine == rejected -> answer = refuse }
  fi

record: /* at any later time; the result is kept until the database has stored it */
  if
  :: atomic { crash() -> goto done }
  :: d_step { !row_locked[d] -> record_attempt(d) }
  fi
  goto done

done:
  atomic { d = 0; number = 0; saw_sending = false; saw_change = false; answer = no_answer; goto end_idle }
}

/* ------------------------------------------------------------------ Meta */

inline store(d, callback) {
  waiting[d]++
  if
  :: window[d] == over -> callback = stored_late
  :: else -> callback = stored; in_time[d]++
  fi
}

#define is_written(i) (request[i] == open || request[i] == abandoned)

/* The outcome of one request. Its callbacks arrive in any order, at any time, or never. */
proctype Meta(byte i) {
end_quiet:
  if
  :: atomic { request[i] == abandoned -> request[i] = lost }
  :: atomic { request[i] == open -> request[i] = rejected }
  :: atomic {
      is_written(i) ->
      if
      :: request[i] = arrives
#ifndef NO_CALLBACKS
      :: request[i] = fails
#endif
      fi
      if
      :: skip
#ifndef NO_CALLBACKS
      :: last_callback[i] = coming
#endif
#ifdef SENT_CALLBACKS
      :: last_callback[i] = coming; sent_callback[i] = coming
#endif
      fi
      check_double(i, i / ATTEMPTS)
      check_truth(i / ATTEMPTS)
    }
  fi
  do
  :: atomic { sent_callback[i] == coming -> store(i / ATTEMPTS, sent_callback[i]) }
  :: atomic { last_callback[i] == coming -> store(i / ATTEMPTS, last_callback[i]) }
  :: sent_callback[i] != coming && last_callback[i] != coming -> break
  od
}

/* ------------------------------------------------------------------ settle, apply */

#ifdef ONE_ID_FOR_ALL_ATTEMPTS
#define credited(d, number) (attempts[d])
#else
#define credited(d, number) (number)
#endif

inline unstore(d, callback) {
  waiting[d]--
  if :: callback == stored -> in_time[d]-- :: else fi
  callback = applied
}

/* While the latest attempt runs, a callback for an older one is deferred to its end, unless the message has arrived. */
#ifdef OLD_NEWS_DISTURBS
#define is_undisturbed(d) false
#else
#define is_undisturbed(d) (state[d] == sending && outcome[cell(d, attempts[d])] == unknown && next != delivered)
#endif

/* The state of the delivery came from the attempt that has just failed. */
#ifdef OLD_FAILURE_IGNORED
#define is_unbacked(d) false
#else
#define is_unbacked(d) ((state[d] == accepted || state[d] == sent) && !is_up(next))
#endif

/* A failure counts once, because a callback may arrive twice. In a batch the latest attempt with a new failure decides the next state. */
#ifdef LATEST_OF_BATCH_DECIDES
#define brings_news(d, j) (!failed_at[cell(d, credited(d, j))])
#define is_chosen(d, j) true
#else
#define brings_failure(d, j) (is_stored(last_callback[cell(d, j)]) && request[cell(d, j)] == fails)
#define brings_news(d, j) (brings_failure(d, j) && !failed_at[cell(d, credited(d, j))])
#define is_chosen(d, j) (brings_news(d, j) || !is_new_failure)
#endif

/* Applies the stored callbacks of the attempts `from` to `to`, and moves the delivery to the highest state of all its attempts. */
inline apply_receipts(d, from, to, is_final) {
  for (j : from .. to) {
    if
    :: is_stored(sent_callback[cell(d, j)]) || is_stored(last_callback[cell(d, j)]) ->
      if
      :: is_chosen(d, j) ->
        highest = credited(d, j)
        is_new_failure = brings_news(d, j)
        was_spent = outcome[cell(d, highest)] == doubtful || outcome[cell(d, highest)] == refused
      :: else
      fi
      outcome[cell(d, credited(d, j))] = taken
      if
      :: is_stored(sent_callback[cell(d, j)]) ->
        unstore(d, sent_callback[cell(d, j)])
        sent_at[cell(d, credited(d, j))] = true
      :: else
      fi
      if
      :: is_stored(last_callback[cell(d, j)]) ->
        unstore(d, last_callback[cell(d, j)])
        if
        :: request[cell(d, j)] == arrives -> delivered_at[cell(d, credited(d, j))] = true
        :: else -> failed_at[cell(d, credited(d, j))] = true
        fi
      :: else
      fi
      known_accepted[cell(d, j)] = request[cell(d, j)] == arrives || last_callback[cell(d, j)] != applied
    :: else
    fi
  }
  next = failed
  for (j : 1 .. attempts[d]) {
    if
    :: delivered_at[cell(d, j)] -> next = delivered
    :: else ->
      if
      :: next != delivered && sent_at[cell(d, j)] && !failed_at[cell(d, j)] -> next = sent
      :: else ->
        if
        :: !is_up(next) && outcome[cell(d, j)] == taken && !failed_at[cell(d, j)] -> next = accepted
        :: else ->
          if
          :: next == failed && (outcome[cell(d, j)] == unknown || outcome[cell(d, j)] == doubtful) -> next = in_doubt
          :: else
          fi
        fi
      fi
    fi
  }
  decides = is_new_failure && (highest == attempts[d] && !is_up(next) || state[d] == in_doubt && next == failed || is_unbacked(d))
  if
  :: is_undisturbed(d)
  :: !is_undisturbed(d) && is_up(next) -> move_to(d, next, is_new_failure)
  :: !is_undisturbed(d) && !is_up(next) && decides ->
    if :: !was_spent -> spent[d]++ :: else fi
    if
    :: withdrawn[d] -> next = cancelled
    :: !withdrawn[d] && !is_final && spent[d] < MAX_ATTEMPTS -> next = pending
    :: else
    fi
    move_to(d, next, true)
  :: else
  fi
  if :: state[d] != in_doubt -> window[d] = no_window :: else fi
  highest = 0; is_new_failure = false; was_spent = false; decides = false; next = 0; j = 0
  check_truth(d)
}

inline settle_lease(d) {
  look_for_arrived(d, attempts[d])
  if :: outcome[cell(d, attempts[d])] == unknown -> outcome[cell(d, attempts[d])] = doubtful :: else fi
  spent[d]++
#ifdef LEASE_END_FORGETS_EVIDENCE
  highest = 0
#endif
  if
  :: highest >= 2 -> show_earlier(d)
  :: else -> move_to(d, in_doubt, false); enter_doubt(d)
  fi
  highest = 0
  check_truth(d)
}

inline settle_window(d, is_withdrawn, policy_resends) {
  if
  :: is_withdrawn -> move_to(d, cancelled, false)
  :: !is_withdrawn && policy_resends && spent[d] < MAX_ATTEMPTS ->
    assert(in_time[d] == 0) /* P3: callbacks stored within the window are applied */
    resent_by_policy[d] = true
    move_to(d, pending, false)
  :: else -> move_to(d, held, false)
  fi
  window[d] = no_window
  check_truth(d)
}

#ifdef WINDOW_IGNORES_STORED
#define may_settle(d) (state[d] == in_doubt && window[d] == over)
#else
#define may_settle(d) (state[d] == in_doubt && window[d] == over && in_time[d] == 0)
#endif

/* Each running replica does this every second. */
proctype Settler(byte d) {
#ifdef SETTLE_LOOKS_BEFORE_LOCK
  bool was_withdrawn
#endif
end_quiet:
  do
  /* The time-outs fit into the lease, so no request is open when it ends. */
  :: atomic { state[d] == sending && !lease_over[d] && request[cell(d, attempts[d])] != open -> lease_over[d] = true }
  :: d_step { state[d] == sending && lease_over[d] && !row_locked[d] -> settle_lease(d) }
  :: atomic { state[d] == in_doubt && window[d] == running -> window[d] = over }
#ifdef SETTLE_LOOKS_BEFORE_LOCK
  :: atomic { may_settle(d) -> was_withdrawn = withdrawn[d] }
    if
    :: d_step { may_settle(d) && !row_locked[d] -> settle_window(d, was_withdrawn, true) }
    :: atomic { !may_settle(d) || row_locked[d] -> skip }
    fi
    was_withdrawn = false
#else
  :: d_step { may_settle(d) && !row_locked[d] -> settle_window(d, withdrawn[d], true) }
  :: d_step { may_settle(d) && !row_locked[d] -> settle_window(d, withdrawn[d], false) }
#endif
  od
}

#define to_apply(d, from, to) (from == to && has_stored(cell(d, from)) || from != to && waiting[d] > 1)
#define has_stored(i) (is_stored(sent_callback[i]) || is_stored(last_callback[i]))

/* Applies the stored callbacks of the attempts `from` to `to`: of one, or of all in one batch. */
proctype Applier(byte d, from, to) {
end_quiet:
  do
  :: d_step { to_apply(d, from, to) && !row_locked[d] -> apply_receipts(d, from, to, false) }
  :: d_step { to_apply(d, from, to) && !row_locked[d] -> apply_receipts(d, from, to, true) }
  od
}

/* ------------------------------------------------------------------ the whole system */

/* When no step is possible any more (every run ends), no delivery is lost: each was sent, or has a reason. */
proctype Watch() {
  timeout ->
  for (j : 0 .. LAST) { assert(!is_unfinished(j)) /* P9 */ }
  j = 0
}

init {
  byte d, number
  atomic {
#ifdef WITHDRAWS
    run Publisher()
    run Withdrawer()
#else
    for (d : 0 .. LAST) { state[d] = pending }
#endif
    run Notifier(true)
    run Notifier(false)
    for (d : 0 .. LAST) {
      run Settler(d)
      for (number : 1 .. ATTEMPTS) {
        run Meta(cell(d, number))
#ifndef NO_CALLBACKS
        run Applier(d, number, number)
#endif
      }
#ifndef NO_CALLBACKS
      if :: ATTEMPTS > 1 -> run Applier(d, 1, ATTEMPTS) :: else fi
#endif
    }
    run Watch()
    d = 0; number = 0
  }
}
