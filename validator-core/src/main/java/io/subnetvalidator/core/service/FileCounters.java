package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.transcript.TranscriptLimits;
import io.subnetvalidator.scp.inference.SessionCounters;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Session counters in files, one per epoch with a line per session. A line is forced to disk before the number is used: a validator
 * that used a number again after a restart would have signed evidence against itself.
 */
final class FileCounters implements SessionCounters {

    private static final String PREFIX = "counters-";
    private static final int EPOCHS = 2;

    private final Path directory;
    private final WorkerExecutor worker;
    private final TreeMap<Epoch, Map<PeerId, Integer>> next = new TreeMap<>();

    /** @param directory exists and belongs to one key alone */
    FileCounters(Path directory, WorkerExecutor worker) {
        this.directory = directory;
        this.worker = worker;
    }

    @Override
    public Future<Integer> next(Epoch epoch, PeerId server) {
        return worker.executeBlocking(() -> take(epoch, server), false);
    }

    synchronized int take(Epoch epoch, PeerId server) throws IOException {
        Map<PeerId, Integer> counters = next.get(epoch);
        if (counters == null) {
            counters = read(epoch);
            next.put(epoch, counters);
            forgetOld();
        }
        int counter = counters.getOrDefault(server, 0);
        if (counter > TranscriptLimits.MAX_COUNTER) {
            throw new IOException("no session is left with " + server + " in epoch " + epoch);
        }
        append(file(epoch), server);
        counters.put(server, counter + 1);
        return counter;
    }

    /** Counts the whole lines; what a crash left of a last one was never used. */
    private Map<PeerId, Integer> read(Epoch epoch) throws IOException {
        Path file = file(epoch);
        Map<PeerId, Integer> counters = new HashMap<>();
        if (!Files.exists(file)) {
            return counters;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int whole = text.lastIndexOf('\n') + 1;
        try {
            text.substring(0, whole).lines().forEach(line -> counters.merge(PeerId.parse(line), 1, Integer::sum));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        if (whole < text.length()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole).force(true);
            }
        }
        return counters;
    }

    private static void append(Path file, PeerId server) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((server.text() + "\n").getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
    }

    private void forgetOld() throws IOException {
        while (next.size() > EPOCHS) {
            next.pollFirstEntry();
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(this::isOld).toList()) {
                Files.delete(file);
            }
        }
    }

    private boolean isOld(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX)
                && Long.parseLong(name.substring(PREFIX.length()))
                        < next.lastKey().value() - EPOCHS + 1;
    }

    private Path file(Epoch epoch) {
        return directory.resolve(PREFIX + epoch.value());
    }
}
