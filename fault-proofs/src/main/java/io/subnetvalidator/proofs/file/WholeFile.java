package io.subnetvalidator.proofs.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is either complete or as it was before, also after a crash: the content goes to a file beside it with the suffix
 * {@value #SUFFIX}, which takes its place when it is on disk.
 */
public final class WholeFile {

    private static final String SUFFIX = ".part";

    private WholeFile() {}

    /** Makes the content. */
    @FunctionalInterface
    public interface Content<T> {

        /** @param file to be created and filled; nothing else must refer to it afterwards */
        T writeTo(Path file) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @return what the content returns
     * @throws IOException when it cannot be written; nothing is left of it then, as after any other failure of the content
     */
    public static <T> T write(Path file, Content<T> content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            refuseDirectory(file);
            // A device or a pipe takes what is written and cannot be replaced.
            return content.writeTo(file);
        }
        Path part = part(file);
        try {
            T result = content.writeTo(part);
            force(part);
            replace(part, file);
            return result;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes bytes as a file. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, part -> Files.write(part, bytes));
    }

    /**
     * Finds out whether a file can be written, by creating the one beside it; for work whose result would otherwise be lost.
     *
     * @throws IOException when it cannot
     */
    public static void requireWritable(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            refuseDirectory(file);
            return;
        }
        Path part = part(file);
        Files.write(part, new byte[0]);
        Files.delete(part);
    }

    private static void refuseDirectory(Path file) throws FileSystemException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder");
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    private static void force(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void replace(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
