package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.protocol.ProposalManifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The manifests of the last proposals, to serve them. Thread-safe; the oldest gives way to the newest. */
final class ManifestShelf {

    /** Proposals of a few epochs on a few forks. */
    private static final int MAX = 64;

    private final Map<Hash256, ProposalManifest> manifests = new LinkedHashMap<>();

    synchronized void put(ProposalManifest manifest) {
        manifests.put(manifest.key(), manifest);
        if (manifests.size() > MAX) {
            manifests.remove(manifests.keySet().iterator().next());
        }
    }

    synchronized Optional<ProposalManifest> named(Hash256 key) {
        return Optional.ofNullable(manifests.get(key));
    }

    synchronized void forgetBefore(Epoch epoch) {
        manifests.values().removeIf(manifest -> manifest.observed().compareTo(epoch) < 0);
    }
}
