"""Which tests hold each trap (T), worked figure (G) and invariant (L, B, C, R, W, X), by its number.

Traps and figures are those of the domain handbook, invariants those of the core's rules. That each test named
here exists, and says what it holds, is held by `tests/house/test_traps.py`.
"""

_LOAN = "core/loan/test_"
_BOOK = "properties/test_loan_book.py::test_the_loan_book_holds_whatever_happens_to_a_loan"
_LEDGER = "properties/test_ledger.py::test_the_ledger_holds_whatever_is_asked_of_it"
_MONTHS = "properties/test_ledger_months.py::test_months_hold_whatever_is_closed_and_opened"
_DECISIONS = "properties/test_workflow.py::test_decisions_hold_whatever_people_try"
_STORES = "core/hub/test_ledger_stores.py::test_"
_RESERVING = "core/ledger/test_reserving.py::test_"
_POSTING = "core/ledger/test_posting.py::test_"

TRAPS: dict[str, tuple[str, ...]] = {
    "T1": (
        "core/collateral/test_base.py::test_a_dynamic_pledge_lends_on_its_floor_and_never_on_the_stock_above_it",
        _LOAN + "draw_refusals.py::test_a_dynamic_pledge_lends_on_its_floor_and_not_on_its_stock",
    ),
    "T2": (
        "core/custody/test_release.py::test_pledged_goods_that_leave_without_an_order_are_booked_and_alarmed",
        "core/collateral/test_prepayment.py::test_what_is_delivered_without_a_notice_is_booked_and_alarmed",
    ),
    "T3": (
        _LOAN + "traps.py::test_t3_a_buyers_line_is_taken_at_the_draw_and_not_when_its_invoice_is_assigned",
        _LOAN + "buyer_lines.py"
        "::test_t3_an_assigned_invoice_takes_its_buyers_line_and_its_draw_does_not_again",
    ),
    "T4": (
        _LOAN + "traps.py::test_t4_what_is_repaid_may_be_drawn_again_under_a_cyclic_facility_alone",
        _LOAN + "facilities.py::test_what_was_drawn_of_a_facility_that_is_not_cyclic_stays_used_when_it_ends",
    ),
    "T5": (
        _LOAN + "draw_refusals.py::test_every_closed_gate_is_named_and_nothing_is_written",
        "core/collateral/test_liens.py"
        "::test_nothing_is_held_without_verification_and_registration_in_any_order_of_telling",
    ),
    "T6": (
        "core/custody/test_correction.py"
        "::test_a_count_that_is_short_alarms_opens_a_case_and_overwrites_nothing",
        "core/custody/test_snapshot.py"
        "::test_less_than_the_book_is_a_break_and_short_stock_and_changes_no_lot",
    ),
    "T7": ("core/collateral/test_valuation.py::test_a_market_above_the_approved_price_marks_nothing_up",),
    "T8": (
        "core/collateral/test_reprice.py::test_an_outbound_that_comes_late_lowers_every_mark_since_it_left",
        "core/collateral/test_reprice.py::test_a_voided_outbound_brings_the_curve_back",
    ),
    "T9": (
        _LOAN + "paying_out.py::test_no_answer_is_doubt_and_never_a_failure",
        _LOAN
        + "funder_doubts.py::test_a_draw_in_doubt_that_the_file_has_paid_runs_as_if_it_had_been_answered",
    ),
    "T10": (
        "core/collateral/test_liens.py::test_a_digital_invoice_has_no_code_and_is_one_whoever_offers_it",
    ),
    "T11": (
        "core/collateral/test_receivables.py::test_a_credit_note_after_finance_lowers_the_base_and_calls",
    ),
    "T12": (
        "core/collateral/test_receipts.py"
        "::test_what_is_split_from_a_pledged_receipt_is_pledged_and_cannot_be_pledged_again",
    ),
    "T13": (
        _LOAN + "calendars.py::test_a_due_date_in_the_national_holidays_is_rolled",
        _LOAN + "schedules.py::test_a_due_date_in_the_national_holidays",
    ),
    "T14": (
        _LOAN + "penalty.py::test_a_product_says_on_what_and_at_which_rate",
        _LOAN + "playing.py::test_where_the_whole_loan_bears_the_overdue_rate_it_does_so_once",
    ),
    "T15": (
        _LOAN + "early.py::test_interest_taken_at_draw_comes_back_for_the_days_not_used",
        _LOAN + "early_payment.py::test_interest_taken_at_the_draw_comes_back_for_the_days_that_are_not_used",
    ),
    "T16": (
        "core/collateral/test_floor.py"
        "::test_of_two_notices_in_flight_the_higher_holds_until_the_newer_is_confirmed",
    ),
    "T17": (
        "core/collateral/test_moved_and_set_off.py"
        "::test_goods_moved_to_another_supervisor_stand_for_their_contract_there_and_no_longer_here",
    ),
    "T18": (_LOAN + "funders.py::test_cents_apart_the_funders_plan_counts",),
    "T19": (
        _LOAN + "lent_together.py::test_t19_what_is_lent_together_is_written_off_and_recovered_by_share",
        "core/hub/test_loan_together.py"
        "::test_t19_lent_together_it_is_paid_in_part_passed_on_written_off_recovered_and_closed",
    ),
    "T20": (
        _LOAN + "money_in.py::test_the_same_reference_with_another_amount_is_told_and_books_nothing",
        _LOAN + "funder_days.py::test_a_number_that_says_something_else_is_alarmed_and_not_compared",
        "core/hub/test_identities.py"
        "::test_a_document_with_an_effect_that_comes_with_other_content_is_a_conflict",
    ),
    "T21": (
        "core/hub/test_skew.py"
        "::test_an_agent_ten_minutes_off_is_alarmed_once_and_no_more_when_its_clock_is_right",
        "core/hub/mapping/test_times.py"
        "::test_a_moment_is_told_in_utc_and_a_local_one_takes_the_zone_of_the_site",
    ),
    "T22": (
        "core/collateral/test_valuation.py::test_lots_kept_in_kilograms_are_valued_by_a_price_for_tonnes",
        "core/risk/test_fed_matching.py::test_r25_tonnes_and_kilograms_are_the_same_goods",
    ),
    "T23": ("core/collateral/test_valuation.py::test_a_price_without_tax_is_turned_into_the_terms_basis",),
    "T24": ("core/parties/test_master.py::test_a_code_that_is_none_is_refused_and_says_what_may_be_meant",),
    "T25": (
        "core/parties/test_statements.py::test_a_unit_of_yuan_thousands_and_ten_thousands_is_the_same_money",
    ),
    "G1": (_LOAN + "schedules.py::test_interest_of_ninety_days_is_paid_with_the_principal",),
    "G2": (_LOAN + "schedules.py::test_equal_instalments_are_the_golden_ones",),
    "G3": (_LOAN + "schedules.py::test_equal_principal_is_the_golden_one",),
    "G4": (
        _LOAN + "penalty.py::test_ten_days_cost_what_the_golden_number_says",
        _LOAN + "playing.py::test_ten_days_late_cost_the_golden_number_and_are_paid_before_the_principal",
    ),
    "G5": (
        _LOAN + "factoring_draws.py::test_the_golden_draw_pays_the_seller_what_is_left_to_the_cent",
        "core/ledger/test_rules.py"
        "::test_a_factoring_advance_with_interest_and_fee_up_front_is_booked_to_the_cent",
    ),
    "G6": (
        "core/collateral/test_calls.py::test_a_call_says_how_much_cash_or_how_much_in_goods_would_cure_it",
        "core/collateral/test_calls.py::test_a_broken_floor_calls_for_the_goods_that_are_missing_to_it",
    ),
    "G7": (
        "core/collateral/test_prepayment.py::test_what_may_be_fetched_by_each_rule",
        "core/collateral/test_prepayment.py::test_at_maturity_the_seller_pays_back_what_it_did_not_deliver",
    ),
    "G8": (
        "core/kernel/test_shares.py::test_the_residue_of_a_co_lending_goes_to_the_lead",
        _LOAN + "funders.py::test_what_is_lent_together_is_split_and_the_lead_keeps_the_cent",
    ),
    "G9": (_LOAN + "draw_refusals.py::test_a_draw_is_covered_with_all_that_is_in_flight",),
}

INVARIANTS: dict[str, tuple[str, ...]] = {
    "L1": (_LEDGER,),
    "L2": (_LEDGER,),
    "L3": (_LEDGER, _MONTHS),
    "L4": (_LEDGER, _RESERVING + "of_one_number_twice_in_one_unit_of_work_the_second_is_the_first"),
    "L5": (_RESERVING + "the_same_number_is_held_once_and_another_request_under_it_is_refused", _LEDGER),
    "L6": (_RESERVING + "the_same_number_is_held_once_and_another_request_under_it_is_refused", _LEDGER),
    "L7": (_RESERVING + "of_one_number_twice_in_one_unit_of_work_the_second_is_the_first",),
    "L8": (_RESERVING + "a_refused_number_is_burnt_even_when_there_is_room_again", _LEDGER),
    "L9": (
        _LOAN + "draw_refusals.py::test_what_is_over_a_limit_is_held_against_none_and_its_number_is_burnt",
    ),
    "L10": (_STORES + "of_two_that_use_one_reservation_at_once_one_does", _LEDGER),
    "L11": (_RESERVING + "what_ended_cannot_be_used_and_the_clock_frees_it",),
    "L12": (_POSTING + "a_reversal_is_the_same_in_red_and_happens_once", _LEDGER),
    "L13": (_MONTHS,),
    "L14": (
        "core/hub/test_ledger_room.py::test_the_database_refuses_to_change_or_delete_what_is_posted",
        _LEDGER,
    ),
    "L15": (_STORES + "a_batch_of_many_is_many_batches_of_one_byte_for_byte",),
    "L16": (_STORES + "a_unit_of_work_that_dies_leaves_nothing_and_is_done_again",),
    "L17": (_STORES + "every_store_answers_as_the_model_and_holds_what_it_holds",),
    "L18": (_STORES + "a_batch_of_many_is_many_batches_of_one_byte_for_byte",),
    "L19": ("core/hub/test_ledger_verify.py::test_a_change_of_any_column_of_any_row_is_found",),
    "L20": ("core/ledger/test_balances.py::test_a_trial_balance_counts_days_and_what_was_known", _MONTHS),
    "L21": (_POSTING + "debits_together_stay_within_what_a_column_holds",),
    "L22": (
        _POSTING + "books_never_mix",
        _POSTING + "a_currency_may_not_pay_for_another_but_both_may_balance",
    ),
    "L23": (_RESERVING + "a_closed_account_takes_nothing_but_the_end_of_what_is_held",),
    "L24": (_RESERVING + "nothing_and_too_much_are_held_by_nobody",),
    "L25": (_STORES + "of_two_that_use_one_reservation_at_once_one_does",),
    "L26": ("core/kernel/test_shares.py::test_parts_sum_to_the_whole_each_within_one_unit",),
    "B1": (
        _BOOK,
        _LOAN + "schedule_rules.py::test_principal_is_repaid_to_the_cent_and_nothing_is_below_zero",
    ),
    "B2": (_BOOK,),
    "B3": (_BOOK,),
    "B4": (_BOOK,),
    "B5": (_BOOK, _LOAN + "schedule_rules.py::test_equal_instalments_differ_in_the_last_alone"),
    "B6": (_BOOK, _LOAN + "schedule_rules.py::test_due_dates_rise_and_keep_their_seed_day"),
    "B7": (
        _BOOK,
        _LOAN + "schedule_rules.py::test_interest_is_none_at_no_rate_and_rises_with_rate_and_principal",
    ),
    "B8": (_BOOK, _LOAN + "accrual.py::test_missed_days_and_days_run_twice_give_the_same"),
    "B9": (_BOOK,),
    "B10": (_BOOK, _LOAN + "allocation.py::test_nothing_is_paid_before_what_the_order_names_first"),
    "B11": (_BOOK, _LOAN + "allocation.py::test_payments_give_the_same_whenever_they_become_known"),
    "B12": (_BOOK, _LOAN + "early.py::test_paid_off_nothing_is_outstanding_and_nothing_more_is_owed"),
    "B13": (_BOOK,),
    "B14": (_BOOK,),
    "B15": (
        _BOOK,
        "core/hub/test_loan_back.py"
        "::test_a_loan_on_goods_runs_is_late_is_paid_taken_back_paid_again_and_closed",
    ),
    "B16": (_BOOK,),
    "B17": (_BOOK, _LOAN + "returns.py::test_at_our_rate_the_payments_are_worth_nothing"),
    "B18": (
        _BOOK,
        _LOAN + "factory.py::test_a_new_application_takes_the_newest_version_and_a_contract_keeps_its_own",
    ),
    "B19": (_BOOK, _LOAN + "classification.py::test_a_loan_gets_better_only_when_somebody_paid"),
    "C1": (
        _LOAN + "traps.py::test_c1_no_line_of_a_group_or_of_its_member_holds_more_than_it_was_granted",
        _LOAN + "draw_refusals.py::test_what_is_over_a_limit_is_held_against_none_and_its_number_is_burnt",
        _LOAN + "draw_refusals.py::test_a_draw_over_its_facility_is_refused_by_the_limit",
    ),
    "C2": (
        _LOAN + "traps.py::test_c2_a_draw_that_is_cancelled_leaves_every_line_as_it_was",
        _LOAN + "traps.py::test_t4_what_is_repaid_may_be_drawn_again_under_a_cyclic_facility_alone",
    ),
    "C3": (
        "core/custody/test_pledge.py::test_no_more_is_pledged_than_is_free_and_the_rest_is_alarmed",
        "core/collateral/test_liens.py"
        "::test_a_second_contract_on_the_same_invoice_is_refused_alarmed_and_kept",
    ),
    "C4": (
        "core/collateral/test_cover.py::test_dynamic_goods_above_the_floor_may_leave_and_not_a_gram_more",
        "core/collateral/test_cover.py::test_static_goods_leave_against_cash",
    ),
    "C5": (
        "core/collateral/test_levels.py::test_a_level_begins_at_its_line_to_the_cent",
        "core/collateral/test_valuation.py::test_every_item_of_a_mixed_pledge_counts_at_its_own_ratio",
    ),
    "R1": (
        "core/risk/test_deciding.py"
        "::test_what_was_asked_is_decided_again_to_the_byte_whatever_was_published_since",
    ),
    "R2": (
        "core/risk/test_tables.py::test_a_second_match_of_a_unique_table_is_an_error_that_names_the_rows",
        "core/risk/test_tables.py::test_the_first_row_that_matches_answers_and_collect_takes_all",
    ),
    "R3": ("core/risk/test_tables.py::test_a_table_says_which_domain_it_leaves_open",),
    "R4": ("core/risk/test_tables.py::test_a_number_is_exact_or_refused",),
    "R5": ("core/risk/test_oracle.py::test_our_tables_answer_as_zen_engine_does",),
    "W1": (_DECISIONS,),
    "W2": (_DECISIONS, "core/workflow/test_verbs.py::test_a_maker_never_checks"),
    "W3": (_DECISIONS, "core/workflow/test_signers.py::test_all_need_all_and_one_no_ends_it"),
    "W4": (
        _DECISIONS,
        "core/workflow/test_verbs.py::test_what_is_returned_visits_exactly_the_desks_that_were_promised",
    ),
    "W5": (
        _DECISIONS,
        "core/workflow/test_verbs.py::test_of_two_who_saw_one_version_the_second_is_refused",
    ),
    "W6": (_DECISIONS,),
    "W7": (_DECISIONS, "core/workflow/test_verbs.py::test_what_runs_keeps_the_version_it_began_with"),
    "X1": (_MONTHS,),
    "X2": ("core/ledger/test_balances.py::test_a_balance_is_the_fold_of_all_lines_until_its_day",),
    "X3": (_LOAN + "traps.py::test_x3_the_end_of_days_stops_anywhere_and_goes_on",),
    "X4": (_LOAN + "traps.py::test_x4_two_runs_of_the_same_messages_are_equal_byte_for_byte",),
}
