package io.subnetvalidator.proofs.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java installation of this machine. */
record Jdk(int feature, Path home) {

    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("^JAVA_VERSION=\"?(\\d+)");

    static Jdk current() {
        return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /**
     * One installation for every feature release from 17 on: this one, those that environment variables such as
     * {@code JAVA_HOME} and {@code JAVA_HOME_25_X64} name, and those that lie beside any of them.
     */
    static List<Jdk> found() {
        List<Path> named = new ArrayList<>();
        named.add(current().home());
        System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("JAVA_HOME")
                        || variable.getKey().startsWith("JDK_"))
                .map(Map.Entry::getValue)
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .forEach(named::add);
        Map<Integer, Jdk> found = new TreeMap<>();
        found.put(current().feature(), current());
        named.stream()
                .flatMap(home -> Stream.concat(Stream.of(home), beside(home)))
                .flatMap(home -> at(home).stream())
                .forEach(jdk -> found.putIfAbsent(jdk.feature(), jdk));
        return List.copyOf(found.values());
    }

    Path java() {
        return home.resolve("bin").resolve(System.getProperty("os.name").startsWith("Windows") ? "java.exe" : "java");
    }

    private static Stream<Path> beside(Path home) {
        Path parent = home.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return Stream.empty();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(new Jdk(0, home).java())) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(release).stream()
                    .map(VERSION::matcher)
                    .filter(Matcher::find)
                    .map(version -> new Jdk(Integer.parseInt(version.group(1)), home))
                    .filter(jdk -> jdk.feature() >= OLDEST)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
