package io.subnetvalidator.scp.journal;

import io.subnetvalidator.chain.scale.ScaleReader;
import io.subnetvalidator.chain.scale.ScaleWriter;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.protocol.Duty;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of the two journal files. Both start with 8 bytes of magic and a u16 version.
 *
 * <pre>
 * signing-journal.log   header: magic, version, owner, seal [32]
 *                       record: sequence u64, duty u8, epoch u32, digest [32], seal [32]
 * signing-journal.mark  magic, version, owner, sequence u64 of the last released record, its seal [32], check [32]
 * </pre>
 *
 * Every seal is the digest of the bytes before it and of the seal before that, so no byte of the log can change, and no
 * record can be taken out of the middle, without breaking the last seal; the mark says which seal was last.
 */
final class JournalFormat {

    static final int VERSION = 1;
    static final int HEADER_BYTES = 8 + 2 + JournalOwner.BYTES + Hash256.LENGTH;
    static final int RECORD_BYTES = 8 + 1 + 4 + Hash256.LENGTH + Hash256.LENGTH;
    static final int MARK_BYTES = 8 + 2 + JournalOwner.BYTES + 8 + Hash256.LENGTH + Hash256.LENGTH;

    private static final byte[] LOG_MAGIC = "SCPSIGNL".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK_MAGIC = "SCPSIGNM".getBytes(StandardCharsets.US_ASCII);
    private static final String DOMAIN = "hypertensor-scp/1/signing-journal";

    /** One signature allowed. */
    record Entry(long sequence, Duty duty, Epoch epoch, Hash256 digest) {}

    /** The last record whose signature was released. */
    record Mark(long sequence, Hash256 seal) {}

    private JournalFormat() {}

    static byte[] header(JournalOwner owner) {
        byte[] body = preamble(LOG_MAGIC, owner).toBytes();
        return sealed(body, Blake2b.domainHash(DOMAIN, body));
    }

    static Hash256 headerSeal(byte[] header) {
        return tail(header);
    }

    static byte[] record(Entry entry, Hash256 before) {
        byte[] body = new ScaleWriter()
                .u64(entry.sequence())
                .u8(entry.duty().number())
                .u32(entry.epoch().value())
                .raw(entry.digest().toBytes())
                .toBytes();
        return sealed(body, Blake2b.domainHash(DOMAIN, before.toBytes(), body));
    }

    static Hash256 recordSeal(byte[] record) {
        return tail(record);
    }

    static byte[] mark(JournalOwner owner, Mark mark) {
        byte[] body = preamble(MARK_MAGIC, owner)
                .u64(mark.sequence())
                .raw(mark.seal().toBytes())
                .toBytes();
        return sealed(body, Blake2b.domainHash(DOMAIN, body));
    }

    /** @throws JournalException when the bytes are not the header of this owner's log */
    static void checkHeader(byte[] bytes, JournalOwner owner) {
        checkPreamble(bytes, LOG_MAGIC, HEADER_BYTES, owner, "log");
    }

    /** @throws JournalException when the bytes are not this owner's mark */
    static Mark readMark(byte[] bytes, JournalOwner owner) {
        checkPreamble(bytes, MARK_MAGIC, MARK_BYTES, owner, "mark");
        ScaleReader in = new ScaleReader(bytes, 8 + 2 + JournalOwner.BYTES, MARK_BYTES);
        long sequence = in.u64();
        return new Mark(sequence, Hash256.of(in.raw(Hash256.LENGTH)));
    }

    /** The record, or empty when it does not follow the seal before it. */
    static Optional<Entry> readRecord(byte[] bytes, Hash256 before) {
        byte[] body = Arrays.copyOf(bytes, RECORD_BYTES - Hash256.LENGTH);
        if (!Blake2b.domainHash(DOMAIN, before.toBytes(), body).equals(tail(bytes))) {
            return Optional.empty();
        }
        ScaleReader in = new ScaleReader(body);
        long sequence = in.u64();
        int number = in.u8();
        Epoch epoch = Epoch.of(in.u32());
        Hash256 digest = Hash256.of(in.raw(Hash256.LENGTH));
        return Arrays.stream(Duty.values())
                .filter(duty -> duty.number() == number)
                .map(duty -> new Entry(sequence, duty, epoch, digest))
                .findFirst();
    }

    private static void checkPreamble(byte[] bytes, byte[] magic, int size, JournalOwner owner, String file) {
        if (bytes.length != size || !Arrays.equals(bytes, 0, 8, magic, 0, 8)) {
            throw new JournalException(
                    JournalException.Fault.CORRUPT, "the journal's " + file + " does not start as a journal does");
        }
        ScaleReader in = new ScaleReader(bytes, 8, size);
        int version = in.u16();
        byte[] body = Arrays.copyOf(bytes, size - Hash256.LENGTH);
        if (!Blake2b.domainHash(DOMAIN, body).equals(tail(bytes))) {
            throw new JournalException(
                    JournalException.Fault.CORRUPT, "the check sum of the journal's " + file + " is wrong");
        }
        if (version != VERSION) {
            throw new JournalException(
                    JournalException.Fault.UNKNOWN_VERSION,
                    "the journal's " + file + " has version " + version + ", known is " + VERSION);
        }
        JournalOwner found = JournalOwner.decode(in);
        if (!found.equals(owner)) {
            throw new JournalException(
                    JournalException.Fault.FOREIGN, "the journal belongs to " + found + ", this is " + owner);
        }
    }

    private static ScaleWriter preamble(byte[] magic, JournalOwner owner) {
        return new ScaleWriter().raw(magic).u16(VERSION).raw(owner.toBytes());
    }

    private static byte[] sealed(byte[] body, Hash256 seal) {
        return new ScaleWriter().raw(body).raw(seal.toBytes()).toBytes();
    }

    private static Hash256 tail(byte[] bytes) {
        return Hash256.of(Arrays.copyOfRange(bytes, bytes.length - Hash256.LENGTH, bytes.length));
    }
}
