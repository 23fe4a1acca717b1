package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The effects of one event: what goes to one peer in few RPCs, none with more message ids than a peer accepts. */
final class Outbox {

    private static final class Draft {
        final List<Rpc.Subscription> subscriptions = new ArrayList<>();
        final List<Rpc.Ihave> ihaves = new ArrayList<>();
        final List<MessageId> iwant = new ArrayList<>();
        final List<Topic> grafts = new ArrayList<>();
        final List<Rpc.Prune> prunes = new ArrayList<>();
        final List<MessageId> idontwant = new ArrayList<>();
        int ids;
    }

    private final int idsPerRpc;
    private final List<GossipEffect> effects = new ArrayList<>();
    private final Map<GossipPeer, Draft> drafts = new LinkedHashMap<>();

    Outbox(int idsPerRpc) {
        this.idsPerRpc = idsPerRpc;
    }

    void subscription(GossipPeer peer, Topic topic, boolean wanted) {
        draft(peer, 0).subscriptions.add(new Rpc.Subscription(topic, wanted));
    }

    void graft(GossipPeer peer, Topic topic) {
        draft(peer, 0).grafts.add(topic);
    }

    void prune(GossipPeer peer, Rpc.Prune prune) {
        draft(peer, 0).prunes.add(prune);
    }

    void ihave(GossipPeer peer, Topic topic, List<MessageId> ids) {
        draft(peer, ids.size()).ihaves.add(new Rpc.Ihave(topic, ids));
    }

    void iwant(GossipPeer peer, List<MessageId> ids) {
        draft(peer, ids.size()).iwant.addAll(ids);
    }

    void idontwant(GossipPeer peer, MessageId id) {
        draft(peer, 1).idontwant.add(id);
    }

    void message(GossipPeer peer, SignedMessage message) {
        send(peer, Rpc.ofMessage(message));
    }

    void add(GossipEffect effect) {
        effects.add(effect);
    }

    List<GossipEffect> flush() {
        drafts.forEach(this::finish);
        drafts.clear();
        List<GossipEffect> all = List.copyOf(effects);
        effects.clear();
        return all;
    }

    private Draft draft(GossipPeer peer, int moreIds) {
        Draft draft = drafts.computeIfAbsent(peer, ignored -> new Draft());
        if (draft.ids > 0 && draft.ids + moreIds > idsPerRpc) {
            finish(peer, draft);
            draft = new Draft();
            drafts.put(peer, draft);
        }
        draft.ids += moreIds;
        return draft;
    }

    private void finish(GossipPeer peer, Draft draft) {
        send(
                peer,
                new Rpc(
                        draft.subscriptions,
                        List.of(),
                        draft.ihaves,
                        draft.iwant,
                        draft.grafts,
                        draft.prunes,
                        draft.idontwant));
    }

    /** To a peer whose stream is not open nothing is sent; it learns all that counts when it opens. */
    private void send(GossipPeer peer, Rpc rpc) {
        Optional<GossipVersion> version = peer.version;
        PeerId id = peer.id;
        version.ifPresent(known -> effects.add(new GossipEffect.Send(id, known, rpc)));
    }
}
