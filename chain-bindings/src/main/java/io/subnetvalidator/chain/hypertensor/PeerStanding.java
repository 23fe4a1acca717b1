package io.subnetvalidator.chain.hypertensor;

/** What the chain says of a peer that wants to enter a subnet's network. */
public enum PeerStanding {
    /** The peer of a node. */
    NODE(true),
    /** A node's peer as boot node. */
    NODE_BOOTNODE(true),
    /** A node's peer for clients. */
    CLIENT(true),
    /** A peer of a node that waits in the registration queue and whose start epoch has come. */
    QUEUED(true),
    OVERWATCH(true),
    OFFICIAL_BOOTNODE(true),
    /** Of a node whose class is lower, or does not hold yet. */
    BELOW_CLASS(false),
    /** Of a node with less stake. */
    BELOW_STAKE(false),
    UNREGISTERED(false);

    private final boolean admitted;

    PeerStanding(boolean admitted) {
        this.admitted = admitted;
    }

    /** Whether such a peer proves stake. */
    public boolean admitted() {
        return admitted;
    }
}
