package io.subnetvalidator.proofs.dispute;

import java.util.List;

/** The state after an event, and what follows from it. */
public record DisputeDecision(DisputeState state, List<DisputeEffect> effects) {

    public DisputeDecision {
        effects = List.copyOf(effects);
    }

    static DisputeDecision unchanged(DisputeState state) {
        return new DisputeDecision(state, List.of());
    }

    static DisputeDecision ignored(DisputeState state, String reason) {
        return new DisputeDecision(state, List.of(new DisputeEffect.Ignore(reason)));
    }

    static DisputeDecision settled(Ruling ruling) {
        return new DisputeDecision(new DisputeState.Settled(ruling), List.of(new DisputeEffect.Settle(ruling)));
    }
}
