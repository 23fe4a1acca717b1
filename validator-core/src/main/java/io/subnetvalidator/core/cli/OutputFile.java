package io.subnetvalidator.core.cli;

import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.proofs.file.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** A file that a command was told to write. */
record OutputFile(String option, Path path) {

    /** Something that writes it. */
    @FunctionalInterface
    interface Writing<T> {
        T to(Path file) throws IOException;
    }

    /**
     * Asked before long work, whose result would be lost.
     *
     * @throws ServiceException with {@link ServiceError#OUTPUT_UNWRITABLE}
     */
    void requireWritable() {
        write(file -> {
            WholeFile.requireWritable(file);
            return file;
        });
    }

    /** @throws ServiceException with {@link ServiceError#OUTPUT_UNWRITABLE} when it cannot be written */
    <T> T write(Writing<T> writing) {
        try {
            return writing.to(path);
        } catch (IOException e) {
            throw new ServiceException(
                    ServiceError.OUTPUT_UNWRITABLE, option + " " + path + ": " + FileTrouble.text(e), e);
        }
    }
}
