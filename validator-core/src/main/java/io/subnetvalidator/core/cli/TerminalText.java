package io.subnetvalidator.core.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for people, in lines that fit a terminal. */
final class TerminalText {

    static final int WIDTH = 80;

    private TerminalText() {}

    /**
     * Breaks lines between words at {@link #WIDTH}; the continuation is indented as the line was. A word that is longer, such as a path
     * or a hash, stays whole, so that it can be copied.
     */
    static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> wrapLine(line, lines));
        return lines;
    }

    private static void wrapLine(String line, List<String> lines) {
        if (line.length() <= WIDTH) {
            lines.add(line);
            return;
        }
        String indent = " ".repeat(line.length() - line.stripLeading().length());
        StringBuilder current = new StringBuilder(indent);
        for (String word : line.strip().split(" +", -1)) {
            boolean first = current.length() == indent.length();
            if (!first && current.length() + 1 + word.length() > WIDTH) {
                lines.add(current.toString());
                current = new StringBuilder(indent);
                first = true;
            }
            current.append(first ? "" : " ").append(word);
        }
        lines.add(current.toString());
    }
}
