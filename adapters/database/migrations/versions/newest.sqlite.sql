-- 0052_8ed8e8be
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001_0aa74bd1

CREATE TABLE collateral_contract (
    contract_no TEXT NOT NULL,
    pledgee TEXT NOT NULL,
    pledgor TEXT NOT NULL,
    currency TEXT NOT NULL,
    mode TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    warn_ppm BIGINT NOT NULL,
    call_ppm BIGINT NOT NULL,
    liquidate_ppm BIGINT NOT NULL,
    calm_ppm BIGINT NOT NULL,
    calm_marks BIGINT NOT NULL,
    cure_s BIGINT NOT NULL,
    lookback_days BIGINT NOT NULL,
    watch_fall_ppm BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    exposure_minor BIGINT NOT NULL,
    exposure_at BIGINT,
    level TEXT NOT NULL,
    cause TEXT NOT NULL,
    calm BIGINT NOT NULL,
    call_since BIGINT,
    marked_at BIGINT,
    value_minor BIGINT NOT NULL,
    ltv_ppm BIGINT NOT NULL,
    floor_minor BIGINT NOT NULL,
    frozen_since BIGINT,
    open_breaches BIGINT NOT NULL,
    floors_broken TEXT NOT NULL,
    unpriced TEXT NOT NULL,
    PRIMARY KEY (contract_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_contract_level ON collateral_contract (level);

CREATE TABLE collateral_floor_notice (
    contract_no TEXT NOT NULL,
    notice_no TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    value_minor BIGINT,
    quantity_micro BIGINT,
    unit TEXT NOT NULL,
    confirmed_at BIGINT,
    rejected_at BIGINT,
    PRIMARY KEY (contract_no, notice_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_floor_notice_notice_no ON collateral_floor_notice (notice_no);

CREATE TABLE collateral_holding (
    contract_no TEXT NOT NULL,
    sku TEXT NOT NULL,
    unit TEXT NOT NULL,
    condition TEXT NOT NULL,
    micro BIGINT NOT NULL,
    PRIMARY KEY (contract_no, sku, unit, condition)
)
 WITHOUT ROWID;

CREATE TABLE collateral_mark (
    contract_no TEXT NOT NULL,
    event_time BIGINT NOT NULL,
    record_time BIGINT NOT NULL,
    event_day BIGINT NOT NULL,
    value_minor BIGINT NOT NULL,
    advance_minor BIGINT NOT NULL,
    exposure_minor BIGINT NOT NULL,
    exposure_at BIGINT,
    ltv_ppm BIGINT NOT NULL,
    floor_minor BIGINT NOT NULL,
    gap_minor BIGINT NOT NULL,
    headroom_minor BIGINT NOT NULL,
    level TEXT NOT NULL,
    cause TEXT NOT NULL,
    calm BIGINT NOT NULL,
    call_since BIGINT,
    basis TEXT NOT NULL,
    PRIMARY KEY (contract_no, event_time, record_time)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_mark_contract_no_event_day ON collateral_mark (contract_no, event_day);

CREATE TABLE collateral_pledged_lot (
    contract_no TEXT NOT NULL,
    site TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    sku TEXT NOT NULL,
    PRIMARY KEY (contract_no, site, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_pledged_lot_site_lot_no ON collateral_pledged_lot (site, lot_no);

CREATE TABLE collateral_price (
    series TEXT NOT NULL,
    quote_time BIGINT NOT NULL,
    source TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    quote_day BIGINT NOT NULL,
    commodity TEXT NOT NULL,
    price_micro BIGINT NOT NULL,
    unit TEXT NOT NULL,
    currency TEXT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (series, quote_time, source, record_time)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_price_commodity ON collateral_price (commodity);

CREATE INDEX ix_collateral_price_series_quote_day ON collateral_price (series, quote_day);

CREATE TABLE collateral_series (
    series TEXT NOT NULL,
    commodity TEXT NOT NULL,
    "primary" TEXT NOT NULL,
    secondary TEXT NOT NULL,
    sources TEXT NOT NULL,
    currency TEXT NOT NULL,
    unit TEXT NOT NULL,
    outlier_ppm BIGINT NOT NULL,
    confirm_ppm BIGINT NOT NULL,
    day_fall_ppm BIGINT NOT NULL,
    ten_day_fall_ppm BIGINT NOT NULL,
    stale_days BIGINT NOT NULL,
    tax_ppm BIGINT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    dropped BOOLEAN NOT NULL,
    stale BOOLEAN NOT NULL,
    PRIMARY KEY (series)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_series_commodity ON collateral_series (commodity);

CREATE TABLE collateral_source_price (
    series TEXT NOT NULL,
    source TEXT NOT NULL,
    price_micro BIGINT NOT NULL,
    unit TEXT NOT NULL,
    currency TEXT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    quote_time BIGINT,
    held_at BIGINT,
    held_recorded BIGINT,
    held_kind TEXT NOT NULL,
    days TEXT NOT NULL,
    PRIMARY KEY (series, source)
)
 WITHOUT ROWID;

CREATE TABLE collateral_terms (
    contract_no TEXT NOT NULL,
    sku TEXT NOT NULL,
    series TEXT NOT NULL,
    unit TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    approved_micro BIGINT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    tax_ppm BIGINT NOT NULL,
    quality_ppm BIGINT NOT NULL,
    conditions TEXT NOT NULL,
    basis_micro BIGINT NOT NULL,
    missing_ppm BIGINT NOT NULL,
    minimum_micro BIGINT,
    PRIMARY KEY (contract_no, sku)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_terms_series ON collateral_terms (series);

CREATE TABLE console_person (
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    next_try_at BIGINT,
    PRIMARY KEY (name)
)
 WITHOUT ROWID;

INSERT INTO alembic_version (version_num) VALUES ('0001_0aa74bd1') RETURNING version_num;

-- Running upgrade 0001_0aa74bd1 -> 0002_34727349

CREATE TABLE console_session (
    token_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    csrf TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (token_hash)
)
 WITHOUT ROWID;

CREATE INDEX ix_console_session_name ON console_session (name);

CREATE TABLE custody_approved_site (
    contract_no TEXT NOT NULL,
    site TEXT NOT NULL,
    PRIMARY KEY (contract_no, site)
)
 WITHOUT ROWID;

CREATE TABLE custody_breach (
    site TEXT NOT NULL,
    document_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    micro BIGINT NOT NULL,
    event_time BIGINT NOT NULL,
    order_no TEXT NOT NULL,
    vehicle TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    pledged_micro BIGINT NOT NULL,
    counted BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    message_id BLOB NOT NULL,
    open BOOLEAN NOT NULL,
    closed TEXT NOT NULL,
    PRIMARY KEY (site, document_no, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_breach_site_open ON custody_breach (site, open);

CREATE INDEX ix_custody_breach_site_order_no ON custody_breach (site, order_no);

CREATE TABLE custody_break (
    site TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    told_micro BIGINT NOT NULL,
    book_micro BIGINT NOT NULL,
    as_of BIGINT NOT NULL,
    since BIGINT NOT NULL,
    alone BOOLEAN NOT NULL,
    open BOOLEAN NOT NULL,
    closed TEXT NOT NULL,
    PRIMARY KEY (site, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_break_site_open ON custody_break (site, open);

CREATE TABLE custody_count (
    site TEXT NOT NULL,
    count_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    counted_micro BIGINT NOT NULL,
    book_micro BIGINT NOT NULL,
    event_time BIGINT NOT NULL,
    counter TEXT NOT NULL,
    within BOOLEAN NOT NULL,
    PRIMARY KEY (site, count_no, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_count_site_lot_no ON custody_count (site, lot_no);

CREATE TABLE custody_lot (
    site TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    brand TEXT NOT NULL,
    origin TEXT NOT NULL,
    grade TEXT NOT NULL,
    condition TEXT NOT NULL,
    owner TEXT NOT NULL,
    location TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    on_hand_micro BIGINT NOT NULL,
    pledged_micro BIGINT NOT NULL,
    under_way_micro BIGINT NOT NULL,
    reserved_micro BIGINT NOT NULL,
    approved_micro BIGINT,
    disputed BOOLEAN NOT NULL,
    confirmed_off BOOLEAN NOT NULL,
    in_stock BOOLEAN NOT NULL,
    known BOOLEAN NOT NULL,
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (site, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_lot_contract_no ON custody_lot (contract_no);

CREATE INDEX ix_custody_lot_site_in_stock ON custody_lot (site, in_stock);

CREATE TABLE custody_movement (
    record_time BIGINT NOT NULL,
    movement_id BLOB NOT NULL,
    site TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    event_time BIGINT NOT NULL,
    counts_from BIGINT NOT NULL,
    event_day BIGINT NOT NULL,
    on_hand_delta BIGINT NOT NULL,
    pledged_delta BIGINT NOT NULL,
    under_way_delta BIGINT NOT NULL,
    contract_no TEXT NOT NULL,
    document_type TEXT NOT NULL,
    document_no TEXT NOT NULL,
    order_no TEXT NOT NULL,
    message_id BLOB NOT NULL,
    partner TEXT NOT NULL,
    reverses BLOB,
    PRIMARY KEY (record_time, movement_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_movement_site_document_no ON custody_movement (site, document_no);

CREATE INDEX ix_custody_movement_site_event_day ON custody_movement (site, event_day);

CREATE INDEX ix_custody_movement_site_lot_no_event_day ON custody_movement (site, lot_no, event_day);

CREATE TABLE custody_notice (
    site TEXT NOT NULL,
    notice_no TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    action TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    registry_no TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (site, notice_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_notice_contract_no ON custody_notice (contract_no);

CREATE INDEX ix_custody_notice_site_state ON custody_notice (site, state);

CREATE TABLE custody_notice_line (
    site TEXT NOT NULL,
    notice_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    micro BIGINT NOT NULL,
    reserved_micro BIGINT NOT NULL,
    PRIMARY KEY (site, notice_no, lot_no)
)
 WITHOUT ROWID;

CREATE TABLE custody_release_line (
    site TEXT NOT NULL,
    order_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    max_micro BIGINT NOT NULL,
    taken_micro BIGINT NOT NULL,
    reserved_micro BIGINT NOT NULL,
    PRIMARY KEY (site, order_no, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_release_line_site_lot_no ON custody_release_line (site, lot_no);

UPDATE alembic_version SET version_num='0002_34727349' WHERE alembic_version.version_num = '0001_0aa74bd1';

-- Running upgrade 0002_34727349 -> 0003_23bf8517

CREATE TABLE custody_release_order (
    site TEXT NOT NULL,
    order_no TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tolerance_ppm BIGINT NOT NULL,
    vehicles TEXT NOT NULL,
    picker TEXT NOT NULL,
    open_lines BIGINT NOT NULL,
    cancelled_at BIGINT,
    receipt TEXT NOT NULL,
    PRIMARY KEY (site, order_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_release_order_contract_no ON custody_release_order (contract_no);

CREATE INDEX ix_custody_release_order_site_state ON custody_release_order (site, state);

CREATE INDEX ix_custody_release_order_state ON custody_release_order (state);

CREATE TABLE custody_site (
    site TEXT NOT NULL,
    skew_s BIGINT NOT NULL,
    lookback_days BIGINT NOT NULL,
    count_tolerance_ppm BIGINT NOT NULL,
    snapshot_tolerance_ppm BIGINT NOT NULL,
    order_required BOOLEAN NOT NULL,
    snapshot_due_s BIGINT NOT NULL,
    watched_since BIGINT,
    stopped_since BIGINT,
    open_breaches BIGINT NOT NULL,
    lone_breaks BIGINT NOT NULL,
    crowd_breaks BIGINT NOT NULL,
    snapshot_as_of BIGINT,
    blind_since BIGINT,
    PRIMARY KEY (site)
)
 WITHOUT ROWID;

CREATE TABLE custody_snapshot (
    site TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    snapshot_no TEXT NOT NULL,
    as_of_day BIGINT NOT NULL,
    record_time BIGINT NOT NULL,
    partial BOOLEAN NOT NULL,
    location TEXT NOT NULL,
    owner TEXT NOT NULL,
    lines BIGINT NOT NULL,
    breaks BIGINT NOT NULL,
    reconciled BOOLEAN NOT NULL,
    PRIMARY KEY (site, as_of, snapshot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_snapshot_site_as_of_day ON custody_snapshot (site, as_of_day);

CREATE TABLE custody_snapshot_row (
    site TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    snapshot_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    as_of_day BIGINT NOT NULL,
    unit TEXT NOT NULL,
    told_micro BIGINT NOT NULL,
    book_micro BIGINT NOT NULL,
    listed BOOLEAN NOT NULL,
    told_pledged BOOLEAN,
    book_pledged BOOLEAN NOT NULL,
    unit_differs BOOLEAN NOT NULL,
    condition TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (site, as_of, snapshot_no, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_snapshot_row_site_lot_no_as_of_day ON custody_snapshot_row (site, lot_no, as_of_day);

CREATE TABLE custody_transit (
    transfer_no TEXT NOT NULL,
    from_site TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    to_site TEXT NOT NULL,
    unit TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    approved BOOLEAN NOT NULL,
    departed_micro BIGINT NOT NULL,
    arrived_micro BIGINT NOT NULL,
    pledged_out_micro BIGINT NOT NULL,
    pledged_in_micro BIGINT NOT NULL,
    departed_at BIGINT,
    arrived_at BIGINT,
    complete BOOLEAN NOT NULL,
    PRIMARY KEY (transfer_no, from_site, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_transit_complete ON custody_transit (complete);

CREATE INDEX ix_custody_transit_from_site ON custody_transit (from_site);

CREATE INDEX ix_custody_transit_to_site ON custody_transit (to_site);

CREATE TABLE custody_variance (
    site TEXT NOT NULL,
    count_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    difference_micro BIGINT NOT NULL,
    rest_micro BIGINT NOT NULL,
    since BIGINT NOT NULL,
    open BOOLEAN NOT NULL,
    closed TEXT NOT NULL,
    PRIMARY KEY (site, count_no, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_variance_site_open ON custody_variance (site, open);

CREATE TABLE hub_agent (
    agent TEXT NOT NULL,
    partner TEXT NOT NULL,
    state TEXT NOT NULL,
    shard BIGINT NOT NULL,
    token_hash TEXT NOT NULL,
    token_until BIGINT,
    epoch TEXT NOT NULL,
    beat BIGINT NOT NULL,
    beat_at BIGINT,
    skew_ms BIGINT NOT NULL,
    status BLOB NOT NULL,
    command BIGINT NOT NULL,
    PRIMARY KEY (agent)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_agent_partner ON hub_agent (partner);

CREATE TABLE hub_agent_key (
    agent TEXT NOT NULL,
    key_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    epoch TEXT NOT NULL,
    first BIGINT NOT NULL,
    revoked BOOLEAN NOT NULL,
    PRIMARY KEY (agent, key_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_agent_key_agent ON hub_agent_key (agent);

CREATE TABLE hub_alert (
    code TEXT NOT NULL,
    object TEXT NOT NULL,
    opened BIGINT NOT NULL,
    state TEXT NOT NULL,
    severity TEXT NOT NULL,
    text TEXT NOT NULL,
    action TEXT NOT NULL,
    site TEXT NOT NULL,
    partner TEXT NOT NULL,
    evidence TEXT NOT NULL,
    count BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    raised_at BIGINT NOT NULL,
    owner TEXT NOT NULL,
    acknowledged_at BIGINT,
    escalated BIGINT NOT NULL,
    closed_at BIGINT,
    close_reason TEXT NOT NULL,
    PRIMARY KEY (code, object, opened)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_alert_code_object ON hub_alert (code, object);

CREATE INDEX ix_hub_alert_site ON hub_alert (site);

CREATE INDEX ix_hub_alert_state_raised_at ON hub_alert (state, raised_at);

UPDATE alembic_version SET version_num='0003_23bf8517' WHERE alembic_version.version_num = '0002_34727349';

-- Running upgrade 0003_23bf8517 -> 0004_832ce93c

CREATE TABLE hub_arrival (
    month BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    partner TEXT NOT NULL,
    source TEXT NOT NULL,
    site TEXT NOT NULL,
    door TEXT NOT NULL,
    delivery TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    facts BLOB NOT NULL,
    size BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    body BLOB,
    blob TEXT NOT NULL,
    seen_at BIGINT,
    sent_at BIGINT,
    received_at BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    PRIMARY KEY (partition, number, month)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_arrival_name ON hub_arrival (name);

CREATE INDEX ix_hub_arrival_partner_received_at ON hub_arrival (partner, received_at);

CREATE INDEX ix_hub_arrival_received_at_partition_number ON hub_arrival (received_at, partition, number);

CREATE TABLE hub_artifact (
    hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (hash)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_artifact_kind_name ON hub_artifact (kind, name);

CREATE TABLE hub_attempt (
    send_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    result TEXT NOT NULL,
    text TEXT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (send_id, attempt)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_attempt_send_id ON hub_attempt (send_id);

CREATE TABLE hub_breaker (
    endpoint TEXT NOT NULL,
    failures BIGINT NOT NULL,
    until BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (endpoint)
)
 WITHOUT ROWID;

CREATE TABLE hub_business_key (
    value TEXT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (value, partition, number, ordinal)
)
 WITHOUT ROWID;

CREATE TABLE hub_command (
    agent TEXT NOT NULL,
    number BIGINT NOT NULL,
    command TEXT NOT NULL,
    arguments BLOB NOT NULL,
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    done_at BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (agent, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_command_agent_state ON hub_command (agent, state);

CREATE INDEX ix_hub_command_agent_why ON hub_command (agent, why);

CREATE TABLE hub_contract_switch (
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    contract TEXT NOT NULL,
    PRIMARY KEY (partition, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_contract_switch_partition ON hub_contract_switch (partition);

CREATE TABLE hub_document (
    month BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    message_id BLOB NOT NULL,
    type TEXT NOT NULL,
    "key" TEXT NOT NULL,
    identity TEXT NOT NULL,
    site TEXT NOT NULL,
    event_time BIGINT NOT NULL,
    record_time BIGINT NOT NULL,
    body BLOB NOT NULL,
    flags BLOB NOT NULL,
    mapping TEXT NOT NULL,
    cause BIGINT NOT NULL,
    handled BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    linked TEXT NOT NULL,
    PRIMARY KEY (partition, number, ordinal, month)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_document_handled ON hub_document (handled);

CREATE INDEX ix_hub_document_message_id ON hub_document (message_id);

CREATE INDEX ix_hub_document_type_record_time ON hub_document (type, record_time);

CREATE TABLE hub_effect (
    effect_id BLOB NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    room TEXT NOT NULL,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (effect_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_effect_partition_number ON hub_effect (partition, number);

CREATE TABLE hub_epoch (
    agent TEXT NOT NULL,
    epoch TEXT NOT NULL,
    state TEXT NOT NULL,
    booked BIGINT NOT NULL,
    head TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (agent, epoch)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_epoch_agent ON hub_epoch (agent);

UPDATE alembic_version SET version_num='0004_832ce93c' WHERE alembic_version.version_num = '0003_23bf8517';

-- Running upgrade 0004_832ce93c -> 0005_3e005a4a

CREATE TABLE hub_failure (
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    state TEXT NOT NULL,
    station TEXT NOT NULL,
    outcome TEXT NOT NULL,
    cause TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    partner TEXT NOT NULL,
    source TEXT NOT NULL,
    mapping TEXT NOT NULL,
    tries BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    due_at BIGINT,
    message_type TEXT NOT NULL,
    PRIMARY KEY (partition, number, ordinal)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_failure_state_cause_partner_mapping ON hub_failure (state, cause, partner, mapping);

CREATE INDEX ix_hub_failure_state_cause_partner_mapping_first_at ON hub_failure (state, cause, partner, mapping, first_at);

CREATE INDEX ix_hub_failure_state_due_at ON hub_failure (state, due_at);

CREATE INDEX ix_hub_failure_state_first_at ON hub_failure (state, first_at);

CREATE TABLE hub_gap (
    agent TEXT NOT NULL,
    epoch TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (agent, epoch, first)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_gap_agent_epoch ON hub_gap (agent, epoch);

CREATE TABLE hub_handled (
    handled BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    why TEXT NOT NULL,
    contract TEXT NOT NULL,
    engine TEXT NOT NULL,
    owner TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (handled, first)
)
 WITHOUT ROWID;

CREATE TABLE hub_held_frame (
    agent TEXT NOT NULL,
    epoch TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    frame BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (agent, epoch, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_held_frame_agent_epoch ON hub_held_frame (agent, epoch);

CREATE TABLE hub_inlet (
    id BIGINT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE hub_job (
    job TEXT NOT NULL,
    slot BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (job)
)
 WITHOUT ROWID;

CREATE TABLE hub_job_run (
    job TEXT NOT NULL,
    slot BIGINT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    tries BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (job, slot)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_job_run_job_state ON hub_job_run (job, state);

CREATE TABLE hub_outgoing (
    send_id TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    "key" TEXT NOT NULL,
    place BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    body BLOB NOT NULL,
    contract TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    intent_at BIGINT NOT NULL,
    due_at BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (send_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_outgoing_endpoint_key_place ON hub_outgoing (endpoint, "key", place);

CREATE INDEX ix_hub_outgoing_partition_number ON hub_outgoing (partition, number);

CREATE INDEX ix_hub_outgoing_state_due_at ON hub_outgoing (state, due_at);

CREATE TABLE hub_outlet (
    id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    owner TEXT NOT NULL,
    fence BIGINT NOT NULL,
    until BIGINT NOT NULL,
    stopped TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE hub_partner (
    partner TEXT NOT NULL,
    contract TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (partner)
)
 WITHOUT ROWID;

CREATE TABLE hub_partner_token (
    sha256 TEXT NOT NULL,
    partner TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (sha256)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_partner_token_partner ON hub_partner_token (partner);

CREATE TABLE hub_plan (
    plan_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    chosen BLOB NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    total BIGINT NOT NULL,
    mended BIGINT NOT NULL,
    same BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    step BIGINT NOT NULL,
    step_size BIGINT NOT NULL,
    step_failed BIGINT NOT NULL,
    rate_per_s BIGINT NOT NULL,
    next_at BIGINT,
    cursor BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (plan_id)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0005_3e005a4a' WHERE alembic_version.version_num = '0004_832ce93c';

-- Running upgrade 0005_3e005a4a -> 0006_473e9282

CREATE INDEX ix_hub_plan_made_at ON hub_plan (made_at);

CREATE INDEX ix_hub_plan_state ON hub_plan (state);

CREATE TABLE hub_plan_item (
    plan_id TEXT NOT NULL,
    item BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    state TEXT NOT NULL,
    cause TEXT NOT NULL,
    again TEXT NOT NULL,
    tries BIGINT NOT NULL,
    since BIGINT,
    reread BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (plan_id, item)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_plan_item_plan_id_state ON hub_plan_item (plan_id, state);

CREATE TABLE hub_quarantined (
    sha256 TEXT NOT NULL,
    agent TEXT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    frame BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (sha256)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_quarantined_agent ON hub_quarantined (agent);

CREATE TABLE hub_rebuild_progress (
    books TEXT NOT NULL,
    handled BIGINT NOT NULL,
    PRIMARY KEY (books)
)
 WITHOUT ROWID;

CREATE TABLE hub_retained (
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (partition)
)
 WITHOUT ROWID;

CREATE TABLE hub_seen (
    identity BLOB NOT NULL,
    kind TEXT NOT NULL,
    content BLOB NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    effect BOOLEAN NOT NULL,
    PRIMARY KEY (identity)
)
 WITHOUT ROWID;

CREATE TABLE hub_send_number (
    send_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (send_id)
)
 WITHOUT ROWID;

CREATE TABLE hub_send_sequence (
    endpoint TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (endpoint)
)
 WITHOUT ROWID;

CREATE TABLE hub_staged_chunk (
    agent TEXT NOT NULL,
    file TEXT NOT NULL,
    "index" BIGINT NOT NULL,
    blob TEXT NOT NULL,
    size BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (agent, file, "index")
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_staged_chunk_agent_file ON hub_staged_chunk (agent, file);

CREATE TABLE hub_stream (
    stream TEXT NOT NULL,
    partition BIGINT NOT NULL,
    partner TEXT NOT NULL,
    site TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (stream)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_stream_partition ON hub_stream (partition);

CREATE INDEX ix_hub_stream_partner ON hub_stream (partner);

CREATE TABLE hub_taken_frame (
    agent TEXT NOT NULL,
    epoch TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    previous TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (agent, epoch, number)
)
 WITHOUT ROWID;

CREATE TABLE hub_tap (
    tap TEXT NOT NULL,
    partner TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    since BIGINT NOT NULL,
    cursor BIGINT NOT NULL,
    seen BLOB NOT NULL,
    copied BIGINT NOT NULL,
    PRIMARY KEY (tap)
)
 WITHOUT ROWID;

CREATE TABLE hub_tap_copy (
    tap TEXT NOT NULL,
    place BIGINT NOT NULL,
    copy BIGINT NOT NULL,
    handled BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    partner TEXT NOT NULL,
    type TEXT NOT NULL,
    "key" TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    body BLOB NOT NULL,
    cut BOOLEAN NOT NULL,
    copied_at BIGINT NOT NULL,
    PRIMARY KEY (tap, place)
)
 WITHOUT ROWID;

CREATE TABLE hub_uncertain (
    scope TEXT NOT NULL,
    origin TEXT NOT NULL,
    since BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (scope, origin)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_uncertain_origin ON hub_uncertain (origin);

CREATE INDEX ix_hub_uncertain_scope ON hub_uncertain (scope);

CREATE TABLE hub_watermark (
    agent TEXT NOT NULL,
    source TEXT NOT NULL,
    watermark TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agent, source)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_watermark_agent ON hub_watermark (agent);

UPDATE alembic_version SET version_num='0006_473e9282' WHERE alembic_version.version_num = '0005_3e005a4a';

-- Running upgrade 0006_473e9282 -> 0007_9102a506

CREATE TABLE custody_declared (
    site TEXT NOT NULL,
    document_type TEXT NOT NULL,
    document_no TEXT NOT NULL,
    correction_no TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (site, document_type, document_no)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0007_9102a506' WHERE alembic_version.version_num = '0006_473e9282';

-- Running upgrade 0007_9102a506 -> 0008_00860d59

ALTER TABLE hub_watermark ADD COLUMN rereading TEXT;

UPDATE alembic_version SET version_num='0008_00860d59' WHERE alembic_version.version_num = '0007_9102a506';

-- Running upgrade 0008_00860d59 -> 0009_5b1f64e2

ALTER TABLE hub_outlet ADD COLUMN links BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE hub_outlet ADD COLUMN head BLOB DEFAULT (X'') NOT NULL;

UPDATE alembic_version SET version_num='0009_5b1f64e2' WHERE alembic_version.version_num = '0008_00860d59';

-- Running upgrade 0009_5b1f64e2 -> 0010_7260770a

CREATE TABLE hub_audit (
    month BIGINT NOT NULL,
    chain BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text BLOB NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (chain, number, month)
)
 WITHOUT ROWID;

CREATE TABLE hub_audit_head (
    chain BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (chain)
)
 WITHOUT ROWID;

CREATE TABLE hub_audit_let_go (
    month BIGINT NOT NULL,
    checkpoint BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (month)
)
 WITHOUT ROWID;

CREATE TABLE hub_audit_named (
    chain BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (chain)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0010_7260770a' WHERE alembic_version.version_num = '0009_5b1f64e2';

-- Running upgrade 0010_7260770a -> 0011_c2a90d17

INSERT INTO hub_audit_head (chain, number, hash) VALUES (0, 0, X'');

INSERT INTO hub_audit_head (chain, number, hash) VALUES (-1, 0, X'');

CREATE TRIGGER hub_audit_no_update BEFORE UPDATE ON hub_audit BEGIN SELECT RAISE(ABORT, 'hub_audit is append-only'); END;

CREATE TRIGGER hub_audit_no_delete BEFORE DELETE ON hub_audit WHEN NOT EXISTS (SELECT 1 FROM hub_audit_let_go WHERE month = OLD.month) BEGIN SELECT RAISE(ABORT, 'hub_audit is append-only'); END;

UPDATE alembic_version SET version_num='0011_c2a90d17' WHERE alembic_version.version_num = '0010_7260770a';

-- Running upgrade 0011_c2a90d17 -> 0012_ac073611

CREATE TABLE console_device (
    token_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    next_try_at BIGINT,
    PRIMARY KEY (token_hash)
)
 WITHOUT ROWID;

CREATE INDEX ix_console_device_name ON console_device (name);

CREATE TABLE console_recovery_code (
    name TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (name, code_hash)
)
 WITHOUT ROWID;

CREATE INDEX ix_console_recovery_code_name ON console_recovery_code (name);

CREATE TABLE hub_access_token (
    sha256 TEXT NOT NULL,
    client_id TEXT NOT NULL,
    partner TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (sha256)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_access_token_client_id ON hub_access_token (client_id);

CREATE TABLE hub_client (
    client_id TEXT NOT NULL,
    partner TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (client_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_client_partner ON hub_client (partner);

CREATE TABLE hub_client_secret (
    client_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (client_id, sha256)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_client_secret_client_id ON hub_client_secret (client_id);

CREATE TABLE hub_publication (
    publication_id TEXT NOT NULL,
    partner TEXT NOT NULL,
    contract BLOB NOT NULL,
    mappings BLOB NOT NULL,
    base TEXT NOT NULL,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT,
    published TEXT NOT NULL,
    PRIMARY KEY (publication_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_publication_made_at ON hub_publication (made_at);

CREATE INDEX ix_hub_publication_state ON hub_publication (state);

CREATE TABLE hub_wish (
    owner TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (owner)
);

ALTER TABLE console_person ADD COLUMN display TEXT;

ALTER TABLE console_person ADD COLUMN grants BLOB;

ALTER TABLE console_person ADD COLUMN state TEXT;

ALTER TABLE console_person ADD COLUMN totp BLOB;

ALTER TABLE console_person ADD COLUMN totp_step BIGINT;

ALTER TABLE console_session ADD COLUMN opened_at BIGINT;

ALTER TABLE console_session ADD COLUMN device TEXT;

ALTER TABLE console_session ADD COLUMN factor TEXT;

ALTER TABLE hub_plan ADD COLUMN approved_by TEXT;

ALTER TABLE hub_plan ADD COLUMN approved_at BIGINT;

UPDATE alembic_version SET version_num='0012_ac073611' WHERE alembic_version.version_num = '0011_c2a90d17';

-- Running upgrade 0012_ac073611 -> 0013_8d46f57f

CREATE TABLE hub_certificate (
    serial TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    chain BLOB NOT NULL,
    issued_at BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    revoked_at BIGINT,
    why TEXT NOT NULL,
    PRIMARY KEY (serial)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_certificate_kind_name ON hub_certificate (kind, name);

UPDATE alembic_version SET version_num='0013_8d46f57f' WHERE alembic_version.version_num = '0012_ac073611';

-- Running upgrade 0013_8d46f57f -> 0014_a2570bc6

CREATE TABLE hub_filling (
    what TEXT NOT NULL,
    used BIGINT NOT NULL,
    size BIGINT NOT NULL,
    per_hour BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (what)
)
 WITHOUT ROWID;

CREATE TABLE hub_month_gone (
    partition BIGINT NOT NULL,
    month BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    partner TEXT NOT NULL,
    gone_at BIGINT NOT NULL,
    PRIMARY KEY (partition, month)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_month_gone_month ON hub_month_gone (month);

CREATE TABLE hub_slowed (
    partner TEXT NOT NULL,
    since BIGINT NOT NULL,
    at BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    handled BIGINT NOT NULL,
    empty_in_s BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (partner)
)
 WITHOUT ROWID;

ALTER TABLE hub_agent ADD COLUMN suite TEXT;

ALTER TABLE hub_arrival ADD COLUMN trace BLOB;

ALTER TABLE hub_outgoing ADD COLUMN trace BLOB;

ALTER TABLE hub_outgoing ADD COLUMN trace_state TEXT;

UPDATE alembic_version SET version_num='0014_a2570bc6' WHERE alembic_version.version_num = '0013_8d46f57f';

-- Running upgrade 0014_a2570bc6 -> 0015_0164e944

CREATE INDEX ix_hub_arrival_trace ON hub_arrival (trace);

UPDATE alembic_version SET version_num='0015_0164e944' WHERE alembic_version.version_num = '0014_a2570bc6';

-- Running upgrade 0015_0164e944 -> 0016_72bc3576

CREATE TABLE hub_incarnation (
    number BIGINT NOT NULL,
    complete_to BIGINT NOT NULL,
    restored_at BIGINT NOT NULL,
    "by" TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (number)
)
 WITHOUT ROWID;

CREATE TABLE hub_recovering (
    incarnation BIGINT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    partner TEXT NOT NULL,
    epoch TEXT NOT NULL,
    contiguous BIGINT NOT NULL,
    ended_at BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (incarnation, subject)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_recovering_incarnation ON hub_recovering (incarnation);

UPDATE alembic_version SET version_num='0016_72bc3576' WHERE alembic_version.version_num = '0015_0164e944';

-- Running upgrade 0016_72bc3576 -> 0017_de77c616

CREATE INDEX ix_custody_breach_contract_no_open ON custody_breach (contract_no, open);

UPDATE alembic_version SET version_num='0017_de77c616' WHERE alembic_version.version_num = '0016_72bc3576';

-- Running upgrade 0017_de77c616 -> 0018_6866d29c

CREATE TABLE hub_pull (
    partner TEXT NOT NULL,
    pull TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    owner TEXT NOT NULL,
    until BIGINT,
    turn BIGINT NOT NULL,
    mark TEXT NOT NULL,
    life BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    alarmed BOOLEAN NOT NULL,
    text TEXT NOT NULL,
    well_at BIGINT,
    PRIMARY KEY (partner, pull)
)
 WITHOUT ROWID;

CREATE TABLE hub_pulled (
    partner TEXT NOT NULL,
    pull TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    modified TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    partition BIGINT NOT NULL,
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (partner, pull, name)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_pulled_partner_pull_state ON hub_pulled (partner, pull, state);

UPDATE alembic_version SET version_num='0018_6866d29c' WHERE alembic_version.version_num = '0017_de77c616';

-- Running upgrade 0018_6866d29c -> 0019_63c6a965

CREATE TABLE hub_owed_ack (
    partner TEXT NOT NULL,
    partition BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (partner, partition, first)
)
 WITHOUT ROWID;

CREATE TABLE hub_partner_key (
    fingerprint TEXT NOT NULL,
    partner TEXT NOT NULL,
    public TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (fingerprint)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_partner_key_partner ON hub_partner_key (partner);

UPDATE alembic_version SET version_num='0019_63c6a965' WHERE alembic_version.version_num = '0018_6866d29c';

-- Running upgrade 0019_63c6a965 -> 0020_b95271d5

CREATE TABLE hub_collected (
    endpoint TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    send_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    "key" TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    body BLOB NOT NULL,
    ready_at BIGINT NOT NULL,
    PRIMARY KEY (endpoint, sequence)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_collected_send_id ON hub_collected (send_id);

CREATE TABLE hub_last_collected (
    endpoint TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (endpoint)
)
 WITHOUT ROWID;

CREATE TABLE hub_paused_endpoint (
    endpoint TEXT NOT NULL,
    "by" TEXT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (endpoint)
)
 WITHOUT ROWID;

ALTER TABLE hub_attempt ADD COLUMN code TEXT;

ALTER TABLE hub_attempt ADD COLUMN endpoint TEXT;

UPDATE alembic_version SET version_num='0020_b95271d5' WHERE alembic_version.version_num = '0019_63c6a965';

-- Running upgrade 0020_b95271d5 -> 0021_fc3e6a3f

CREATE INDEX ix_hub_attempt_endpoint_at ON hub_attempt (endpoint, at);

UPDATE alembic_version SET version_num='0021_fc3e6a3f' WHERE alembic_version.version_num = '0020_b95271d5';

-- Running upgrade 0021_fc3e6a3f -> 0022_a3b7c981

CREATE TABLE hub_digest_password (
    client_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (client_id)
)
 WITHOUT ROWID;

CREATE TABLE hub_registered (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    registered_at BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
)
 WITHOUT ROWID;

CREATE TABLE hub_used_once (
    slot BIGINT NOT NULL,
    used TEXT NOT NULL,
    PRIMARY KEY (slot, used)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0022_a3b7c981' WHERE alembic_version.version_num = '0021_fc3e6a3f';

-- Running upgrade 0022_a3b7c981 -> 0023_c0500d77

CREATE TABLE hub_feed_alarm (
    partner TEXT NOT NULL,
    code TEXT NOT NULL,
    object TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (partner, code, object)
)
 WITHOUT ROWID;

CREATE TABLE hub_feed_turn (
    partner TEXT NOT NULL,
    source TEXT NOT NULL,
    due_by TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    state TEXT NOT NULL,
    rows BIGINT NOT NULL,
    met_at BIGINT,
    PRIMARY KEY (partner, source, due_by, due_at)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_feed_turn_partner_due_at ON hub_feed_turn (partner, due_at);

CREATE TABLE hub_onboarding (
    onboarding_id TEXT NOT NULL,
    partner TEXT NOT NULL,
    source TEXT NOT NULL,
    site TEXT NOT NULL,
    contract BLOB NOT NULL,
    mapping BLOB NOT NULL,
    mapping_name TEXT NOT NULL,
    samples BLOB NOT NULL,
    notes BLOB NOT NULL,
    state TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    report BLOB,
    reported TEXT NOT NULL,
    publication TEXT NOT NULL,
    PRIMARY KEY (onboarding_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_onboarding_made_at ON hub_onboarding (made_at);

UPDATE alembic_version SET version_num='0023_c0500d77' WHERE alembic_version.version_num = '0022_a3b7c981';

-- Running upgrade 0023_c0500d77 -> 0024_46e7135a

CREATE INDEX ix_hub_failure_partner_first_at ON hub_failure (partner, first_at);

UPDATE alembic_version SET version_num='0024_46e7135a' WHERE alembic_version.version_num = '0023_c0500d77';

-- Running upgrade 0024_46e7135a -> 0025_f9e7bc03

CREATE TABLE ledger_account (
    book TEXT NOT NULL,
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    side TEXT NOT NULL,
    parent TEXT NOT NULL,
    leaf BOOLEAN NOT NULL,
    auxiliaries TEXT NOT NULL,
    "limit" TEXT NOT NULL,
    closed BOOLEAN NOT NULL,
    PRIMARY KEY (book, code)
)
 WITHOUT ROWID;

CREATE TABLE ledger_balance (
    book TEXT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    owner TEXT NOT NULL,
    debits_posted BIGINT NOT NULL,
    debits_pending BIGINT NOT NULL,
    credits_posted BIGINT NOT NULL,
    credits_pending BIGINT NOT NULL,
    PRIMARY KEY (book, account, currency, owner)
)
 WITHOUT ROWID;

CREATE TABLE ledger_book (
    book TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_period BIGINT NOT NULL,
    approver TEXT NOT NULL,
    PRIMARY KEY (book)
)
 WITHOUT ROWID;

CREATE TABLE ledger_entry (
    book TEXT NOT NULL,
    number TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    entry_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    business_day BIGINT NOT NULL,
    period BIGINT NOT NULL,
    text TEXT NOT NULL,
    message_id BLOB NOT NULL,
    refers BLOB,
    expires_at BIGINT,
    lines BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (book, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_ledger_entry_book_period ON ledger_entry (book, period);

CREATE TABLE ledger_line (
    record_time BIGINT NOT NULL,
    entry_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    book TEXT NOT NULL,
    account TEXT NOT NULL,
    side TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    business_day BIGINT NOT NULL,
    period BIGINT NOT NULL,
    party TEXT NOT NULL,
    contract TEXT NOT NULL,
    lot TEXT NOT NULL,
    funder TEXT NOT NULL,
    PRIMARY KEY (record_time, entry_id, ordinal)
)
 WITHOUT ROWID;

CREATE INDEX ix_ledger_line_book_account_period ON ledger_line (book, account, period);

CREATE INDEX ix_ledger_line_contract ON ledger_line (contract);

CREATE TABLE ledger_period (
    book TEXT NOT NULL,
    period BIGINT NOT NULL,
    locked BOOLEAN NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (book, period)
)
 WITHOUT ROWID;

CREATE TABLE ledger_reservation (
    book TEXT NOT NULL,
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    request BLOB NOT NULL,
    held_at BIGINT NOT NULL,
    entry_id BLOB,
    expires_at BIGINT,
    refusal TEXT NOT NULL,
    PRIMARY KEY (book, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_ledger_reservation_state_expires_at ON ledger_reservation (state, expires_at);

CREATE TABLE ledger_reversed (
    entry_id BLOB NOT NULL,
    "by" BLOB NOT NULL,
    PRIMARY KEY (entry_id)
)
 WITHOUT ROWID;

CREATE TABLE ledger_rule_set (
    name TEXT NOT NULL,
    from_day BIGINT NOT NULL,
    approver TEXT NOT NULL,
    body BLOB NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (name, from_day)
)
 WITHOUT ROWID;

CREATE TABLE ledger_voucher (
    book TEXT NOT NULL,
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    body BLOB NOT NULL,
    maker TEXT NOT NULL,
    checker TEXT NOT NULL,
    signer TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (book, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_ledger_voucher_book_state ON ledger_voucher (book, state);

UPDATE alembic_version SET version_num='0025_f9e7bc03' WHERE alembic_version.version_num = '0024_46e7135a';

-- Running upgrade 0025_f9e7bc03 -> 0026_818f8fdd

CREATE TABLE parties_figure (
    uscc TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    period TEXT NOT NULL,
    period_end BIGINT NOT NULL,
    code TEXT NOT NULL,
    minor BIGINT NOT NULL,
    PRIMARY KEY (uscc, kind, scope, period, period_end, code)
)
 WITHOUT ROWID;

CREATE TABLE parties_link (
    "of" TEXT NOT NULL,
    kind TEXT NOT NULL,
    "begin" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    share_ppm BIGINT NOT NULL,
    PRIMARY KEY ("of", kind, "begin", "end")
)
 WITHOUT ROWID;

CREATE INDEX ix_parties_link_begin ON parties_link ("begin");

CREATE INDEX ix_parties_link_end ON parties_link ("end");

CREATE TABLE parties_party (
    uscc TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    status TEXT NOT NULL,
    known_at BIGINT NOT NULL,
    body BLOB NOT NULL,
    standing TEXT NOT NULL,
    standing_reason TEXT NOT NULL,
    standing_by TEXT NOT NULL,
    standing_until BIGINT,
    PRIMARY KEY (uscc)
)
 WITHOUT ROWID;

CREATE INDEX ix_parties_party_name ON parties_party (name);

CREATE INDEX ix_parties_party_standing ON parties_party (standing);

CREATE TABLE parties_statement (
    uscc TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    period TEXT NOT NULL,
    period_end BIGINT NOT NULL,
    statement_no TEXT NOT NULL,
    currency TEXT NOT NULL,
    audited BOOLEAN NOT NULL,
    template TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    message_id BLOB NOT NULL,
    PRIMARY KEY (uscc, kind, scope, period, period_end)
)
 WITHOUT ROWID;

CREATE TABLE parties_version (
    uscc TEXT NOT NULL,
    version BIGINT NOT NULL,
    known_at BIGINT NOT NULL,
    record_time BIGINT NOT NULL,
    source TEXT NOT NULL,
    changed TEXT NOT NULL,
    body BLOB NOT NULL,
    message_id BLOB NOT NULL,
    PRIMARY KEY (uscc, version)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0026_818f8fdd' WHERE alembic_version.version_num = '0025_f9e7bc03';

-- Running upgrade 0026_818f8fdd -> 0027_38357757

CREATE TABLE hub_owed_receipt (
    send_id TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (send_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_hub_owed_receipt_endpoint_state ON hub_owed_receipt (endpoint, state);

CREATE INDEX ix_hub_owed_receipt_state ON hub_owed_receipt (state);

UPDATE alembic_version SET version_num='0027_38357757' WHERE alembic_version.version_num = '0026_818f8fdd';

-- Running upgrade 0027_38357757 -> 0028_456387e8

CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only; reverse the entry'); END;

CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only; reverse the entry'); END;

CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only; reverse the entry'); END;

CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line BEGIN SELECT RAISE(ABORT, 'ledger_line is append-only; reverse the entry'); END;

UPDATE alembic_version SET version_num='0028_456387e8' WHERE alembic_version.version_num = '0027_38357757';

-- Running upgrade 0028_456387e8 -> 0029_39e8fd04

CREATE TABLE risk_decision (
    number TEXT NOT NULL,
    subject TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    business_day BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    asked TEXT NOT NULL,
    inputs BLOB NOT NULL,
    decided BLOB NOT NULL,
    record_time BIGINT NOT NULL,
    message_id BLOB NOT NULL,
    PRIMARY KEY (number)
)
 WITHOUT ROWID;

CREATE INDEX ix_risk_decision_rule_set_version ON risk_decision (rule_set, version);

CREATE INDEX ix_risk_decision_subject ON risk_decision (subject);

CREATE TABLE risk_in_force (
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    latest BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID;

CREATE TABLE risk_rule_set (
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    body BLOB NOT NULL,
    publisher TEXT NOT NULL,
    approver TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    message_id BLOB NOT NULL,
    PRIMARY KEY (name, version)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0029_39e8fd04' WHERE alembic_version.version_num = '0028_456387e8';

-- Running upgrade 0029_39e8fd04 -> 0030_6ec36d48

CREATE TABLE workflow_chain (
    chain TEXT NOT NULL,
    version BIGINT NOT NULL,
    publisher TEXT NOT NULL,
    approver TEXT NOT NULL,
    body BLOB NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (chain, version)
)
 WITHOUT ROWID;

CREATE INDEX ix_workflow_chain_chain ON workflow_chain (chain);

CREATE TABLE workflow_instance (
    number TEXT NOT NULL,
    chain TEXT NOT NULL,
    chain_version BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    maker TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    node TEXT NOT NULL,
    outcome TEXT NOT NULL,
    version BIGINT NOT NULL,
    steps BIGINT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (number)
)
 WITHOUT ROWID;

CREATE INDEX ix_workflow_instance_outcome ON workflow_instance (outcome);

CREATE INDEX ix_workflow_instance_subject_kind_subject ON workflow_instance (subject_kind, subject);

CREATE TABLE workflow_role (
    role TEXT NOT NULL,
    people BLOB NOT NULL,
    approver TEXT NOT NULL,
    PRIMARY KEY (role)
)
 WITHOUT ROWID;

CREATE TABLE workflow_step (
    number TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    at BIGINT NOT NULL,
    verb TEXT NOT NULL,
    "by" TEXT NOT NULL,
    node TEXT NOT NULL,
    "to" TEXT NOT NULL,
    mode TEXT NOT NULL,
    reason TEXT NOT NULL,
    seated BLOB NOT NULL,
    message_id BLOB NOT NULL,
    PRIMARY KEY (number, ordinal)
)
 WITHOUT ROWID;

CREATE INDEX ix_workflow_step_number ON workflow_step (number);

CREATE TABLE workflow_task (
    number TEXT NOT NULL,
    turn BIGINT NOT NULL,
    person TEXT NOT NULL,
    node TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT,
    on_behalf TEXT NOT NULL,
    reminded BIGINT NOT NULL,
    PRIMARY KEY (number, turn, person)
)
 WITHOUT ROWID;

CREATE INDEX ix_workflow_task_number_state ON workflow_task (number, state);

CREATE INDEX ix_workflow_task_person_state ON workflow_task (person, state);

CREATE INDEX ix_workflow_task_state ON workflow_task (state);

UPDATE alembic_version SET version_num='0030_6ec36d48' WHERE alembic_version.version_num = '0029_39e8fd04';

-- Running upgrade 0030_6ec36d48 -> 0031_5a0e6c11

ALTER TABLE collateral_contract ADD COLUMN gates TEXT DEFAULT 'default' NOT NULL;

ALTER TABLE collateral_contract ADD COLUMN price_days BIGINT DEFAULT '1' NOT NULL;

ALTER TABLE collateral_contract ADD COLUMN zone TEXT DEFAULT 'Asia/Shanghai' NOT NULL;

ALTER TABLE ledger_line ADD COLUMN flow TEXT DEFAULT '' NOT NULL;

ALTER TABLE ledger_line ADD COLUMN number TEXT DEFAULT '' NOT NULL;

UPDATE alembic_version SET version_num='0031_5a0e6c11' WHERE alembic_version.version_num = '0030_6ec36d48';

-- Running upgrade 0031_5a0e6c11 -> 0032_f9d28f13

CREATE TABLE collateral_agreement (
    contract_no TEXT NOT NULL,
    agreement TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    "by" TEXT NOT NULL,
    evidence TEXT NOT NULL,
    ended BOOLEAN NOT NULL,
    PRIMARY KEY (contract_no, agreement)
)
 WITHOUT ROWID;

CREATE TABLE collateral_bound_policy (
    contract_no TEXT NOT NULL,
    policy_no TEXT NOT NULL,
    bound_by TEXT NOT NULL,
    PRIMARY KEY (contract_no, policy_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_bound_policy_policy_no ON collateral_bound_policy (policy_no);

CREATE TABLE collateral_call (
    contract_no TEXT NOT NULL,
    called_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    currency TEXT NOT NULL,
    asked_cash_minor BIGINT NOT NULL,
    asked_goods_minor BIGINT NOT NULL,
    cash_minor BIGINT NOT NULL,
    goods_minor BIGINT NOT NULL,
    because TEXT NOT NULL,
    state TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (contract_no, called_at)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_call_contract_no ON collateral_call (contract_no);

CREATE INDEX ix_collateral_call_state ON collateral_call (state);

CREATE TABLE collateral_category (
    contract_no TEXT NOT NULL,
    category TEXT NOT NULL,
    minimum_micro BIGINT,
    unit TEXT NOT NULL,
    minimum_minor BIGINT,
    max_share_ppm BIGINT,
    PRIMARY KEY (contract_no, category)
)
 WITHOUT ROWID;

CREATE TABLE collateral_claim (
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    claimant TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    holder TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    judged_at BIGINT,
    judged_by TEXT NOT NULL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (kind, thing, claimant, claimed_at)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_claim_claimant ON collateral_claim (claimant);

CREATE INDEX ix_collateral_claim_kind_thing ON collateral_claim (kind, thing);

CREATE TABLE collateral_delivery (
    contract_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    value_minor BIGINT NOT NULL,
    at BIGINT NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (contract_no, kind, number)
)
 WITHOUT ROWID;

CREATE TABLE collateral_filing (
    contract_no TEXT NOT NULL,
    filing_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    certificate_no TEXT NOT NULL,
    until_day BIGINT NOT NULL,
    numbers TEXT NOT NULL,
    warned BIGINT NOT NULL,
    PRIMARY KEY (contract_no, filing_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_filing_state ON collateral_filing (state);

CREATE TABLE collateral_insurance (
    policy_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    insurer TEXT NOT NULL,
    insured TEXT NOT NULL,
    status TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    buyer TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL,
    invoice_no TEXT NOT NULL,
    paid_minor BIGINT NOT NULL,
    loss_payee TEXT NOT NULL,
    warned BIGINT NOT NULL,
    PRIMARY KEY (policy_no, kind, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_insurance_status ON collateral_insurance (status);

CREATE TABLE collateral_lien (
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    number TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    state TEXT NOT NULL,
    facts TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    "before" TEXT NOT NULL,
    claims BIGINT NOT NULL,
    former TEXT NOT NULL,
    PRIMARY KEY (kind, thing)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_lien_contract_no ON collateral_lien (contract_no);

CREATE TABLE collateral_limit (
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    currency TEXT NOT NULL,
    limit_minor BIGINT NOT NULL,
    value_minor BIGINT NOT NULL,
    checked_at BIGINT,
    over BOOLEAN NOT NULL,
    PRIMARY KEY (kind, holder)
)
 WITHOUT ROWID;

CREATE TABLE collateral_order (
    thing TEXT NOT NULL,
    order_no TEXT NOT NULL,
    buyers TEXT NOT NULL,
    sellers TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    status TEXT NOT NULL,
    version BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    confirmed_minor BIGINT,
    prepaid_minor BIGINT NOT NULL,
    shipped_minor BIGINT NOT NULL,
    invoiced_minor BIGINT NOT NULL,
    contract_no TEXT NOT NULL,
    PRIMARY KEY (thing)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_order_contract_no ON collateral_order (contract_no);

CREATE INDEX ix_collateral_order_order_no ON collateral_order (order_no);

CREATE TABLE collateral_order_item (
    thing TEXT NOT NULL,
    line_no TEXT NOT NULL,
    sku TEXT NOT NULL,
    unit TEXT NOT NULL,
    micro BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    shipped_micro BIGINT NOT NULL,
    PRIMARY KEY (thing, line_no)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0032_f9d28f13' WHERE alembic_version.version_num = '0031_5a0e6c11';

-- Running upgrade 0032_f9d28f13 -> 0033_ada00f5e

CREATE TABLE collateral_prepaid (
    contract_no TEXT NOT NULL,
    face_minor BIGINT NOT NULL,
    initial_minor BIGINT NOT NULL,
    added_minor BIGINT NOT NULL,
    released_minor BIGINT NOT NULL,
    sent_minor BIGINT NOT NULL,
    stated_at BIGINT,
    paid_at BIGINT,
    received_at BIGINT,
    PRIMARY KEY (contract_no)
)
 WITHOUT ROWID;

CREATE TABLE collateral_receipt (
    thing TEXT NOT NULL,
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    warehouse TEXT NOT NULL,
    sku TEXT NOT NULL,
    unit TEXT NOT NULL,
    micro BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    lot_no TEXT NOT NULL,
    gone_micro BIGINT NOT NULL,
    promised_micro BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    parents TEXT NOT NULL,
    root TEXT NOT NULL,
    pledged_to TEXT NOT NULL,
    state TEXT NOT NULL,
    verified_at BIGINT,
    doubt TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    warned BIGINT NOT NULL,
    PRIMARY KEY (thing)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_receipt_contract_no ON collateral_receipt (contract_no);

CREATE INDEX ix_collateral_receipt_issuer_root ON collateral_receipt (issuer, root);

CREATE INDEX ix_collateral_receipt_warehouse_lot_no ON collateral_receipt (warehouse, lot_no);

CREATE TABLE collateral_receivable (
    thing TEXT NOT NULL,
    seller TEXT NOT NULL,
    seller_name TEXT NOT NULL,
    buyer TEXT NOT NULL,
    buyer_name TEXT NOT NULL,
    invoice_code TEXT NOT NULL,
    invoice_no TEXT NOT NULL,
    issue_day BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    currency TEXT NOT NULL,
    gross_minor BIGINT NOT NULL,
    asked_minor BIGINT NOT NULL,
    from_seller BOOLEAN NOT NULL,
    paid_minor BIGINT NOT NULL,
    stated_paid_minor BIGINT NOT NULL,
    stated_day BIGINT NOT NULL,
    disputed_minor BIGINT NOT NULL,
    credited_minor BIGINT NOT NULL,
    confirmed_minor BIGINT,
    status TEXT NOT NULL,
    verified TEXT NOT NULL,
    verified_at BIGINT,
    doubt TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    batch_no TEXT NOT NULL,
    noticed_at BIGINT,
    acknowledged_at BIGINT,
    known_at BIGINT NOT NULL,
    PRIMARY KEY (thing)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_receivable_batch_no ON collateral_receivable (batch_no);

CREATE INDEX ix_collateral_receivable_contract_no ON collateral_receivable (contract_no);

CREATE INDEX ix_collateral_receivable_invoice_no ON collateral_receivable (invoice_no);

CREATE INDEX ix_collateral_receivable_seller_buyer ON collateral_receivable (seller, buyer);

CREATE INDEX ix_collateral_receivable_seller_gross_minor_issue_day ON collateral_receivable (seller, gross_minor, issue_day);

CREATE TABLE collateral_released (
    contract_no TEXT NOT NULL,
    site TEXT NOT NULL,
    order_no TEXT NOT NULL,
    day BIGINT NOT NULL,
    value_minor BIGINT NOT NULL,
    PRIMARY KEY (contract_no, site, order_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_released_contract_no_day ON collateral_released (contract_no, day);

CREATE TABLE collateral_security (
    contract_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    financier TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    debtor TEXT NOT NULL,
    insurer TEXT NOT NULL,
    related TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    gates TEXT NOT NULL,
    price_days BIGINT NOT NULL,
    ageing_days BIGINT NOT NULL,
    overdue_days BIGINT NOT NULL,
    cross_ppm BIGINT NOT NULL,
    concentration_ppm BIGINT NOT NULL,
    dilution_from_ppm BIGINT NOT NULL,
    dilution_stop_ppm BIGINT NOT NULL,
    retention_ppm BIGINT NOT NULL,
    verify_days BIGINT NOT NULL,
    initial_ppm BIGINT NOT NULL,
    release_rule TEXT NOT NULL,
    cure_s BIGINT NOT NULL,
    zone TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    exposure_minor BIGINT NOT NULL,
    exposure_at BIGINT,
    value_minor BIGINT NOT NULL,
    base_minor BIGINT NOT NULL,
    restated_at BIGINT,
    call_since BIGINT,
    PRIMARY KEY (contract_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_security_kind ON collateral_security (kind);

CREATE INDEX ix_collateral_security_provider ON collateral_security (provider);

CREATE TABLE custody_assessment (
    site TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    approver TEXT NOT NULL,
    until BIGINT NOT NULL,
    over BOOLEAN NOT NULL,
    PRIMARY KEY (site, lot_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_assessment_over ON custody_assessment (over);

CREATE TABLE custody_blindness (
    site TEXT NOT NULL,
    cause TEXT NOT NULL,
    since BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (site, cause)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_blindness_cause ON custody_blindness (cause);

CREATE TABLE custody_device (
    site TEXT NOT NULL,
    device_id TEXT NOT NULL,
    heard_at BIGINT NOT NULL,
    silent_after_s BIGINT NOT NULL,
    zone TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    silent BOOLEAN NOT NULL,
    raised TEXT NOT NULL,
    PRIMARY KEY (site, device_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_device_silent ON custody_device (silent);

UPDATE alembic_version SET version_num='0033_ada00f5e' WHERE alembic_version.version_num = '0032_f9d28f13';

-- Running upgrade 0033_ada00f5e -> 0034_a1e5785b

CREATE TABLE custody_exchange (
    site TEXT NOT NULL,
    order_no TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    state TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    begun_at BIGINT,
    covered_at BIGINT,
    late BOOLEAN NOT NULL,
    PRIMARY KEY (site, order_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_exchange_contract_no ON custody_exchange (contract_no);

CREATE INDEX ix_custody_exchange_state ON custody_exchange (state);

CREATE TABLE custody_exchange_in (
    site TEXT NOT NULL,
    order_no TEXT NOT NULL,
    lot_no TEXT NOT NULL,
    unit TEXT NOT NULL,
    micro BIGINT NOT NULL,
    pledged_micro BIGINT NOT NULL,
    PRIMARY KEY (site, order_no, lot_no)
)
 WITHOUT ROWID;

CREATE TABLE custody_site_watch (
    site TEXT NOT NULL,
    supervisor TEXT NOT NULL,
    identify BOOLEAN NOT NULL,
    weigh TEXT NOT NULL,
    receipt_due_s BIGINT NOT NULL,
    transit_due_s BIGINT NOT NULL,
    confirm_due_s BIGINT NOT NULL,
    exchange_due_s BIGINT NOT NULL,
    night TEXT NOT NULL,
    PRIMARY KEY (site)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_site_watch_supervisor ON custody_site_watch (supervisor);

CREATE TABLE custody_watch_plan (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    every_s BIGINT NOT NULL,
    grace_s BIGINT NOT NULL,
    next_due BIGINT NOT NULL,
    owner TEXT NOT NULL,
    done_at BIGINT,
    missed BOOLEAN NOT NULL,
    open BOOLEAN NOT NULL,
    PRIMARY KEY (site, kind)
)
 WITHOUT ROWID;

CREATE INDEX ix_custody_watch_plan_open ON custody_watch_plan (open);

CREATE TABLE ledger_block (
    book TEXT NOT NULL,
    number BIGINT NOT NULL,
    period BIGINT NOT NULL,
    what TEXT NOT NULL,
    entries BIGINT NOT NULL,
    content TEXT NOT NULL,
    prev TEXT NOT NULL,
    form BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (book, number)
)
 WITHOUT ROWID;

CREATE TABLE ledger_closing_rule (
    book TEXT NOT NULL,
    results TEXT NOT NULL,
    profit TEXT NOT NULL,
    retained TEXT NOT NULL,
    reserve TEXT NOT NULL,
    reserve_ppm BIGINT NOT NULL,
    PRIMARY KEY (book)
)
 WITHOUT ROWID;

CREATE TABLE ledger_late (
    book TEXT NOT NULL,
    period BIGINT NOT NULL,
    number TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    entry_id BLOB NOT NULL,
    business_day BIGINT NOT NULL,
    PRIMARY KEY (book, period, number)
)
 WITHOUT ROWID;

CREATE TABLE ledger_month_end (
    book TEXT NOT NULL,
    period BIGINT NOT NULL,
    closed BOOLEAN NOT NULL,
    runs BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    known_at BIGINT NOT NULL,
    PRIMARY KEY (book, period)
)
 WITHOUT ROWID;

CREATE TABLE ledger_period_total (
    book TEXT NOT NULL,
    period BIGINT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    party TEXT NOT NULL,
    contract TEXT NOT NULL,
    lot TEXT NOT NULL,
    funder TEXT NOT NULL,
    flow TEXT NOT NULL,
    opening BIGINT NOT NULL,
    debits BIGINT NOT NULL,
    credits BIGINT NOT NULL,
    PRIMARY KEY (book, period, account, currency, party, contract, lot, funder, flow)
)
 WITHOUT ROWID;

CREATE TABLE loan_application (
    application_no TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    product TEXT NOT NULL,
    product_version BIGINT NOT NULL,
    borrower TEXT NOT NULL,
    core TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    partner TEXT NOT NULL,
    site TEXT NOT NULL,
    owner TEXT NOT NULL,
    applied_at BIGINT NOT NULL,
    body BLOB NOT NULL,
    missing TEXT NOT NULL,
    decision TEXT NOT NULL,
    verdict TEXT NOT NULL,
    grade TEXT NOT NULL,
    review TEXT NOT NULL,
    approved_minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    facility_no TEXT NOT NULL,
    PRIMARY KEY (application_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_application_borrower ON loan_application (borrower);

CREATE INDEX ix_loan_application_decision ON loan_application (decision);

CREATE INDEX ix_loan_application_review ON loan_application (review);

CREATE INDEX ix_loan_application_state ON loan_application (state);

CREATE TABLE loan_calendar_day (
    calendar TEXT NOT NULL,
    day BIGINT NOT NULL,
    said_day BIGINT NOT NULL,
    works BOOLEAN NOT NULL,
    PRIMARY KEY (calendar, day, said_day)
)
 WITHOUT ROWID;

CREATE TABLE loan_due (
    loan_no TEXT NOT NULL,
    "plan" BIGINT NOT NULL,
    number BIGINT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    due BIGINT NOT NULL,
    pay_by BIGINT NOT NULL,
    overdue_after BIGINT NOT NULL,
    principal_minor BIGINT NOT NULL,
    interest_minor BIGINT NOT NULL,
    prepaid_minor BIGINT NOT NULL,
    balance_minor BIGINT NOT NULL,
    earned_before_minor BIGINT NOT NULL,
    fee_minor BIGINT NOT NULL,
    penalty_minor BIGINT NOT NULL,
    compound_minor BIGINT NOT NULL,
    paid_principal_minor BIGINT NOT NULL,
    paid_interest_minor BIGINT NOT NULL,
    paid_fee_minor BIGINT NOT NULL,
    paid_penalty_minor BIGINT NOT NULL,
    paid_compound_minor BIGINT NOT NULL,
    settled_day BIGINT NOT NULL,
    PRIMARY KEY (loan_no, "plan", number)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0034_a1e5785b' WHERE alembic_version.version_num = '0033_ada00f5e';

-- Running upgrade 0034_a1e5785b -> 0035_646e847e

CREATE TABLE loan_facility (
    facility_no TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    application_no TEXT NOT NULL,
    product TEXT NOT NULL,
    product_version BIGINT NOT NULL,
    borrower TEXT NOT NULL,
    core TEXT NOT NULL,
    buyer TEXT NOT NULL,
    supervisor TEXT NOT NULL,
    funder TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    rate TEXT NOT NULL,
    advance_ppm BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL,
    account TEXT NOT NULL,
    account_controlled BOOLEAN NOT NULL,
    signers TEXT NOT NULL,
    conditions TEXT NOT NULL,
    partner TEXT NOT NULL,
    site TEXT NOT NULL,
    payees TEXT NOT NULL,
    term_months BIGINT NOT NULL,
    method TEXT NOT NULL,
    own_ppm BIGINT NOT NULL,
    granted_minor BIGINT NOT NULL,
    drawn_minor BIGINT NOT NULL,
    outstanding_minor BIGINT NOT NULL,
    in_flight_minor BIGINT NOT NULL,
    margin_minor BIGINT NOT NULL,
    frozen_because TEXT NOT NULL,
    PRIMARY KEY (facility_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_facility_account ON loan_facility (account);

CREATE INDEX ix_loan_facility_borrower ON loan_facility (borrower);

CREATE INDEX ix_loan_facility_contract_no ON loan_facility (contract_no);

CREATE INDEX ix_loan_facility_state ON loan_facility (state);

CREATE TABLE loan_loan (
    loan_no TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    facility_no TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    borrower TEXT NOT NULL,
    product TEXT NOT NULL,
    product_version BIGINT NOT NULL,
    currency TEXT NOT NULL,
    principal_minor BIGINT NOT NULL,
    rate TEXT NOT NULL,
    term_months BIGINT NOT NULL,
    partner TEXT NOT NULL,
    site TEXT NOT NULL,
    slice BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    payee TEXT NOT NULL,
    pay_to TEXT NOT NULL,
    maker TEXT NOT NULL,
    asked TEXT NOT NULL,
    trade_refs TEXT NOT NULL,
    decision TEXT NOT NULL,
    verdict TEXT NOT NULL,
    approver TEXT NOT NULL,
    review TEXT NOT NULL,
    maturity_day BIGINT NOT NULL,
    "plan" BIGINT NOT NULL,
    margin_minor BIGINT NOT NULL,
    invoice_minor BIGINT NOT NULL,
    reserve_minor BIGINT NOT NULL,
    over BOOLEAN NOT NULL,
    funder TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    sent_at BIGINT,
    attempt BIGINT NOT NULL,
    doubts BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    wanted_day BIGINT NOT NULL,
    cash_minor BIGINT NOT NULL,
    own_minor BIGINT NOT NULL,
    funder_loan_no TEXT NOT NULL,
    bank_ref TEXT NOT NULL,
    value_day BIGINT NOT NULL,
    PRIMARY KEY (loan_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_loan_bank_ref ON loan_loan (bank_ref);

CREATE INDEX ix_loan_loan_facility_no_over ON loan_loan (facility_no, over);

CREATE INDEX ix_loan_loan_funder_loan_no ON loan_loan (funder_loan_no);

CREATE INDEX ix_loan_loan_idempotency_key ON loan_loan (idempotency_key);

CREATE INDEX ix_loan_loan_slice_state ON loan_loan (slice, state);

CREATE INDEX ix_loan_loan_state ON loan_loan (state);

CREATE TABLE loan_plan (
    loan_no TEXT NOT NULL,
    "plan" BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    why TEXT NOT NULL,
    terms BLOB NOT NULL,
    told BIGINT NOT NULL,
    PRIMARY KEY (loan_no, "plan")
)
 WITHOUT ROWID;

CREATE TABLE loan_product (
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    from_day BIGINT NOT NULL,
    maker TEXT NOT NULL,
    approver TEXT NOT NULL,
    body BLOB NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (code, version)
)
 WITHOUT ROWID;

CREATE TABLE loan_quota (
    funder TEXT NOT NULL,
    product TEXT NOT NULL,
    core TEXT NOT NULL,
    quota_no TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    currency TEXT NOT NULL,
    granted_minor BIGINT NOT NULL,
    ticket_min_minor BIGINT NOT NULL,
    ticket_max_minor BIGINT NOT NULL,
    months_min BIGINT NOT NULL,
    months_max BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL,
    PRIMARY KEY (funder, product, core)
)
 WITHOUT ROWID;

CREATE TABLE loan_receipt (
    receipt_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    value_day BIGINT NOT NULL,
    payer TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    payee_account TEXT NOT NULL,
    bank_ref TEXT NOT NULL,
    message_id TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    loan_no TEXT NOT NULL,
    facility_no TEXT NOT NULL,
    "plan" BIGINT NOT NULL,
    parts BLOB NOT NULL,
    posted BIGINT NOT NULL,
    surplus_minor BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (receipt_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_receipt_facility_no ON loan_receipt (facility_no);

CREATE INDEX ix_loan_receipt_loan_no ON loan_receipt (loan_no);

CREATE INDEX ix_loan_receipt_state ON loan_receipt (state);

CREATE TABLE loan_slice (
    slice BIGINT NOT NULL,
    running BIGINT NOT NULL,
    ended_day BIGINT NOT NULL,
    PRIMARY KEY (slice)
)
 WITHOUT ROWID;

CREATE TABLE loan_standing (
    loan_no TEXT NOT NULL,
    outstanding_minor BIGINT NOT NULL,
    accrued_minor BIGINT NOT NULL,
    interest_paid_minor BIGINT NOT NULL,
    accrued_through BIGINT NOT NULL,
    deferred_minor BIGINT NOT NULL,
    penalty_minor BIGINT NOT NULL,
    compound_minor BIGINT NOT NULL,
    suspended_minor BIGINT NOT NULL,
    provision_minor BIGINT NOT NULL,
    surplus_minor BIGINT NOT NULL,
    first_margin_minor BIGINT NOT NULL,
    bought_minor BIGINT NOT NULL,
    reserve_minor BIGINT NOT NULL,
    category BIGINT NOT NULL,
    past_due_days BIGINT NOT NULL,
    non_accrual BOOLEAN NOT NULL,
    first_open BIGINT NOT NULL,
    running BIGINT NOT NULL,
    paid_since BOOLEAN NOT NULL,
    PRIMARY KEY (loan_no)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0035_646e847e' WHERE alembic_version.version_num = '0034_a1e5785b';

-- Running upgrade 0035_646e847e -> 0036_abba8f69

CREATE TABLE loan_step (
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    code TEXT NOT NULL,
    event TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    business_day BIGINT NOT NULL,
    "by" TEXT NOT NULL,
    text TEXT NOT NULL,
    message_id TEXT NOT NULL,
    record_time BIGINT NOT NULL,
    PRIMARY KEY (subject_kind, subject, ordinal)
)
 WITHOUT ROWID;

CREATE TABLE parties_bands (
    industry TEXT NOT NULL,
    year BIGINT NOT NULL,
    publisher TEXT NOT NULL,
    approver TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (industry, year)
)
 WITHOUT ROWID;

CREATE TABLE parties_member (
    programme TEXT NOT NULL,
    member TEXT NOT NULL,
    core TEXT NOT NULL,
    side TEXT NOT NULL,
    limit_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    admitted_at BIGINT NOT NULL,
    until BIGINT,
    proposer TEXT NOT NULL,
    approver TEXT NOT NULL,
    reason TEXT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (programme, member)
)
 WITHOUT ROWID;

CREATE INDEX ix_parties_member_core_member ON parties_member (core, member);

CREATE INDEX ix_parties_member_member ON parties_member (member);

CREATE INDEX ix_parties_member_state ON parties_member (state);

CREATE TABLE parties_programme (
    programme TEXT NOT NULL,
    core TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    members_percent_max BIGINT NOT NULL,
    state TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    until BIGINT,
    proposer TEXT NOT NULL,
    approver TEXT NOT NULL,
    reason TEXT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (programme)
)
 WITHOUT ROWID;

CREATE INDEX ix_parties_programme_core ON parties_programme (core);

CREATE INDEX ix_parties_programme_state ON parties_programme (state);

CREATE TABLE parties_template (
    template TEXT NOT NULL,
    version BIGINT NOT NULL,
    publisher TEXT NOT NULL,
    approver TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (template, version)
)
 WITHOUT ROWID;

CREATE TABLE risk_challenger (
    name TEXT NOT NULL,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (name, stage)
)
 WITHOUT ROWID;

CREATE TABLE risk_filed (
    filing_no TEXT NOT NULL,
    contract_no TEXT NOT NULL,
    PRIMARY KEY (filing_no)
)
 WITHOUT ROWID;

CREATE TABLE risk_goods_watch (
    contract_no TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (contract_no)
)
 WITHOUT ROWID;

CREATE TABLE risk_last_decision (
    subject TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    stage TEXT NOT NULL,
    number TEXT NOT NULL,
    version BIGINT NOT NULL,
    business_day BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    failed TEXT NOT NULL,
    told TEXT NOT NULL,
    told_as_of BIGINT NOT NULL,
    PRIMARY KEY (subject, rule_set, stage)
)
 WITHOUT ROWID;

CREATE TABLE risk_looked (
    number TEXT NOT NULL,
    pledgor TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    hits TEXT NOT NULL,
    PRIMARY KEY (number, pledgor)
)
 WITHOUT ROWID;

CREATE TABLE risk_order_link (
    order_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (order_no, kind, issuer, number)
)
 WITHOUT ROWID;

CREATE TABLE risk_photo_seen (
    sha256 TEXT NOT NULL,
    site TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (sha256)
)
 WITHOUT ROWID;

CREATE TABLE risk_report_fact (
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    report_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    obtained_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (party, name)
)
 WITHOUT ROWID;

CREATE TABLE risk_shadow (
    number TEXT NOT NULL,
    subject TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    stage TEXT NOT NULL,
    business_day BIGINT NOT NULL,
    champion BIGINT NOT NULL,
    challenger BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    challenger_verdict TEXT NOT NULL,
    differs BOOLEAN NOT NULL,
    differences BLOB NOT NULL,
    inputs BLOB NOT NULL,
    decided BLOB NOT NULL,
    PRIMARY KEY (number)
)
 WITHOUT ROWID;

CREATE INDEX ix_risk_shadow_rule_set_stage_challenger ON risk_shadow (rule_set, stage, challenger);

CREATE TABLE risk_site_watch (
    site TEXT NOT NULL,
    vehicles BIGINT NOT NULL,
    photos BIGINT NOT NULL,
    vehicle_twice_at BIGINT,
    photo_reused_at BIGINT,
    PRIMARY KEY (site)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0036_abba8f69' WHERE alembic_version.version_num = '0035_646e847e';

-- Running upgrade 0036_abba8f69 -> 0037_66cd3412

CREATE TABLE risk_tally (
    rule_set TEXT NOT NULL,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    month BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (rule_set, version, stage, month, shard)
)
 WITHOUT ROWID;

CREATE INDEX ix_risk_tally_rule_set_stage_month ON risk_tally (rule_set, stage, month);

CREATE TABLE risk_trade_contract (
    contract_no TEXT NOT NULL,
    seller TEXT NOT NULL,
    buyer TEXT NOT NULL,
    sign_day BIGINT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT,
    invoiced_minor BIGINT NOT NULL,
    PRIMARY KEY (contract_no, seller)
)
 WITHOUT ROWID;

CREATE TABLE risk_trade_document (
    kind TEXT NOT NULL,
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,
    seller TEXT NOT NULL,
    buyer TEXT NOT NULL,
    day BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    gross_minor BIGINT,
    net_minor BIGINT,
    contract_no TEXT NOT NULL,
    orders TEXT NOT NULL,
    deliveries TEXT NOT NULL,
    returned BOOLEAN NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (kind, issuer, number)
)
 WITHOUT ROWID;

CREATE INDEX ix_risk_trade_document_contract_no ON risk_trade_document (contract_no);

CREATE INDEX ix_risk_trade_document_kind_number ON risk_trade_document (kind, number);

CREATE TABLE risk_trade_leg (
    seller TEXT NOT NULL,
    month BIGINT NOT NULL,
    goods TEXT NOT NULL,
    buyer TEXT NOT NULL,
    number TEXT NOT NULL,
    day BIGINT NOT NULL,
    unit TEXT NOT NULL,
    price TEXT NOT NULL,
    PRIMARY KEY (seller, month, goods, buyer, number)
)
 WITHOUT ROWID;

CREATE TABLE risk_trade_month (
    seller TEXT NOT NULL,
    buyer TEXT NOT NULL,
    currency TEXT NOT NULL,
    month BIGINT NOT NULL,
    orders BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    invoices BIGINT NOT NULL,
    at_end BIGINT NOT NULL,
    legs BIGINT NOT NULL,
    invoiced_minor BIGINT NOT NULL,
    credited_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    squares TEXT NOT NULL,
    PRIMARY KEY (seller, buyer, currency, month)
)
 WITHOUT ROWID;

CREATE TABLE risk_trade_pair (
    seller TEXT NOT NULL,
    buyer TEXT NOT NULL,
    currency TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    invoiced_minor BIGINT NOT NULL,
    credited_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    PRIMARY KEY (seller, buyer, currency)
)
 WITHOUT ROWID;

CREATE TABLE risk_vehicle_seen (
    vehicle TEXT NOT NULL,
    site TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (vehicle)
)
 WITHOUT ROWID;

CREATE TABLE risk_verified (
    number TEXT NOT NULL,
    seller TEXT NOT NULL,
    result TEXT NOT NULL,
    verified_at BIGINT NOT NULL,
    PRIMARY KEY (number, seller)
)
 WITHOUT ROWID;

CREATE TABLE workflow_retired (
    chain TEXT NOT NULL,
    version BIGINT NOT NULL,
    proposer TEXT NOT NULL,
    approver TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (chain)
)
 WITHOUT ROWID;

ALTER TABLE collateral_contract ADD COLUMN closed_at BIGINT;

ALTER TABLE collateral_contract ADD COLUMN overdue_since BIGINT;

ALTER TABLE collateral_contract ADD COLUMN shares_over TEXT;

ALTER TABLE collateral_contract ADD COLUMN day_cap_minor BIGINT;

ALTER TABLE collateral_floor_notice ADD COLUMN old_value_minor BIGINT;

ALTER TABLE collateral_terms ADD COLUMN age_days BIGINT;

ALTER TABLE collateral_terms ADD COLUMN category TEXT;

ALTER TABLE custody_breach ADD COLUMN picker TEXT;

ALTER TABLE custody_breach ADD COLUMN code_hash TEXT;

ALTER TABLE custody_lot ADD COLUMN unconfirmed BOOLEAN;

ALTER TABLE custody_lot ADD COLUMN aged_from BIGINT;

ALTER TABLE custody_lot ADD COLUMN aged BOOLEAN;

ALTER TABLE custody_lot ADD COLUMN weight_basis TEXT;

ALTER TABLE custody_lot ADD COLUMN both_told_micro BIGINT;

UPDATE alembic_version SET version_num='0037_66cd3412' WHERE alembic_version.version_num = '0036_abba8f69';

-- Running upgrade 0037_66cd3412 -> 0038_ec5a6ef4

ALTER TABLE custody_lot ADD COLUMN both_weighed_micro BIGINT;

ALTER TABLE custody_release_line ADD COLUMN tolerance_ppm BIGINT;

ALTER TABLE custody_release_order ADD COLUMN receipt_late BOOLEAN;

ALTER TABLE custody_release_order ADD COLUMN code_hash TEXT;

ALTER TABLE custody_release_order ADD COLUMN identify BOOLEAN;

ALTER TABLE custody_release_order ADD COLUMN exchange BOOLEAN;

ALTER TABLE custody_site ADD COLUMN counted_as_of BIGINT;

ALTER TABLE custody_transit ADD COLUMN confirm TEXT;

ALTER TABLE custody_transit ADD COLUMN late TEXT;

ALTER TABLE workflow_instance ADD COLUMN asker TEXT;

UPDATE alembic_version SET version_num='0038_ec5a6ef4' WHERE alembic_version.version_num = '0037_66cd3412';

-- Running upgrade 0038_ec5a6ef4 -> 0039_96b4a220

CREATE INDEX ix_custody_transit_confirm ON custody_transit (confirm);

CREATE INDEX ix_custody_transit_to_site_confirm ON custody_transit (to_site, confirm);

CREATE INDEX ix_ledger_entry_period_book ON ledger_entry (period, book);

CREATE INDEX ix_risk_decision_rule_set_stage_business_day ON risk_decision (rule_set, stage, business_day);

UPDATE alembic_version SET version_num='0039_96b4a220' WHERE alembic_version.version_num = '0038_ec5a6ef4';

-- Running upgrade 0039_96b4a220 -> 0040_91c4e7d2

CREATE TRIGGER ledger_line_even AFTER INSERT ON ledger_line BEGIN
  SELECT RAISE(ABORT, 'lines of an entry come behind it, no more than it says')
    WHERE NOT EXISTS (SELECT 1 FROM ledger_entry head WHERE head.book = NEW.book AND head.number = NEW.number
      AND head.entry_id = NEW.entry_id AND head.record_time = NEW.record_time AND head.lines >= NEW.ordinal);
  SELECT RAISE(ABORT, 'lines of an entry come in order')
    WHERE NEW.ordinal > 1 AND NOT EXISTS (SELECT 1 FROM ledger_line kept WHERE
      kept.record_time = NEW.record_time AND kept.entry_id = NEW.entry_id AND kept.ordinal = NEW.ordinal - 1)
      OR NEW.ordinal < 1;
  SELECT RAISE(ABORT, 'the entry does not balance')
    WHERE NEW.ordinal = (SELECT lines FROM ledger_entry head
        WHERE head.book = NEW.book AND head.number = NEW.number)
      AND NOT EXISTS (SELECT 1 FROM ledger_book b WHERE b.book = NEW.book AND b.kind = 'single')
      AND EXISTS (SELECT 1 FROM ledger_line kept
        WHERE kept.record_time = NEW.record_time AND kept.entry_id = NEW.entry_id
        GROUP BY currency HAVING sum(CASE side WHEN 'debit' THEN minor ELSE -minor END) <> 0);
END;

CREATE TRIGGER ledger_block_no_update BEFORE UPDATE ON ledger_block BEGIN SELECT RAISE(ABORT, 'ledger_block is append-only'); END;

CREATE TRIGGER ledger_block_no_delete BEFORE DELETE ON ledger_block BEGIN SELECT RAISE(ABORT, 'ledger_block is append-only'); END;

UPDATE alembic_version SET version_num='0040_91c4e7d2' WHERE alembic_version.version_num = '0039_96b4a220';

-- Running upgrade 0040_91c4e7d2 -> 0041_87d98988

CREATE TRIGGER workflow_step_no_update BEFORE UPDATE ON workflow_step BEGIN SELECT RAISE(ABORT, 'workflow_step is append-only; a step is followed by another'); END;

CREATE TRIGGER workflow_step_no_delete BEFORE DELETE ON workflow_step BEGIN SELECT RAISE(ABORT, 'workflow_step is append-only; a step is followed by another'); END;

UPDATE alembic_version SET version_num='0041_87d98988' WHERE alembic_version.version_num = '0040_91c4e7d2';

-- Running upgrade 0041_87d98988 -> 0042_7d20b5fa

DROP INDEX ix_ledger_entry_book_period;

UPDATE alembic_version SET version_num='0042_7d20b5fa' WHERE alembic_version.version_num = '0041_87d98988';

-- Running upgrade 0042_7d20b5fa -> 0043_59b0d191

CREATE TABLE loan_partner_due (
    loan_no TEXT NOT NULL,
    funder TEXT NOT NULL,
    currency TEXT NOT NULL,
    owed_minor BIGINT NOT NULL,
    passed_minor BIGINT NOT NULL,
    PRIMARY KEY (loan_no)
)
 WITHOUT ROWID;

CREATE TABLE loan_watch (
    loan_no TEXT NOT NULL,
    restructured_day BIGINT NOT NULL,
    debtor_bad_ppm BIGINT NOT NULL,
    PRIMARY KEY (loan_no)
)
 WITHOUT ROWID;

ALTER TABLE loan_facility ADD COLUMN insurer TEXT;

UPDATE alembic_version SET version_num='0043_59b0d191' WHERE alembic_version.version_num = '0042_7d20b5fa';

-- Running upgrade 0043_59b0d191 -> 0044_2a9dc23e

ALTER TABLE collateral_contract ADD COLUMN booked_at BIGINT;

ALTER TABLE collateral_lien ADD COLUMN booked_minor BIGINT;

ALTER TABLE collateral_lien ADD COLUMN booked_micro BIGINT;

ALTER TABLE collateral_lien ADD COLUMN appraised_minor BIGINT;

ALTER TABLE collateral_lien ADD COLUMN appraised_micro BIGINT;

UPDATE alembic_version SET version_num='0044_2a9dc23e' WHERE alembic_version.version_num = '0043_59b0d191';

-- Running upgrade 0044_2a9dc23e -> 0045_58d28088

CREATE TABLE loan_assigned_line (
    contract_no TEXT NOT NULL,
    thing TEXT NOT NULL,
    number TEXT NOT NULL,
    debtor TEXT NOT NULL,
    currency TEXT NOT NULL,
    version BIGINT NOT NULL,
    held_minor BIGINT NOT NULL,
    over_minor BIGINT NOT NULL,
    PRIMARY KEY (contract_no, thing)
)
 WITHOUT ROWID;

UPDATE alembic_version SET version_num='0045_58d28088' WHERE alembic_version.version_num = '0044_2a9dc23e';

-- Running upgrade 0045_58d28088 -> 0046_f1122ef0

CREATE TABLE loan_facility_watch (
    facility_no TEXT NOT NULL,
    times BIGINT NOT NULL,
    asked TEXT NOT NULL,
    decision TEXT NOT NULL,
    verdict TEXT NOT NULL,
    failed TEXT NOT NULL,
    not_judged TEXT NOT NULL,
    judged_day BIGINT NOT NULL,
    judged_at BIGINT,
    PRIMARY KEY (facility_no)
)
 WITHOUT ROWID;

CREATE TABLE loan_finding (
    facility_no TEXT NOT NULL,
    rule TEXT NOT NULL,
    times BIGINT NOT NULL,
    stands BOOLEAN NOT NULL,
    action TEXT NOT NULL,
    rows TEXT NOT NULL,
    text TEXT NOT NULL,
    decision TEXT NOT NULL,
    begun_day BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    begun_message TEXT NOT NULL,
    review TEXT NOT NULL,
    ended_day BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT NOT NULL,
    ended_message TEXT NOT NULL,
    PRIMARY KEY (facility_no, rule, times)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_finding_facility_no_stands ON loan_finding (facility_no, stands);

UPDATE alembic_version SET version_num='0046_f1122ef0' WHERE alembic_version.version_num = '0045_58d28088';

-- Running upgrade 0046_f1122ef0 -> 0047_a9a94292

CREATE INDEX ix_loan_loan_facility_no_state ON loan_loan (facility_no, state);

UPDATE alembic_version SET version_num='0047_a9a94292' WHERE alembic_version.version_num = '0046_f1122ef0';

-- Running upgrade 0047_a9a94292 -> 0048_cbca3432

CREATE TABLE loan_break (
    funder TEXT NOT NULL,
    kind TEXT NOT NULL,
    day BIGINT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    state TEXT NOT NULL,
    number TEXT NOT NULL,
    loan_no TEXT NOT NULL,
    receipt_no TEXT NOT NULL,
    text TEXT NOT NULL,
    file_no TEXT NOT NULL,
    since_day BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    message_id TEXT NOT NULL,
    told BLOB NOT NULL,
    "by" TEXT NOT NULL,
    approver TEXT NOT NULL,
    reason TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT NOT NULL,
    PRIMARY KEY (funder, kind, day, what, about)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_break_funder_kind_state ON loan_break (funder, kind, state);

CREATE INDEX ix_loan_break_loan_no_state ON loan_break (loan_no, state);

CREATE INDEX ix_loan_break_receipt_no_state ON loan_break (receipt_no, state);

CREATE TABLE loan_funder_file (
    funder TEXT NOT NULL,
    file_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    day BIGINT NOT NULL,
    state TEXT NOT NULL,
    hash TEXT NOT NULL,
    made_at BIGINT,
    told_at BIGINT NOT NULL,
    message_id TEXT NOT NULL,
    rows BIGINT NOT NULL,
    matched BIGINT NOT NULL,
    breaks BIGINT NOT NULL,
    not_compared BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (funder, file_no)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_funder_file_funder_kind_day ON loan_funder_file (funder, kind, day);

CREATE TABLE loan_funder_tells (
    funder TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    untold TEXT NOT NULL,
    PRIMARY KEY (funder, kind)
)
 WITHOUT ROWID;

ALTER TABLE loan_receipt ADD COLUMN funder TEXT;

ALTER TABLE loan_receipt ADD COLUMN told_no TEXT;

UPDATE alembic_version SET version_num='0048_cbca3432' WHERE alembic_version.version_num = '0047_a9a94292';

-- Running upgrade 0048_cbca3432 -> 0049_19244cb1

CREATE INDEX ix_loan_loan_funder_over ON loan_loan (funder, over);

CREATE INDEX ix_loan_loan_value_day ON loan_loan (value_day);

CREATE INDEX ix_loan_receipt_funder_told_no ON loan_receipt (funder, told_no);

CREATE INDEX ix_loan_receipt_funder_value_day ON loan_receipt (funder, value_day);

UPDATE alembic_version SET version_num='0049_19244cb1' WHERE alembic_version.version_num = '0048_cbca3432';

-- Running upgrade 0049_19244cb1 -> 0050_ca6c2c3a

CREATE TABLE collateral_invoice_payment (
    number TEXT NOT NULL,
    thing TEXT NOT NULL,
    payment TEXT NOT NULL,
    minor BIGINT NOT NULL,
    counted_minor BIGINT NOT NULL,
    stated BOOLEAN NOT NULL,
    pays BOOLEAN NOT NULL,
    PRIMARY KEY (number, thing)
)
 WITHOUT ROWID;

CREATE INDEX ix_collateral_invoice_payment_payment ON collateral_invoice_payment (payment);

CREATE TABLE loan_quota_day (
    funder TEXT NOT NULL,
    product TEXT NOT NULL,
    day BIGINT NOT NULL,
    core TEXT NOT NULL,
    taken_minor BIGINT NOT NULL,
    PRIMARY KEY (funder, product, day, core)
)
 WITHOUT ROWID;

CREATE TABLE loan_told_account (
    account TEXT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (account)
)
 WITHOUT ROWID;

CREATE TABLE loan_told_money (
    number TEXT NOT NULL,
    receipt_no TEXT NOT NULL,
    alike TEXT NOT NULL,
    by_bank BOOLEAN NOT NULL,
    teller TEXT NOT NULL,
    referenced BOOLEAN NOT NULL,
    own TEXT NOT NULL,
    PRIMARY KEY (number)
)
 WITHOUT ROWID;

CREATE INDEX ix_loan_told_money_alike ON loan_told_money (alike);

ALTER TABLE collateral_security ADD COLUMN overdue_since BIGINT;

ALTER TABLE loan_loan ADD COLUMN quota_day TEXT;

ALTER TABLE loan_quota ADD COLUMN daily_minor BIGINT;

ALTER TABLE loan_quota ADD COLUMN opens TEXT;

ALTER TABLE loan_quota ADD COLUMN closes TEXT;

ALTER TABLE loan_quota ADD COLUMN zone TEXT;

ALTER TABLE loan_quota ADD COLUMN regions TEXT;

UPDATE alembic_version SET version_num='0050_ca6c2c3a' WHERE alembic_version.version_num = '0049_19244cb1';

-- Running upgrade 0050_ca6c2c3a -> 0051_d48392d4

ALTER TABLE collateral_order ADD COLUMN accepted_minor BIGINT;

UPDATE alembic_version SET version_num='0051_d48392d4' WHERE alembic_version.version_num = '0050_ca6c2c3a';

-- Running upgrade 0051_d48392d4 -> 0052_8ed8e8be

ALTER TABLE loan_receipt ADD COLUMN told_day BIGINT;

UPDATE alembic_version SET version_num='0052_8ed8e8be' WHERE alembic_version.version_num = '0051_d48392d4';
