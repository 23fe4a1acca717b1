package io.subnetvalidator.accounting.jdbc;

import io.subnetvalidator.accounting.LedgerException;
import io.subnetvalidator.accounting.LedgerFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The ledger's files in its directory, looked at as bytes before SQLite touches them: SQLite takes an empty file for a new
 * database, and an emptied ledger must never pass for a fresh one. Offsets are those of the SQLite file format, section 1.3.
 */
final class LedgerFile {

    static final String NAME = "ledger.db";

    /** "SVLG", the {@code application_id} in the header of our files. */
    static final int APPLICATION_ID = 0x53564C47;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_SIZE = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int PAGE_COUNT_AT = 28;
    private static final int APPLICATION_ID_AT = 68;

    private final Path directory;

    private LedgerFile(Path directory) {
        this.directory = directory;
    }

    /** @throws LedgerException when the directory cannot be made or written to */
    static LedgerFile in(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "ledger", ".probe"));
        } catch (IOException e) {
            throw new LedgerException(
                    LedgerFault.DIRECTORY_NOT_WRITABLE, directory + " is not a directory that can be written to.", e);
        }
        return new LedgerFile(directory.toAbsolutePath());
    }

    Path path() {
        return directory.resolve(NAME);
    }

    Path lock() {
        return directory.resolve("ledger.lock");
    }

    /** Where a new ledger is built before it gets its name. */
    Path draft() {
        return directory.resolve(NAME + ".new");
    }

    /** @throws LedgerException when there is a write-ahead log without the database it belongs to */
    boolean exists() {
        if (!Files.exists(path()) && Files.exists(directory.resolve(NAME + "-wal"))) {
            throw new LedgerException(
                    LedgerFault.CORRUPT, path() + " is missing, but its write-ahead log " + NAME + "-wal is there.");
        }
        return Files.exists(path());
    }

    void discardDraft() {
        try {
            for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
                Files.deleteIfExists(directory.resolve(NAME + ".new" + suffix));
            }
        } catch (IOException e) {
            throw new LedgerException(
                    LedgerFault.STORAGE, draft() + " is left from an earlier start and cannot be removed.", e);
        }
    }

    /** Gives the finished draft its name; after a crash there is either no ledger or a whole one. */
    void publishDraft() {
        try {
            force(draft(), StandardOpenOption.WRITE);
            Files.move(draft(), path(), StandardCopyOption.ATOMIC_MOVE);
            force(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new LedgerException(LedgerFault.STORAGE, path() + " could not be created.", e);
        }
    }

    /** @throws LedgerException when the file is not a whole ledger as far as its header tells */
    static void requireLedger(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new LedgerException(LedgerFault.NOT_FOUND, "There is no ledger at " + file + ".");
        }
        try (InputStream in = Files.newInputStream(file)) {
            requireLedger(file, in.readNBytes(HEADER_SIZE), Files.size(file));
        } catch (IOException e) {
            throw new LedgerException(LedgerFault.STORAGE, file + " cannot be read.", e);
        }
    }

    private static void requireLedger(Path file, byte[] header, long size) throws IOException {
        int known = Math.min(header.length, MAGIC.length);
        if (!Arrays.equals(header, 0, known, MAGIC, 0, known)) {
            throw new LedgerException(LedgerFault.FOREIGN_FILE, file + " does not begin as a ledger does.");
        }
        if (header.length < HEADER_SIZE) {
            throw new LedgerException(LedgerFault.CORRUPT, file + " is cut off after " + size + " bytes.");
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        if (fields.getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
            throw new LedgerException(LedgerFault.FOREIGN_FILE, file + " is a database of another program.");
        }
        int pageSize = fields.getShort(PAGE_SIZE_AT) & 0xFFFF;
        long expected = (pageSize == 1 ? 65_536L : pageSize) * (fields.getInt(PAGE_COUNT_AT) & 0xFFFF_FFFFL);
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        boolean complete = !Files.exists(wal) || Files.size(wal) == 0;
        if (complete && size < expected) {
            throw new LedgerException(
                    LedgerFault.CORRUPT, file + " is cut off: " + size + " of " + expected + " bytes are there.");
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }
}
