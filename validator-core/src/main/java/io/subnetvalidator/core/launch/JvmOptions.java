package io.subnetvalidator.core.launch;

import java.util.List;

/** The JVM options the service needs; the launcher script of the distribution sets the same ones. */
final class JvmOptions {

    /** Names the kernels' vector module, which is not resolved by default. */
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private JvmOptions() {}

    /** Whether this JVM was started with them. */
    static boolean present() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    static List<String> required() {
        return List.of(
                "--add-modules",
                VECTOR_MODULE,
                "--add-opens",
                "java.base/java.nio=ALL-UNNAMED",
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dvertx.disableFileCPResolving=false");
    }
}
