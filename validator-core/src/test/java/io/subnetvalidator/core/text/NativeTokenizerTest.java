package io.subnetvalidator.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeTokenizerTest {

    /** Words and numbers by a word list, with a token that stands before every text. */
    static final String WORDS = "{\"version\":\"1.0\",\"truncation\":{\"direction\":\"Right\",\"max_length\":3,"
            + "\"strategy\":\"LongestFirst\",\"stride\":0},\"padding\":null,"
            + "\"added_tokens\":[{\"id\":0,\"content\":\"<s>\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
            + "\"normalized\":false,\"special\":true}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Whitespace\"},"
            + "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\","
            + "\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[{\"Sequence\":{\"id\":\"A\","
            + "\"type_id\":0}},{\"Sequence\":{\"id\":\"B\",\"type_id\":1}}],\"special_tokens\":{\"<s>\":{\"id\":\"<s>\","
            + "\"ids\":[0],\"tokens\":[\"<s>\"]}}},\"decoder\":null,\"model\":{\"type\":\"WordLevel\","
            + "\"vocab\":{\"<s>\":0,\"the\":1,\"quick\":2,\"fox\":3,\"[UNK]\":4},\"unk_token\":\"[UNK]\"}}";

    @TempDir
    private Path directory;

    @Test
    void text_becomes_the_ids_of_the_directory_s_tokenizer_and_is_never_cut() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), WORDS);
        assertThat(NativeTokenizer.in(directory).ids("the quick brown fox fox fox"))
                .containsExactly(0, 1, 2, 4, 3, 3, 3);
        assertThat(NativeTokenizer.in(directory).ids("")).containsExactly(0);
    }

    @Test
    void the_library_stays_offline_in_a_folder_of_this_user_only() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), WORDS);
        NativeTokenizer.in(directory).ids("fox");
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
        Path folder = Path.of(System.getProperty("DJL_CACHE_DIR"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void small_numbers_are_not_flushed_to_zero_afterwards() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), WORDS);
        float one = NativeTokenizer.in(directory).ids("the")[1];
        assertThat(Float.MIN_VALUE * one).isEqualTo(Float.MIN_VALUE);
        assertThat(Float.MIN_NORMAL / (2 * one)).isEqualTo(Float.MIN_NORMAL / 2);
    }

    @Test
    void a_missing_or_damaged_tokenizer_is_named() throws IOException {
        assertThatThrownBy(() -> NativeTokenizer.in(directory))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.json is missing; give token ids instead");
        for (String damaged : new String[] {"", "{}", "[1]", WORDS.substring(0, 200), "\u0000\u0001"}) {
            Files.writeString(directory.resolve("tokenizer.json"), damaged);
            assertThatThrownBy(() -> NativeTokenizer.in(directory).ids("fox"))
                    .as(damaged)
                    .isInstanceOf(TokenizerException.class)
                    .hasMessageContaining("tokenizer.json cannot be used: ");
        }
    }
}
