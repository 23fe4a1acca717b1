package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.verdict.FaultProof;
import io.subnetvalidator.proofs.verdict.ProofFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Valid fault proofs as files named by their digest. Files are complete or not there, also after a crash. Proofs of old epochs go,
 * and the oldest go when there are too many bytes; those that a proposal named stay, since the proposal cannot be checked without
 * them. Blocking; thread-safe.
 */
final class ProofArchive {

    private static final String PROOF = ".proof";
    private static final String PART = ".part";
    private static final String PINNED = "named";

    private final Path directory;
    private final Retention retention;
    private final Map<Hash256, Entry> entries = new TreeMap<>();
    private final Set<Hash256> pinned = new HashSet<>();

    /**
     * What is kept.
     *
     * @param epochs how many epochs back
     * @param bytes of all proofs that no proposal named
     */
    record Retention(long epochs, long bytes) {

        /** About two weeks of epochs of 100 blocks of 6 seconds, and 1 GiB. */
        static final Retention DEFAULT = new Retention(2016, 1L << 30);

        Retention {
            if (epochs < 1 || bytes < 1) {
                throw new IllegalArgumentException("at least one epoch and one byte of proofs are kept");
            }
        }
    }

    private record Entry(Epoch epoch, long size) {}

    private ProofArchive(Path directory, Retention retention) {
        this.directory = directory;
        this.retention = retention;
    }

    /**
     * Opens the archive and removes what a crash left half-written.
     *
     * @param directory exists
     * @throws IOException when it cannot be read, or a file is not the proof that its name says
     */
    static ProofArchive open(Path directory, Retention retention) throws IOException {
        ProofArchive archive = new ProofArchive(directory, retention);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(PART)) {
                    Files.delete(file);
                } else if (name.endsWith(PROOF)) {
                    archive.index(file);
                }
            }
        }
        archive.readPinned();
        return archive;
    }

    private void index(Path file) throws IOException {
        byte[] bytes = ProofFile.read(file);
        Hash256 digest = FaultProof.address(bytes);
        if (!file.equals(file(digest))) {
            throw new IOException(file + " is not the proof that its name says; move it away");
        }
        try {
            entries.put(digest, new Entry(FaultProof.fromBytes(bytes).epoch(), bytes.length));
        } catch (ScaleException e) {
            throw new IOException(file + " is of another version: " + e.getMessage() + "; move it away", e);
        }
    }

    /** Where the proof with this digest is or would be. */
    Path file(Hash256 digest) {
        return directory.resolve(digest.toString().substring(2) + PROOF);
    }

    /** The digests of all proofs, ascending. */
    synchronized List<Hash256> digests() {
        return List.copyOf(entries.keySet());
    }

    /** Keeps a proof; one that is kept already changes nothing. */
    synchronized void keep(FaultProof proof) throws IOException {
        Hash256 digest = proof.digest();
        if (!entries.containsKey(digest)) {
            ProofFile.write(file(digest), proof);
            entries.put(digest, new Entry(proof.epoch(), Files.size(file(digest))));
        }
    }

    /** Marks proofs that a proposal named; they stay for as long as the directory does. */
    synchronized void pin(Collection<Hash256> digests) throws IOException {
        List<Hash256> fresh =
                digests.stream().filter(digest -> !pinned.contains(digest)).toList();
        if (fresh.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        fresh.forEach(digest -> lines.append(digest).append('\n'));
        ByteBuffer buffer = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(
                directory.resolve(PINNED),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        pinned.addAll(fresh);
    }

    /** Whole lines count; a line that a crash cut is the last one and is completed by nobody. */
    private void readPinned() throws IOException {
        Path file = directory.resolve(PINNED);
        if (!Files.exists(file)) {
            return;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int whole = text.lastIndexOf('\n') + 1;
        try {
            text.substring(0, whole).lines().map(Hash256::parse).forEach(pinned::add);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        if (whole < text.length()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole).force(true);
            }
        }
    }

    /** Removes what is too old or too much, seen from an epoch; tells which. */
    synchronized List<Hash256> retire(Epoch now) throws IOException {
        List<Hash256> loose = entries.keySet().stream()
                .filter(digest -> !pinned.contains(digest))
                .sorted(Comparator.comparing((Hash256 digest) -> entry(digest).epoch())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        long bytes = loose.stream().mapToLong(digest -> entry(digest).size()).sum();
        List<Hash256> retired = new ArrayList<>();
        for (Hash256 digest : loose) {
            Entry entry = entry(digest);
            boolean old = entry.epoch().value() + retention.epochs() < now.value();
            if (!old && bytes <= retention.bytes()) {
                break;
            }
            Files.deleteIfExists(file(digest));
            entries.remove(digest);
            bytes -= entry.size();
            retired.add(digest);
        }
        return retired;
    }

    private Entry entry(Hash256 digest) {
        Entry entry = entries.get(digest);
        if (entry == null) {
            throw new IllegalStateException("no proof " + digest);
        }
        return entry;
    }
}
