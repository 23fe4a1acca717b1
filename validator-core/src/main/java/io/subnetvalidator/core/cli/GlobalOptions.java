package io.subnetvalidator.core.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every command takes, and where its results and its text for people go. */
final class GlobalOptions {

    @Option(
            names = "--json",
            order = 101,
            description = "Print one JSON document to standard output; text goes to standard error.")
    private boolean json;

    @Option(names = "--quiet", order = 102, description = "Print results only, no progress.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final ObjectMapper mapper = JsonForm.mapper();

    boolean json() {
        return json;
    }

    ObjectMapper mapper() {
        return mapper;
    }

    /** The result for programs; nothing when people are reading. */
    void result(Object value) {
        if (json) {
            try {
                out().println(mapper.writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a result cannot be written as JSON: " + value.getClass(), e);
            }
            out().flush();
        }
    }

    /** A result line for people: standard output, or standard error when a program reads standard output. */
    void say(String line) {
        PrintWriter to = json ? err() : out();
        to.println(line);
        to.flush();
    }

    /** Progress for people; silent with {@code --quiet}. */
    void progress(String line) {
        if (!quiet) {
            err().println(line);
            err().flush();
        }
    }

    /** A document that is JSON already. */
    void print(String document) {
        out().println(document);
        out().flush();
    }

    /** Standard output, for results that are streams. */
    PrintWriter target() {
        return out();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
