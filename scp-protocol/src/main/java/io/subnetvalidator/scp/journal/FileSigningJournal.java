package io.subnetvalidator.scp.journal;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.journal.JournalException.Fault;
import io.subnetvalidator.scp.journal.JournalFormat.Entry;
import io.subnetvalidator.scp.journal.JournalFormat.Mark;
import io.subnetvalidator.scp.protocol.Duty;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The signing journal in a directory: an append-only log, and a mark that names the last record released.
 *
 * <p>To release a signature the record is appended and forced, then the mark is replaced (written aside, forced, moved, the
 * directory forced). So at every moment of a crash the log is at most one record, or part of one, ahead of the mark, and that
 * record's signature was never released. Anything else is damage, and damage refuses to sign.
 */
public final class FileSigningJournal implements SigningJournal {

    static final String LOG = "signing-journal.log";
    static final String MARK = "signing-journal.mark";
    static final String LOCK = "signing-journal.lock";

    private final Path directory;
    private final JournalOwner owner;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final FileChannel log;
    private SigningRecord record;
    private Mark mark;
    private boolean usable = true;

    private FileSigningJournal(
            Path directory,
            JournalOwner owner,
            FileChannel lockChannel,
            FileLock lock,
            FileChannel log,
            Replay replay) {
        this.directory = directory;
        this.owner = owner;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.log = log;
        this.record = replay.record;
        this.mark = replay.last;
    }

    /**
     * Opens the journal of this owner, or starts one where there is none.
     *
     * @param directory must exist
     * @throws JournalException when the journal is in use, of another owner, damaged, or cannot be read
     */
    public static FileSigningJournal open(Path directory, JournalOwner owner) {
        try {
            FileChannel lockChannel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return openLocked(directory, owner, lockChannel, lock(lockChannel, directory));
            } catch (IOException | RuntimeException e) {
                lockChannel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalException(Fault.IO, "the signing journal in " + directory + " cannot be opened: " + e, e);
        }
    }

    private static FileSigningJournal openLocked(
            Path directory, JournalOwner owner, FileChannel lockChannel, FileLock lock) throws IOException {
        start(directory, owner);
        FileChannel log = FileChannel.open(directory.resolve(LOG), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Mark mark = JournalFormat.readMark(readMark(directory), owner);
            Replay replay = replay(log, owner, mark);
            log.truncate(replay.length);
            log.position(replay.length);
            FileSigningJournal journal = new FileSigningJournal(directory, owner, lockChannel, lock, log, replay);
            if (!replay.last.equals(mark)) {
                log.force(true);
                journal.writeMark(replay.last);
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    @Override
    public synchronized void release(Duty duty, Epoch epoch, Hash256 digest) {
        if (!usable) {
            throw new JournalException(Fault.CLOSED, "the signing journal in " + directory + " is closed");
        }
        SigningRecord.Decision decision = record.maySign(duty, epoch, digest);
        if (decision instanceof SigningRecord.Decision.Refused refused) {
            throw new JournalException(Fault.REFUSED, refused.reason());
        }
        if (decision instanceof SigningRecord.Decision.Fresh fresh) {
            append(new Entry(mark.sequence() + 1, duty, epoch, digest));
            record = fresh.next();
        }
    }

    @Override
    public synchronized Optional<SigningRecord.Signed> last(Duty duty) {
        return record.last(duty);
    }

    @Override
    public synchronized void close() {
        usable = false;
        try {
            log.close();
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            throw new JournalException(Fault.IO, "the signing journal in " + directory + " did not close: " + e, e);
        }
    }

    /** After a failure the journal stays closed: what is on disk is then known only by reading it again. */
    private void append(Entry entry) {
        byte[] bytes = JournalFormat.record(entry, mark.seal());
        usable = false;
        try {
            writeFully(log, bytes);
            log.force(true);
            writeMark(new Mark(entry.sequence(), JournalFormat.recordSeal(bytes)));
        } catch (IOException e) {
            throw new JournalException(Fault.IO, "the signing journal in " + directory + " cannot be written: " + e, e);
        }
        usable = true;
    }

    private void writeMark(Mark next) throws IOException {
        replace(directory, MARK, JournalFormat.mark(owner, next));
        mark = next;
    }

    /**
     * Starts a journal where there is none. The mark comes first, so that a log without a mark is never taken for a new
     * journal, and a mark of no record without a log is a start that was interrupted.
     */
    private static void start(Path directory, JournalOwner owner) throws IOException {
        boolean hasLog = Files.exists(directory.resolve(LOG));
        boolean hasMark = Files.exists(directory.resolve(MARK));
        if (hasLog && hasMark) {
            return;
        }
        byte[] header = JournalFormat.header(owner);
        Mark none = new Mark(0, JournalFormat.headerSeal(header));
        if (hasLog) {
            throw new JournalException(Fault.TRUNCATED, "in " + directory + " the file " + MARK + " is missing");
        }
        if (hasMark && !JournalFormat.readMark(readMark(directory), owner).equals(none)) {
            throw new JournalException(Fault.TRUNCATED, "in " + directory + " the file " + LOG + " is missing");
        }
        replace(directory, MARK, JournalFormat.mark(owner, none));
        replace(directory, LOG, header);
    }

    /** What reading the log gave: the record, the last entry, and the length of its intact part. */
    private record Replay(SigningRecord record, Mark last, long length) {}

    private static Replay replay(FileChannel log, JournalOwner owner, Mark mark) throws IOException {
        JournalFormat.checkHeader(read(log, JournalFormat.HEADER_BYTES), owner);
        log.position(0);
        byte[] header = read(log, JournalFormat.HEADER_BYTES);
        SigningRecord record = SigningRecord.EMPTY;
        Mark last = new Mark(0, JournalFormat.headerSeal(header));
        boolean marked = last.equals(mark);
        while (true) {
            byte[] bytes = read(log, JournalFormat.RECORD_BYTES);
            long length = JournalFormat.HEADER_BYTES + last.sequence() * JournalFormat.RECORD_BYTES;
            if (bytes.length < JournalFormat.RECORD_BYTES) {
                requireMarked(marked, last, mark, bytes.length);
                return new Replay(record, last, length);
            }
            Optional<Entry> entry = JournalFormat.readRecord(bytes, last.seal());
            if (entry.isEmpty() || entry.get().sequence() != last.sequence() + 1) {
                return tornAfterMark(log, record, last, mark, length);
            }
            record = next(record, entry.get());
            last = new Mark(entry.get().sequence(), JournalFormat.recordSeal(bytes));
            marked |= last.equals(mark);
            if (last.sequence() > mark.sequence() + 1) {
                throw new JournalException(
                        Fault.CORRUPT,
                        "the log is at record " + last.sequence() + ", the mark at " + mark.sequence()
                                + ": the mark is an older copy");
            }
        }
    }

    /** A broken record is an interrupted write when it is the last one and the mark does not know it. */
    private static Replay tornAfterMark(FileChannel log, SigningRecord record, Mark last, Mark mark, long length)
            throws IOException {
        if (last.equals(mark) && log.position() == log.size()) {
            return new Replay(record, last, length);
        }
        throw new JournalException(Fault.CORRUPT, "record " + (last.sequence() + 1) + " of the log is damaged");
    }

    /** The mark must name a record of this log: the last one, or the one before it when a crash came between the two. */
    private static void requireMarked(boolean marked, Mark last, Mark mark, int torn) {
        if (last.sequence() < mark.sequence()) {
            throw new JournalException(
                    Fault.TRUNCATED,
                    "the log ends after record " + last.sequence() + ", but record " + mark.sequence()
                            + " was released");
        }
        if (!marked || (torn > 0 && !last.equals(mark))) {
            throw new JournalException(Fault.CORRUPT, "the log and the mark disagree about record " + mark.sequence());
        }
    }

    private static SigningRecord next(SigningRecord record, Entry entry) {
        if (record.maySign(entry.duty(), entry.epoch(), entry.digest()) instanceof SigningRecord.Decision.Fresh fresh) {
            return fresh.next();
        }
        throw new JournalException(Fault.CORRUPT, "record " + entry.sequence() + " goes back in epochs");
    }

    private static FileLock lock(FileChannel channel, Path directory) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new JournalException(Fault.IN_USE, "the signing journal in " + directory + " is locked", e);
        }
        if (lock == null) {
            throw new JournalException(Fault.IN_USE, "the signing journal in " + directory + " is locked");
        }
        return lock;
    }

    private static byte[] readMark(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory.resolve(MARK), StandardOpenOption.READ)) {
            return read(channel, JournalFormat.MARK_BYTES + 1);
        }
    }

    private static byte[] read(FileChannel channel, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Writes a file aside, forces it, moves it into place and forces the directory. */
    private static void replace(Path directory, String name, byte[] bytes) throws IOException {
        Path aside = directory.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, bytes);
            channel.force(true);
        }
        Files.move(aside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
