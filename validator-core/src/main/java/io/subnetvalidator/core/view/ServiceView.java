package io.subnetvalidator.core.view;

import java.util.List;
import java.util.Optional;

/**
 * Everything the dashboard shows, at one moment.
 *
 * @param ready whether the next duty can be completed
 * @param missing what is missing when it cannot, one sentence each
 * @param swarm empty until the model is known
 */
public record ServiceView(
        String chain,
        String genesis,
        String dialect,
        long subnet,
        long block,
        long finalizedBlock,
        long epoch,
        long offset,
        long epochLength,
        boolean ready,
        List<String> missing,
        List<ValidatorView> validators,
        List<NodeView> nodes,
        Optional<SwarmView> swarm,
        List<EpochView> epochs,
        List<ProofView> proofs,
        List<EventView> events) {

    public ServiceView {
        missing = List.copyOf(missing);
        validators = List.copyOf(validators);
        nodes = List.copyOf(nodes);
        epochs = List.copyOf(epochs);
        proofs = List.copyOf(proofs);
        events = List.copyOf(events);
    }
}
