package io.subnetvalidator.scp.p2p.gossip;

/** What the application thinks of a message. */
public enum Verdict {
    /** It is delivered and forwarded. */
    ACCEPT,
    /** It is provably wrong, so that no honest peer forwards it; whoever brought it loses score. */
    REJECT,
    /** It is neither delivered nor forwarded, and nobody is to blame. */
    IGNORE
}
