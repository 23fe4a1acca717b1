package io.subnetvalidator.accounting;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Copies of a ledger for other programs, in bounded memory. */
public final class LedgerExport {

    /** Columns of the CSV form. */
    public static final String CSV_HEADER = "sequence,subnet,epoch,block,at,kind,entry,previous,hash";

    private LedgerExport() {}

    /**
     * Writes every entry from {@code fromSequence} on as one JSON object per line.
     *
     * @throws UncheckedIOException when the target fails
     */
    public static void jsonLines(LedgerReader ledger, long fromSequence, Appendable target) {
        ledger.read(fromSequence, record -> put(target, EntryJson.of(record), "\n"));
    }

    /**
     * Writes every entry from {@code fromSequence} on as RFC 4180 with a header line. The fields of an entry differ by kind and
     * are one column of JSON.
     *
     * @throws UncheckedIOException when the target fails
     */
    public static void csv(LedgerReader ledger, long fromSequence, Appendable target) {
        put(target, CSV_HEADER, "\r\n");
        ledger.read(fromSequence, record -> put(target, csv(record), "\r\n"));
    }

    private static void put(Appendable target, String text, String end) {
        try {
            target.append(text).append(end);
        } catch (IOException e) {
            throw new UncheckedIOException("the export could not be written", e);
        }
    }

    private static String csv(LedgerRecord record) {
        EntryScope scope = record.scope();
        return String.join(
                ",",
                Long.toString(record.sequence()),
                scope.subnet().toString(),
                scope.epoch().map(Object::toString).orElse(""),
                scope.block().map(Object::toString).orElse(""),
                scope.at().toString(),
                EntryJson.name(record.entry().kind()),
                '"' + EntryJson.fields(record.entry()).replace("\"", "\"\"") + '"',
                record.previous().toString(),
                record.hash().toString());
    }
}
