package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.config.Setting;
import io.subnetvalidator.core.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one probe of one node is told.
 *
 * @param target the node
 * @param prompt token ids of the first step; drawn when empty
 * @param newTokens tokens to generate, at least 1
 * @param open whether the node is to open a block, which is then checked instead of the whole span
 * @param stepDeadline how long a node has for one step
 */
public record ProbeOptions(
        List<String> endpoints,
        Optional<Hash256> genesis,
        SubnetId subnet,
        PeerKey peerKey,
        Path dataDirectory,
        Path model,
        NodeName target,
        Optional<List<Integer>> prompt,
        int newTokens,
        boolean open,
        Duration stepDeadline) {

    /**
     * With the chain, the subnet, the key and the model of the settings.
     *
     * @throws io.subnetvalidator.core.error.ServiceException naming the setting that is missing or wrong
     */
    public static ProbeOptions of(
            Settings settings,
            NodeName target,
            Optional<List<Integer>> prompt,
            int newTokens,
            boolean open,
            Duration stepDeadline) {
        return new ProbeOptions(
                RunOptions.endpoints(settings),
                RunOptions.optional(settings, Setting.CHAIN_GENESIS, Hash256::parse),
                RunOptions.subnet(settings),
                RunOptions.peerKey(settings),
                RunOptions.required(settings, Setting.DATA_DIR, Path::of),
                RunOptions.required(settings, Setting.MODEL, Path::of),
                target,
                prompt,
                newTokens,
                open,
                stepDeadline);
    }
}
