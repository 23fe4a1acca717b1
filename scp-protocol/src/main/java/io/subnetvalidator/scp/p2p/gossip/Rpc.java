package io.subnetvalidator.scp.p2p.gossip;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one peer tells another in one go. */
record Rpc(
        List<Subscription> subscriptions,
        List<SignedMessage> messages,
        List<Ihave> ihaves,
        List<MessageId> iwant,
        List<Topic> grafts,
        List<Prune> prunes,
        List<MessageId> idontwant) {

    /** A peer wants a topic's messages, or no longer. */
    record Subscription(Topic topic, boolean wanted) {}

    /** Messages that the sender can give. */
    record Ihave(Topic topic, List<MessageId> ids) {

        Ihave {
            ids = List.copyOf(ids);
        }
    }

    /**
     * The sender takes the receiver out of its mesh.
     *
     * @param backoff how long not to come back, when the sender says so
     */
    record Prune(Topic topic, Optional<Duration> backoff) {}

    Rpc {
        subscriptions = List.copyOf(subscriptions);
        messages = List.copyOf(messages);
        ihaves = List.copyOf(ihaves);
        iwant = List.copyOf(iwant);
        grafts = List.copyOf(grafts);
        prunes = List.copyOf(prunes);
        idontwant = List.copyOf(idontwant);
    }

    static Rpc ofMessage(SignedMessage message) {
        return new Rpc(List.of(), List.of(message), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Message ids of all kinds. */
    int idCount() {
        return ihaves.stream().mapToInt(ihave -> ihave.ids().size()).sum() + iwant.size() + idontwant.size();
    }

    /** Everything that is not a message or an id. */
    int controlCount() {
        return subscriptions.size() + ihaves.size() + grafts.size() + prunes.size();
    }
}
