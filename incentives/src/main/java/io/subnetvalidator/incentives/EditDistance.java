package io.subnetvalidator.incentives;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what a mistyped key was meant to be. */
final class EditDistance {

    private EditDistance() {}

    /** The known word with the fewest edits, when these are at most a third of its letters; empty otherwise. */
    static Optional<String> closest(String word, List<String> known) {
        if (word.length() > 64) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> 3 * between(word, candidate) <= Math.max(3, candidate.length()))
                .min(Comparator.comparingInt(candidate -> between(word, candidate)));
    }

    private static int between(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
