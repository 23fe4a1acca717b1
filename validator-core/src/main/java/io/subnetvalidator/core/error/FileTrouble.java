package io.subnetvalidator.core.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file, in words: the file system's own messages often are only the path again. */
public final class FileTrouble {

    private FileTrouble() {}

    public static String text(IOException trouble) {
        if (trouble instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (trouble instanceof AccessDeniedException) {
            return "permission is denied";
        }
        if (trouble instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return String.valueOf(trouble.getMessage());
    }
}
