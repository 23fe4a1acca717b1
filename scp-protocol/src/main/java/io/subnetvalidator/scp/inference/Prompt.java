package io.subnetvalidator.scp.inference;

import io.subnetvalidator.proofs.transcript.InputProvenance;
import io.subnetvalidator.proofs.transcript.SessionTerms;
import java.util.List;

/** The tokens of a session's first step. */
public sealed interface Prompt {

    /** Tokens somebody chose. */
    record Given(List<Integer> ids) implements Prompt {

        /** @throws IllegalArgumentException when there is no token, too many, or a negative one */
        public Given {
            ids = new InputProvenance.TokenIds(ids).ids();
        }
    }

    /**
     * Tokens drawn for the first node of the route and the counter of the session there.
     *
     * @param seed draws the tokens and their number
     * @param vocabulary number of token ids
     */
    record Drawn(InputProvenance.Seeded seed, int vocabulary) implements Prompt {

        /** @throws IllegalArgumentException when nothing is drawn */
        public Drawn {
            if (vocabulary < 1) {
                throw new IllegalArgumentException("a prompt is drawn from a vocabulary");
            }
        }
    }

    /** The token ids when the session at the first node has these terms. */
    default InputProvenance.TokenIds tokens(SessionTerms terms) {
        if (this instanceof Drawn drawn) {
            return drawn.seed().tokens(terms.server(), terms.counter(), drawn.vocabulary());
        }
        return new InputProvenance.TokenIds(((Given) this).ids());
    }

    /** Where the first step's input comes from, for a session whose tokens are these. */
    default InputProvenance provenance(InputProvenance.TokenIds tokens) {
        return this instanceof Drawn drawn ? drawn.seed() : tokens;
    }
}
