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
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Session counters in files, one per epoch with a line per session. A line is forced to disk before the number is used, and the file
 * is locked meanwhile: a validator that used a number again after a restart, or beside another process with its key, would have
 * signed evidence against itself.
 */
final class FileCounters implements SessionCounters {

    private static final String PREFIX = "counters-";
    private static final int EPOCHS = 2;
    private static final Pattern LINE = Pattern.compile("[1-9A-HJ-NP-Za-km-z]{2,128}");

    private final Path directory;
    private final WorkerExecutor worker;
    private Epoch newest = Epoch.of(0);

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
        if (epoch.compareTo(newest) > 0) {
            newest = epoch;
            forgetOld();
        }
        Path file = directory.resolve(PREFIX + epoch.value());
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException(file + " cannot be locked");
            }
            int counter = count(file, channel, server);
            if (counter > TranscriptLimits.MAX_COUNTER) {
                throw new IOException("no session is left with " + server + " in epoch " + epoch);
            }
            append(channel, server);
            return counter;
        }
    }

    /** Counts the whole lines of a server; what a crash left of a last line was never used and goes. */
    private static int count(Path file, FileChannel channel, PeerId server) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        String text = new String(bytes.array(), StandardCharsets.US_ASCII);
        int whole = text.lastIndexOf('\n') + 1;
        channel.truncate(whole);
        List<String> lines = text.substring(0, whole).lines().toList();
        for (String line : lines) {
            if (!LINE.matcher(line).matches()) {
                throw new IOException(file + " is damaged: '" + line + "' is no peer id");
            }
        }
        return Math.toIntExact(lines.stream().filter(server.text()::equals).count());
    }

    private static void append(FileChannel channel, PeerId server) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((server.text() + "\n").getBytes(StandardCharsets.US_ASCII));
        channel.position(channel.size());
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(true);
    }

    private void forgetOld() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(this::isOld).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isOld(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && Long.parseLong(name.substring(PREFIX.length())) < newest.value() - EPOCHS + 1;
    }
}
