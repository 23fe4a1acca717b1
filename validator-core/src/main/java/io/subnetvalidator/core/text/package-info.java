/**
 * Text as token ids of a model.
 * It may use the native tokenizer library, which no other package touches; only the command line uses this package.
 * It must never know models, verdicts or proofs: nothing computed here decides anything.
 */
@NullMarked
package io.subnetvalidator.core.text;

import org.jspecify.annotations.NullMarked;
