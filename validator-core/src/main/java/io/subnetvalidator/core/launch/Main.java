package io.subnetvalidator.core.launch;

import io.subnetvalidator.core.cli.CommandLineProgram;

/** Entry point of the jar: restarts the JVM with the options the service needs when they are missing, then runs the command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int status = JvmOptions.present() ? CommandLineProgram.run(args) : Relaunch.run(args);
        System.exit(status);
    }
}
