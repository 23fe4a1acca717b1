-- The journal: rows are inserted and never changed. Every column is under the row's hash.
CREATE TABLE journal (
    sequence    ${int64} NOT NULL PRIMARY KEY,
    subnet      ${int64} NOT NULL,
    epoch       ${int64},
    block       ${int64},
    recorded_at ${int64} NOT NULL,
    kind        ${int64} NOT NULL,
    payload     ${bytes} NOT NULL,
    previous    ${bytes} NOT NULL,
    hash        ${bytes} NOT NULL
) ${strict};

CREATE INDEX journal_by_epoch ON journal (subnet, epoch, sequence);

-- The newest entry, written in the same transaction: shows when rows at the end are missing.
CREATE TABLE journal_head (
    id       ${int64} NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence ${int64} NOT NULL,
    hash     ${bytes} NOT NULL
) ${strict};
