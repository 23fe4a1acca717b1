package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.proofs.verdict.Series;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sessions at nodes with tolerant arithmetic, one file each, so that a test goes on after a restart: a series with a gap convicts
 * nobody. Files are written aside, forced and moved. Blocking; confined to its owner.
 */
final class SeriesShelf {

    private static final String PART = ".part";
    private static final int EPOCHS = 2;

    private final Path directory;

    /** @param directory exists and belongs to one key alone */
    SeriesShelf(Path directory) {
        this.directory = directory;
    }

    /** Keeps one session. */
    void keep(Series one) throws IOException {
        Path folder = folder(one.terms().epoch(), one.terms().server());
        Files.createDirectories(folder);
        String name = Integer.toString(one.terms().counter());
        Path part = folder.resolve(name + PART);
        ByteBuffer bytes = ByteBuffer.wrap(one.toBytes());
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The sessions kept of one server in one epoch, in no order.
     *
     * @throws IOException when a file cannot be read or is no session; the message names it
     */
    List<Series> kept(Epoch epoch, PeerId server) throws IOException {
        Path folder = folder(epoch, server);
        List<Series> sessions = new ArrayList<>();
        if (!Files.exists(folder)) {
            return sessions;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(name -> !name.toString().endsWith(PART)).toList()) {
                try {
                    sessions.add(Series.fromBytes(Files.readAllBytes(file)));
                } catch (ScaleException e) {
                    throw new IOException(file + " is no session: " + e.getMessage() + "; move it away", e);
                }
            }
        }
        return sessions;
    }

    /** Removes the sessions of epochs that no charge is made about any more. */
    void retire(Epoch now) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> epochs = Files.list(directory)) {
            for (Path epoch : epochs.toList()) {
                if (Long.parseLong(epoch.getFileName().toString()) + EPOCHS <= now.value()) {
                    remove(epoch);
                }
            }
        }
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path folder(Epoch epoch, PeerId server) {
        return directory.resolve(Long.toString(epoch.value())).resolve(server.text());
    }
}
