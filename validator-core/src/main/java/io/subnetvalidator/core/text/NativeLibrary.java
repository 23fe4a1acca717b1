package io.subnetvalidator.core.text;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Tells DJL where to unpack its library and to stay offline. By default it would use the home directory, or, where that cannot be
 * written, a directory in the temporary folder that anybody could have prepared; and it would download a variant for a GPU.
 */
final class NativeLibrary {

    private static final String OFFLINE = "ai.djl.offline";
    private static final String FOLDER = "DJL_CACHE_DIR";

    private NativeLibrary() {}

    /**
     * To be called before the library is first used.
     *
     * @throws TokenizerException when no private directory can be made
     */
    static synchronized void prepare() {
        System.setProperty(OFFLINE, "true");
        if (System.getProperty(FOLDER) != null || System.getenv(FOLDER) != null) {
            return;
        }
        try {
            // Readable and writable for this user only; what DJL puts there is deleted when the process ends.
            Path folder = Files.createTempDirectory("subnet-validator-tokenizer");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder.toFile()), "tokenizer-folder"));
            System.setProperty(FOLDER, folder.toString());
        } catch (IOException e) {
            throw new TokenizerException("no directory for the tokenizer library can be made: " + e, e);
        }
    }

    private static void delete(File file) {
        // Registered before what is inside, since the JVM deletes in reverse order.
        file.deleteOnExit();
        File[] inside = file.listFiles();
        if (inside != null) {
            Arrays.stream(inside).forEach(NativeLibrary::delete);
        }
    }
}
