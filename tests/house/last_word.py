"""For each CHECK that protects a child or the record: how a row that is right becomes wrong in that one thing.

A line is the name of the constraint without its prefix, and what is set in the row: column by column, in SQL.
`:other` and `:third` are people who have nothing to do with the row. Where a rule has several sides, each has a
line of its own.
"""

Line = tuple[str, dict[str, str]]

CLEARANCE_OF_TRAINEE = "(SELECT one.id FROM clearance AS one WHERE one.person_id = trainee_id)"
CERTIFICATE_OF_SIGNER = "(SELECT one.id FROM certificate AS one WHERE one.holder_id = signer_id)"
CERTIFIED_BY_SIGNER = "(SELECT one.id FROM certificate AS one WHERE one.certified_by_id = signer_id)"
ADULTS_SKILL = "(SELECT min(one.code) FROM skill AS one WHERE one.adult_only)"
WORKSHOP = "(SELECT min(one.id) FROM workshop AS one)"
LETTER = "(SELECT min(one.id) FROM guardian_link AS one)"
CHILD = "(SELECT min(one.person_id) FROM guardian_link AS one)"
WAY_IN = "(SELECT min(one.id) FROM invitation AS one)"
PLACE = "(SELECT min(one.id) FROM organisation AS one)"
X = "'x'"  # no word of any list
APPROVED = {"outcome": "'approved'", "decided_at": "opened_at", "decided_by_id": ":other"}
ROLE = {"kind": "'role'", "role": "'mentor'", "scope": "'all'"}
BY_PEER = {"standing": "'peer'", "clearance_id": "NULL", "certificate_id": CERTIFICATE_OF_SIGNER}

LINES: dict[str, list[Line]] = {
    "sign_off": [
        ("not_by_trainee", {"signer_id": "trainee_id", "clearance_id": CLEARANCE_OF_TRAINEE}),
        ("one_occasion", {"training_id": "NULL"}),
        ("one_occasion", {"workshop_id": WORKSHOP}),
        ("level_when_level", {"level": "NULL"}),
        ("level_when_level", {"answer": "'not_seen'"}),
        ("level", {"level": "0"}),
        ("level", {"level": "5"}),
        ("not_yet_says_why", {"answer": "'not_yet'", "level": "NULL", "phrase": "NULL"}),
        ("withdrawn_supersedes", {"answer": "'withdrawn'", "level": "NULL"}),
        ("adult_by_clearance", {"clearance_id": "NULL"}),
        ("adult_by_clearance", {"standing": "'peer'", "certificate_id": CERTIFICATE_OF_SIGNER}),
        ("peer_by_certificate", {"standing": "'peer'", "clearance_id": "NULL"}),
        ("peer_by_certificate", {"certificate_id": CERTIFICATE_OF_SIGNER}),
        ("adult_only", {"skill_code": ADULTS_SKILL, "adult_only": "true", **BY_PEER}),
        ("answer", {"answer": X, "level": "NULL"}),
        ("phrase", {"phrase": X}),
        ("standing", {"standing": X, "clearance_id": "NULL"}),
    ],
    "assignment": [
        ("two_people", {"mentor_id": "trainee_id"}),
        ("until_after_from", {"from_on": "'2026-11-02'", "until_on": "'2026-11-01'"}),
    ],
    "observation_request": [
        ("two_people", {"mentor_id": "trainee_id"}),
        ("closed_after_asked", {"closed_at": "'2020-01-01 00:00:00'"}),
    ],
    "certificate": [
        ("two_people", {"certified_by_id": "recommended_by_id"}),
        ("not_certified_by_holder", {"certified_by_id": "holder_id"}),
        ("not_recommended_by_holder", {"recommended_by_id": "holder_id"}),
        ("expires_after_issue", {"expires_on": "issued_on"}),
        ("grace_after_expiry", {"grace_until": "issued_on"}),
    ],
    "recommendation": [("two_people", {"mentor_id": "trainee_id"})],
    "certified_evidence": [
        ("certifier_signed_none", {"certificate_id": CERTIFIED_BY_SIGNER, "certifier_id": "signer_id"})
    ],
    "revocation": [
        ("two_people", {"confirmed_by_id": "proposed_by_id", "confirmed_at": "proposed_at"}),
        ("confirmed_by_someone", {"confirmed_at": "proposed_at"}),
        ("confirmed_by_someone", {"confirmed_by_id": ":other"}),
    ],
    "suspension": [
        ("lifted_by_someone", {"lifted_at": "from_at"}),
        ("lifted_by_someone", {"lifted_by_id": ":other"}),
        ("code", {"code": X}),
    ],
    "clearance": [
        ("seen_by_somebody_else", {"seen_by_id": "person_id"}),
        ("due_after_seen", {"due_on": "seen_on"}),
        ("withdrawn_by_someone", {"withdrawn_at": "'2026-11-01 00:00:00'"}),
        ("withdrawn_by_someone", {"withdrawn_by_id": ":other"}),
    ],
    "consent": [
        ("link_is_a_guardians", {"guardian_link_id": LETTER, "person_id": CHILD, "recorded_by_id": CHILD}),
        ("own_word_by_oneself", {"recorded_by_id": ":other"}),
        ("own_word_by_oneself", {"giver": "'guardian'"}),
        ("giver", {"giver": X, "recorded_by_id": ":other"}),
        ("purpose", {"purpose": X}),
    ],
    "decision": [
        ("not_about_opener", {"person_id": "opened_by_id"}),
        ("decided_whole", {"decided_at": "opened_at", "decided_by_id": ":other"}),
        ("decided_whole", {"outcome": "'approved'", "decided_by_id": ":other"}),
        ("decided_whole", {"outcome": "'approved'", "decided_at": "opened_at"}),
        ("two_people", {**APPROVED, "decided_by_id": "opened_by_id"}),
        ("two_people", {**APPROVED, "decided_by_id": "person_id"}),
        ("two_people", {**APPROVED, "outcome": "'turned_down'", "decided_by_id": "person_id"}),
        ("two_people", {**APPROVED, "outcome": "'turned_down'", "decided_by_id": "opened_by_id"}),
        ("taken_back_by_opener", {**APPROVED, "outcome": "'taken_back'"}),
        ("refused_by_person", {**APPROVED, "outcome": "'refused'"}),
        (
            "refused_by_person",
            {**APPROVED, "outcome": "'refused'", "decided_by_id": "person_id", "kind": "'adult_invitation'"},
        ),
        ("role_columns", {"kind": "'role'"}),
        ("role_columns", {"role": "'mentor'"}),
        ("role_columns", {"scope": "'all'"}),
        ("scope_organisation", {**ROLE, "scope": "'organisation'"}),
        ("scope_organisation", {"organisation_id": PLACE}),
        ("scope_region", {**ROLE, "scope": "'region'"}),
        ("scope_region", {"region": "'brussels'"}),
        ("way_in_once_approved", {"invitation_id": WAY_IN}),
        ("way_in_once_approved", {**APPROVED, "outcome": "'turned_down'", "invitation_id": WAY_IN}),
        ("way_in_once_approved", {**APPROVED, **ROLE, "invitation_id": WAY_IN}),
        ("kinship_columns", {"kind": "'kinship'"}),
        ("kinship_columns", {"other_id": ":other"}),
        ("other_stays_out", {"kind": "'kinship'", "other_id": "person_id"}),
        ("other_stays_out", {"kind": "'kinship'", "other_id": "opened_by_id"}),
        ("other_stays_out", {**APPROVED, "kind": "'kinship'", "other_id": ":other"}),
        ("other_stays_out", {**APPROVED, "kind": "'kinship'", "other_id": ":third", "invitation_id": WAY_IN}),
        ("kind", {"kind": X}),
        ("outcome", {**APPROVED, "outcome": X}),
        ("role", {**ROLE, "role": X}),
        ("scope", {**ROLE, "scope": X}),
        ("region", {**ROLE, "scope": "'region'", "region": X}),
    ],
    "erasure_request": [
        ("two_people", {"confirmed_at": "requested_at", "confirmed_by_id": "requested_by_id"}),
        ("not_by_oneself", {"confirmed_at": "requested_at", "confirmed_by_id": "person_id"}),
        ("confirmed_by_someone", {"confirmed_at": "requested_at"}),
        ("confirmed_by_someone", {"confirmed_by_id": ":other"}),
        (
            "one_outcome",
            {"confirmed_at": "requested_at", "confirmed_by_id": ":other", "withdrawn_at": "requested_at"},
        ),
        ("by_term_or_person", {"by_term": "true"}),
    ],
    "guardian_link": [
        ("not_made_by_the_child", {"made_by_id": "person_id"}),
        ("ended_by_someone", {"ended_at": "made_at"}),
        ("ended_by_someone", {"ended_by_id": ":other"}),
        ("expires_after_printing", {"expires_at": "printed_at"}),
        ("wrong_codes", {"wrong_codes": "11"}),
        ("wrong_codes", {"wrong_codes": "-1"}),
        ("relation", {"relation": X}),
        ("language", {"language": X}),
    ],
    "guardian_dispute": [
        ("two_people", {"lifted_at": "flagged_at", "lifted_by_id": "flagged_by_id"}),
        ("lifted_by_someone", {"lifted_at": "flagged_at"}),
        ("lifted_by_someone", {"lifted_by_id": ":other"}),
    ],
    "guardian_word": [
        ("said_or_recorded", {"recorded_by_id": ":other"}),
        ("said_or_recorded", {"guardian_link_id": "NULL"}),
        ("settled_by_someone", {"settled_at": "at"}),
        ("settled_by_someone", {"settled_by_id": ":other"}),
        ("kind", {"kind": X}),
    ],
    "account_suspension": [
        ("not_by_oneself", {"by_id": "person_id"}),
        ("not_lifted_by_oneself", {"lifted_at": "from_at", "lifted_by_id": "person_id"}),
        ("lifted_by_someone", {"lifted_at": "from_at"}),
        ("lifted_by_someone", {"lifted_by_id": ":other"}),
        ("lifted_after", {"lifted_at": "'2020-01-01 00:00:00'", "lifted_by_id": ":other"}),
        ("code", {"code": X}),
    ],
    "kinship": [("two_people", {"one_id": "other_id"}), ("two_people", {"one_id": "other_id + 1"})],
    "refresher": [
        ("recorded_by_somebody_else", {"recorded_by_id": "person_id"}),
        ("hours", {"hours": "0"}),
        ("hours", {"hours": "13"}),
    ],
    "hand_over": [
        ("acknowledged_by_another", {"acknowledged_at": "sent_at", "acknowledged_by_id": "person_id"}),
        ("acknowledged_by_someone", {"acknowledged_at": "sent_at"}),
        ("acknowledged_by_someone", {"acknowledged_by_id": ":other"}),
        ("passed_before_sent", {"sent_at": "'2020-01-01 00:00:00'"}),
        ("host_named", {"place": "'host'"}),
        ("host_named", {"host_code": X}),
        ("place", {"place": X}),
        ("adult", {"adult": X}),
    ],
    "workshop": [
        ("adults_named", {"adult_name": "''"}),
        ("adults_named", {"adult_role": "NULL"}),
        ("adult_role", {"adult_role": X}),
        ("adults_named", {"contact_name": "''"}),
        ("confirmed_by_someone", {"confirmed_by_id": "NULL"}),
        ("confirmed_by_someone", {"confirmed_at": "NULL"}),
        ("closed_by_someone", {"closed_at": "confirmed_at"}),
        ("closed_by_someone", {"closed_by_id": ":other"}),
        ("cancelled_by_someone", {"cancelled_at": "confirmed_at"}),
        ("cancelled_by_someone", {"cancelled_by_id": ":other"}),
        (
            "closed_after_confirmed",
            {
                "closed_at": "confirmed_at",
                "closed_by_id": ":other",
                "confirmed_at": "NULL",
                "confirmed_by_id": "NULL",
            },
        ),
        (
            "closed_or_cancelled",
            {
                "closed_at": "confirmed_at",
                "closed_by_id": ":other",
                "cancelled_at": "confirmed_at",
                "cancelled_by_id": ":other",
            },
        ),
        ("ends_after_start", {"ends": "starts"}),
        ("participants", {"participants": "0"}),
        ("participants", {"participants": "501"}),
        ("youngest_first", {"youngest": "oldest + 1"}),
        ("language", {"language": X}),
    ],
}
