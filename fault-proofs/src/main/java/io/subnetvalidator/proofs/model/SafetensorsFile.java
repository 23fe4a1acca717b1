package io.subnetvalidator.proofs.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file: eight bytes of header length, a JSON header, the tensors' data. The header is checked completely when the
 * file is opened; data is mapped tensor by tensor, so that files beyond 2 GiB work and unused tensors are never read.
 */
public final class SafetensorsFile {

    private static final int LENGTH_BYTES = 8;

    private final Path path;
    private final long fileBytes;
    private final FileTime modified;
    private final long dataStart;
    private final Map<String, TensorInfo> tensors;

    private SafetensorsFile(
            Path path, long fileBytes, FileTime modified, long dataStart, Map<String, TensorInfo> tensors) {
        this.path = path;
        this.fileBytes = fileBytes;
        this.modified = modified;
        this.dataStart = dataStart;
        this.tensors = tensors;
    }

    /**
     * Reads and checks the header.
     *
     * @throws ModelException when the file cannot be read or its header is not in order
     */
    public static SafetensorsFile open(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < LENGTH_BYTES) {
                throw new ModelException(path + " has " + size + " bytes: not a safetensors file, or truncated");
            }
            long length = read(channel, 0, LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            if (length < 0 || length > SafetensorsHeader.MAX_BYTES) {
                throw new ModelException(path + ": the header claims " + Long.toUnsignedString(length)
                        + " bytes; at most " + SafetensorsHeader.MAX_BYTES + " are accepted: not a safetensors file?");
            }
            long dataStart = LENGTH_BYTES + length;
            if (dataStart > size) {
                throw new ModelException(path + ": the header claims " + length + " bytes, the file has only "
                        + (size - LENGTH_BYTES) + " behind the length: truncated");
            }
            byte[] json = read(channel, LENGTH_BYTES, (int) length).array();
            Map<String, TensorInfo> tensors = new LinkedHashMap<>();
            for (TensorInfo tensor : SafetensorsHeader.parse(json, size - dataStart, path.toString())) {
                tensors.put(tensor.name(), tensor);
            }
            return new SafetensorsFile(path, size, Files.getLastModifiedTime(path), dataStart, tensors);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + e, e);
        }
    }

    public Path path() {
        return path;
    }

    /** All tensors in the order of their data. */
    public List<TensorInfo> tensors() {
        return List.copyOf(tensors.values());
    }

    public Optional<TensorInfo> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * Maps part of a tensor into memory.
     *
     * @param from first byte of the part, counted from the tensor's start
     * @param length bytes in the part, at most 2^31-1
     * @throws ModelException when the file was written to since it was opened, or cannot be read
     */
    public ByteBuffer map(TensorInfo tensor, long from, int length) {
        if (!tensor.equals(tensors.get(tensor.name()))) {
            throw new IllegalArgumentException("tensor '" + tensor.name() + "' is not of " + path);
        }
        if (from < 0 || length < 0 || length > tensor.bytes() - from) {
            throw new IllegalArgumentException(
                    length + " bytes from " + from + " of " + tensor.bytes() + " bytes of '" + tensor.name() + "'");
        }
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            // Touching a mapping behind the end of a file kills the process, so a file cut short since is refused here.
            if (channel.size() != fileBytes) {
                throw new ModelException(path + " changed from " + fileBytes + " to " + channel.size()
                        + " bytes while in use; restart after the download has finished");
            }
            if (!Files.getLastModifiedTime(path).equals(modified)) {
                throw new ModelException(path + " was written to while in use; restart after it is complete");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, dataStart + tensor.begin() + from, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new ModelException(path + ": tensor '" + tensor.name() + "' cannot be mapped: " + e, e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("ends after " + (from + buffer.position()) + " bytes");
            }
        }
        return buffer.flip();
    }
}
