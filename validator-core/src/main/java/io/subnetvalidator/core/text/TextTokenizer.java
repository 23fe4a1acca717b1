package io.subnetvalidator.core.text;

/** Turns text into the token ids of a model. */
public interface TextTokenizer {

    /**
     * The ids of a text, with the special tokens that the model's tokenizer puts around it.
     *
     * @throws TokenizerException when the text cannot be turned into ids
     */
    int[] ids(String text);
}
