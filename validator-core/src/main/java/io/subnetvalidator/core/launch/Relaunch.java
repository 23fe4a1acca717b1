package io.subnetvalidator.core.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the same program in a child JVM with the required options, on the same standard streams. */
final class Relaunch {

    private Relaunch() {}

    /** @return the exit status of the child */
    static int run(String[] args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(JvmOptions.required(JvmOptions.HUGE_PAGES));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        try {
            Process child = new ProcessBuilder(command).inheritIO().start();
            // A signal to this process must end the child in the same orderly way.
            Runtime.getRuntime().addShutdownHook(new Thread(child::destroy, "end-child"));
            return child.waitFor();
        } catch (IOException e) {
            System.err.println("The Java runtime could not be started again with the options the service needs: "
                    + e.getMessage());
            return 4;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }
}
