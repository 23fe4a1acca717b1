package io.subnetvalidator.core.config;

import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads secrets from files; messages name the file and never its content. */
public final class KeyFiles {

    private static final int SECRET_BYTES = 32;
    private static final long MAX_FILE_BYTES = 256;
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private KeyFiles() {}

    /**
     * The 32 bytes that a file holds in hexadecimal, with or without {@code 0x} and a line end.
     *
     * @throws ServiceException with {@link ServiceError#KEY_UNREADABLE} when the file is missing, open to other users, or holds
     *     anything else
     */
    public static byte[] readSecret(Path file) {
        String text;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                throw unreadable(file, "there is no such file, or it is larger than a key", null);
            }
            refuseOpenPermissions(file);
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw unreadable(file, FileTrouble.text(e), e);
        }
        String hex = text.startsWith("0x") ? text.substring(2) : text;
        if (hex.length() != SECRET_BYTES * 2 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw unreadable(file, "it does not hold 64 hexadecimal digits", null);
        }
        return HexFormat.of().parseHex(hex);
    }

    private static void refuseOpenPermissions(Path file) throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            // The file system knows no POSIX permissions; its own access rules apply.
            return;
        }
        if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
            throw unreadable(file, "other users can read or change it: run chmod 600 on it", null);
        }
    }

    private static ServiceException unreadable(Path file, String why, @Nullable Throwable cause) {
        String detail = file + ": " + why + ".";
        return cause == null
                ? new ServiceException(ServiceError.KEY_UNREADABLE, detail)
                : new ServiceException(ServiceError.KEY_UNREADABLE, detail, cause);
    }
}
