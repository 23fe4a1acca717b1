package io.subnetvalidator.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {

    @Test
    void long_lines_break_between_words_and_keep_their_indentation() {
        String text = "head\n  " + "word ".repeat(30).strip();
        assertThat(TerminalText.wrap(text))
                .hasSize(3)
                .startsWith("head")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(TerminalText.wrap(text).get(2)).startsWith("  word").doesNotStartWith("   ");
        assertThat(String.join(" ", TerminalText.wrap(text)).replaceAll(" +", " "))
                .isEqualTo(text.replaceAll("\\s+", " "));
    }

    @Test
    void a_path_stays_whole_however_long_it_is() {
        String path = "/" + "x".repeat(100);
        assertThat(TerminalText.wrap("see " + path + " for more")).containsExactly("see", path, "for more");
    }
}
