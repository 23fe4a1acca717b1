package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.Ratio;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.core.config.HostPort;
import io.subnetvalidator.core.config.KeyFiles;
import io.subnetvalidator.core.config.Setting;
import io.subnetvalidator.core.config.Settings;
import io.subnetvalidator.core.error.FileTrouble;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.incentives.PolicyException;
import io.subnetvalidator.incentives.PolicyYaml;
import io.subnetvalidator.incentives.ScorePolicy;
import io.subnetvalidator.proofs.compare.ComparisonProfile;
import io.subnetvalidator.proofs.compare.ProfileFile;
import io.subnetvalidator.scp.protocol.ForeignPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one validator process is told, with everything parsed and every file of it read.
 *
 * @param peersListen empty to listen on the registered port on all addresses
 * @param stakeRule which peers the chain entitles to connect
 * @param stakeGrace how long peers stay admitted when no new block can be read
 * @param stakeQuorum how many of the endpoints must agree on that
 */
public record RunOptions(
        List<String> endpoints,
        Optional<Hash256> genesis,
        SubnetId subnet,
        AccountKey hotkey,
        PeerKey peerKey,
        Path dataDirectory,
        Path model,
        List<ComparisonProfile> profiles,
        ScorePolicy policy,
        Optional<HostPort> peersListen,
        ProofOfStake stakeRule,
        Duration stakeGrace,
        int stakeQuorum,
        HostPort httpListen,
        ForeignPolicy foreign) {

    /** With the policy {@code close}, shares may differ by this part. */
    private static final Ratio CLOSE_TOLERANCE = Ratio.percent(10);

    private static final long MAX_GRACE_SECONDS = 3600;

    /** @throws ServiceException naming the setting that is missing or wrong and where its value came from */
    public static RunOptions of(Settings settings) {
        List<String> endpoints = endpoints(settings);
        return new RunOptions(
                endpoints,
                optional(settings, Setting.CHAIN_GENESIS, Hash256::parse),
                subnet(settings),
                required(
                        settings, Setting.HOTKEY_FILE, file -> AccountKey.ofSecret(KeyFiles.readSecret(Path.of(file)))),
                peerKey(settings),
                required(settings, Setting.DATA_DIR, Path::of),
                required(settings, Setting.MODEL, Path::of),
                optional(settings, Setting.PROFILES, RunOptions::profiles).orElse(List.of()),
                optional(settings, Setting.POLICY, file -> policy(Path.of(file)))
                        .orElse(ScorePolicy.DEFAULT),
                optional(settings, Setting.PEERS_LISTEN, HostPort::parse),
                new ProofOfStake(required(settings, Setting.PEERS_MIN_CLASS, RunOptions::nodeClass), Optional.empty()),
                required(settings, Setting.PEERS_STAKE_GRACE, RunOptions::seconds),
                optional(settings, Setting.CHAIN_QUORUM, text -> quorum(text, endpoints.size()))
                        .orElse(endpoints.size() / 2 + 1),
                required(settings, Setting.HTTP_LISTEN, HostPort::parse),
                required(settings, Setting.FOREIGN, RunOptions::foreign));
    }

    static List<String> endpoints(Settings settings) {
        return Arrays.stream(settings.require(Setting.CHAIN_ENDPOINTS).split(",", -1))
                .map(String::strip)
                .toList();
    }

    static SubnetId subnet(Settings settings) {
        return required(settings, Setting.SUBNET, text -> SubnetId.of(Long.parseLong(text)));
    }

    static PeerKey peerKey(Settings settings) {
        return required(settings, Setting.PEER_KEY_FILE, file -> PeerKey.ofSeed(KeyFiles.readSecret(Path.of(file))));
    }

    static <T> T required(Settings settings, Setting setting, Function<String, T> parse) {
        settings.require(setting);
        return optional(settings, setting, parse).orElseThrow();
    }

    static <T> Optional<T> optional(Settings settings, Setting setting, Function<String, T> parse) {
        if (!settings.get(setting).isSet()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(settings.get(setting).value()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw settings.invalid(setting, String.valueOf(e.getMessage()));
        }
    }

    private static NodeClass nodeClass(String text) {
        return Arrays.stream(NodeClass.values())
                .filter(known -> known.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is one of registered, idle, included, validator"));
    }

    private static Duration seconds(String text) {
        long seconds = Long.parseLong(text);
        if (seconds < 1 || seconds > MAX_GRACE_SECONDS) {
            throw new IllegalArgumentException("it is between 1 and " + MAX_GRACE_SECONDS + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static int quorum(String text, int endpoints) {
        int quorum = Integer.parseInt(text);
        if (quorum < 1 || quorum > endpoints) {
            throw new IllegalArgumentException("it is between 1 and the number of chain endpoints, " + endpoints);
        }
        return quorum;
    }

    private static ForeignPolicy foreign(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "never" -> new ForeignPolicy.Never();
            case "equal" -> new ForeignPolicy.Equal();
            case "close" -> new ForeignPolicy.Close(CLOSE_TOLERANCE);
            default -> throw new IllegalArgumentException("it is one of never, equal, close");
        };
    }

    private static List<ComparisonProfile> profiles(String files) {
        List<ComparisonProfile> profiles = new ArrayList<>();
        for (String file : files.split(",", -1)) {
            try {
                profiles.add(ProfileFile.read(Path.of(file.strip())));
            } catch (IOException e) {
                throw new IllegalArgumentException(FileTrouble.text(e), e);
            }
        }
        return profiles;
    }

    private static ScorePolicy policy(Path file) {
        try {
            return PolicyYaml.parse(Files.readString(file), file.toString());
        } catch (PolicyException e) {
            throw new ServiceException(ServiceError.CONFIG_INVALID, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ServiceException(ServiceError.CONFIG_UNREADABLE, file + ": " + FileTrouble.text(e), e);
        }
    }
}
