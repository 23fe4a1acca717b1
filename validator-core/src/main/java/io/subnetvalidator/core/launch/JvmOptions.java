package io.subnetvalidator.core.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM options the service needs; the launcher script of the distribution sets the same ones. */
final class JvmOptions {

    static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    /** Names the kernels' vector module, which is not resolved by default. */
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private JvmOptions() {}

    /** Whether this JVM was started with them. */
    static boolean present() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    /** @param hugePages the kernel's file on transparent huge pages; it is missing on other systems than Linux */
    static List<String> required(Path hugePages) {
        List<String> options = new ArrayList<>(List.of(
                "--add-modules",
                VECTOR_MODULE,
                "--add-opens",
                "java.base/java.nio=ALL-UNNAMED",
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dvertx.disableFileCPResolving=false"));
        if (given(hugePages)) {
            // Weights are read from end to end: with small pages much of the time goes into looking up addresses.
            options.add("-XX:+UseTransparentHugePages");
        }
        return List.copyOf(options);
    }

    /** Whether the kernel gives huge pages to who asks; the JVM does not know its option elsewhere, or warns. */
    private static boolean given(Path hugePages) {
        try {
            String setting = Files.readString(hugePages);
            return setting.contains("[madvise]") || setting.contains("[always]");
        } catch (IOException e) {
            return false;
        }
    }
}
