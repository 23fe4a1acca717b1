package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.proofs.transcript.NumericProfile;
import io.subnetvalidator.proofs.transcript.SeededDraw;
import io.subnetvalidator.scp.inference.SessionRecord;

/**
 * How a hop of a session is checked: one opened block computed again, or the whole span. Opening is cheaper by the number of blocks
 * and finds a node that cheats everywhere at once; the whole span finds a single bad block with certainty. So a part of the
 * sessions, which the node cannot tell from the others while it answers, is checked as a whole.
 *
 * @param wholeOf16 sessions of 16 that are checked as a whole even where blocks can be opened
 */
record CheckPolicy(int wholeOf16) {

    private static final String DOMAIN = "subnet-validator/check-mode/1";
    private static final int SIXTEEN = 16;

    /** Values per token up to which a whole span costs next to nothing. */
    private static final int SMALL_HIDDEN = 512;

    /** How the span of a node is looked at. */
    enum Mode {
        OPENED,
        WHOLE_SPAN
    }

    /** @throws IllegalArgumentException when the share is out of range */
    CheckPolicy {
        if (wholeOf16 < 0 || wholeOf16 > SIXTEEN) {
            throw new IllegalArgumentException("a share of 16 is 0 to 16, not " + wholeOf16);
        }
    }

    /** A quarter of the sessions for small models, one in 16 for others. */
    static CheckPolicy of(int hiddenSize) {
        return new CheckPolicy(hiddenSize <= SMALL_HIDDEN ? 4 : 1);
    }

    /**
     * The mode for one hop. Of a node with tolerant arithmetic the whole span is checked: it sees at least as much as one block does,
     * and the choice of a block would cost evidence.
     *
     * @param seed of the probe, unknown to the node
     */
    Mode mode(Hash256 seed, SessionRecord.Hop hop) {
        boolean exact = hop.node().announced().profile().kind() == NumericProfile.Kind.EXACT;
        boolean opens = exact && hop.node().announced().opens() && hop.failure().isEmpty();
        Hash256 own =
                Blake2b.domainHash(DOMAIN, seed.toBytes(), hop.node().peer().multihash());
        return opens && new SeededDraw(own).below(SIXTEEN) >= wholeOf16 ? Mode.OPENED : Mode.WHOLE_SPAN;
    }

    /**
     * The chance that a node with one bad block of so many passes this many independent sessions. A session finds it when its
     * mode is the whole span, or when the challenge falls on the bad block.
     */
    double missProbability(int blocks, int sessions) {
        double opened = (SIXTEEN - wholeOf16) / (double) SIXTEEN;
        return Math.pow(opened * (blocks - 1) / blocks, sessions);
    }
}
